"""What the public may know of a declaration, from rows that are loaded. No queries."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from common.typed_text import to_write
from declarations.enums import Level, SignatureStatus
from declarations.models import Commitment, Declaration, Signature, TextVersion

STATES = (SignatureStatus.SIGNED, SignatureStatus.ANNOUNCED, SignatureStatus.WITHDRAWN)
SORTS = {
    "place": lambda signature: (signature.place, signature.ministry),
    "state": lambda signature: (STATES.index(signature.status), signature.place),
    "date": lambda signature: (signature.moved_on, signature.place),
}
FIELDS = (
    "level", "country", "region", "ministry", "office", "status",
    "announced_on", "signed_on", "withdrawn_on",
)  # fmt: skip


def commitments(declaration: Declaration) -> list[tuple[str, list[Commitment]]]:
    """Pairs of level and what it commits to, levels without any left out."""
    rows: dict[str, list[Commitment]] = {level: [] for level in Level}
    for commitment in declaration.commitments.all():
        rows[commitment.level].append(commitment)
    return [(str(Level(level).label), rows[level]) for level in rows if rows[level]]


def choose(
    signatures: Iterable[Signature], level: str = "", state: str = "", sort: str = "place"
) -> list[Signature]:
    chosen = [s for s in signatures if level in ("", s.level) and state in ("", s.status)]
    return sorted(chosen, key=SORTS[sort])


def counts(signatures: Iterable[Signature]) -> str:
    """ "3 signed, 2 announced", leaving out what is none; invitations are not public."""
    number = Counter(signature.status for signature in signatures)
    words = {
        SignatureStatus.SIGNED: _("%d signed"),
        SignatureStatus.ANNOUNCED: _("%d announced"),
        SignatureStatus.WITHDRAWN: _("%d withdrawn"),
    }
    return ", ".join(words[state] % number[state] for state in STATES if number[state])


def by_country(signatures: Iterable[Signature]) -> dict[str, tuple[str, str, str]]:
    """Country code: (state, label, link), for the map. The furthest state of a country counts."""
    places = {}
    for signature in sorted(signatures, key=SORTS["state"]):
        code = str(signature.country)
        if code and code not in places:
            places[code] = (signature.status, signature.ministry, f"#signature-{signature.pk}")
    return places


def record(signature: Signature) -> dict[str, str]:
    """One signature as it is downloaded."""
    values = {field: getattr(signature, field) for field in FIELDS}
    return {field: to_write(str(value)) if value else "" for field, value in values.items()}


def mark_lags(texts: list[TextVersion]) -> list[TextVersion]:
    """Set `.behind` on the latest text of a language: the authentic version it lacks, or None."""
    newest = max((text.number for text in texts if text.is_authentic), default=0)
    latest: dict[str, int] = {}
    for text in texts:
        latest[text.language] = max(text.number, latest.get(text.language, 0))
    for text in texts:
        is_latest = text.number == latest[text.language]
        text.behind = newest if is_latest and text.number < newest else None
    return texts
