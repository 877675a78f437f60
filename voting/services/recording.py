"""Writing the record: one entry for each thing that happens, in its transaction, under its lock."""

import json
from datetime import UTC
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from voting import pseudonyms, record, roll
from voting.enums import FOR_THE_DESK, Step
from voting.models import RecordEntry, Seal

DISCLOSED = "disclosed"
SEALED = (  # in whose entries words that people typed stand under a seal
    Step.RECUSED,
    Step.AMENDED,
    Step.EXTENDED,
    Step.CONTESTED,
    Step.CERTIFIED,
    Step.WITHDRAWN,
    Step.ANNULLED,
)


class RecordBroken(Exception):
    """What is stored is not what was recorded: somebody has to look before anything goes on."""


@lru_cache
def _signer(seed):
    return record.Signer(seed)


def signer():
    return _signer(settings.RECORD_SIGNING_KEY)


def write(motion, what, *, who, now, unit="", words="", **facts):
    """The entry for a step; None for one that changed nothing for the members."""
    if what in FOR_THE_DESK:
        return None
    body = {**who, **({"unit": unit} if unit else {}), **facts}
    if what not in SEALED:
        return append(motion, what, body, now=now)
    salt = record.new_salt() if words else ""
    entry = append(motion, what, {**body, "words": record.seal_words(words, salt)}, now=now)
    if entry and words:
        Seal.objects.create(entry=entry, words_salt=salt, words=words)
    return entry


def append(motion, what, body, *, now):
    """The next link. A motion that was opened before there were records gets none."""
    last = motion.record.order_by("-index").values_list("index", "hash").first()
    if last is None and what != Step.OPENED:
        return None
    index, previous = (last[0] + 1, last[1]) if last else (0, _root(motion))
    at = record.instant(now.astimezone(UTC))
    linked = record.link(signer(), index=index, previous=previous, at=at, what=str(what), body=body)
    return RecordEntry.objects.create(
        motion=motion,
        body=record.canonical(body).decode(),
        public_key=signer().public_key,
        **linked.as_dict(),
    )


def _root(motion):
    return record.root(settings.SITE_URL, motion.pk)


def who(motion, by, voter=None):
    """Who acts, by the name that they have in this record. `voter` is asked for if not given."""
    if by is None:
        return {"by": "", "role": "system"}
    if voter is None and not by.is_staff:
        voter = roll.voters_of(motion).filter(user=by).first()
    if voter:
        return {"by": voter.alias, "role": voter.role}
    return {"by": alias_of(motion, by), "role": "secretariat" if by.is_staff else "member"}


def alias_of(motion, user):
    return pseudonyms.of(user, motion.record_scope)


# --- Ballots ----------------------------------------------------------------------------


@sensitive_variables()
def sealed(ballot):
    """A new seal for a ballot, not stored yet, and what stands in the record for it."""
    seal = Seal(
        ballot=ballot,
        salt=record.new_salt(),
        words_salt=record.new_salt() if ballot.reason else "",
    )
    return seal, {"ballot": name_of(ballot), "commitment": record.seal_ballot(**opened(seal))}


def name_of(ballot):
    return f"{ballot.entry.unit}/{ballot.sequence}"


def opened(seal):
    """What a ballot's commitment was made from. For its centre, and after the close."""
    return {
        "ballot": name_of(seal.ballot),
        "choice": str(seal.ballot.choice),
        "words": record.seal_words(seal.ballot.reason, seal.words_salt),
        "salt": seal.salt,
    }


@sensitive_variables()
def disclose(motion, *, now):
    """Open the ballots that count; RecordBroken where one is not the ballot that was recorded."""
    if not motion.record.exists():
        return
    seals = list(
        Seal.objects.filter(ballot__entry__motion=motion, ballot__superseded_at__isnull=True)
        .select_related("entry", "ballot__entry")
        .order_by("entry__index")
    )
    if len(seals) != _ballots_that_count(motion):
        raise RecordBroken(_("A ballot is stored that the record does not know, or the reverse."))
    shown = [{"entry": seal.entry.index, **opened(seal)} for seal in seals]
    for seal, ballot in zip(seals, shown, strict=True):
        _must_be_what_was_recorded(seal, ballot)
    append(motion, DISCLOSED, {"ballots": shown}, now=now)


def _ballots_that_count(motion):
    return (
        motion.roll.eligible()
        .filter(ballots__superseded_at__isnull=True, ballots__isnull=False)
        .count()
    )


def _must_be_what_was_recorded(seal, shown):
    told = {name: shown[name] for name in ("ballot", "choice", "words", "salt")}
    recorded = json.loads(seal.entry.body)
    if recorded["commitment"] != record.seal_ballot(**told):
        raise RecordBroken(
            _("The ballot of %(unit)s is not the one that was recorded.")
            % {"unit": seal.ballot.entry.unit}
        )
