"""What is said about a paper. Of a public paper, catalogues hear that it changed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import folding, search_updates
from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers import published_metadata
from knowledge_exchange.papers.models import Paper, PaperVersion
from knowledge_exchange.papers.services import frozen_details, moves, pdfs, writing
from members.models import User

FIELDS = "meeting title abstract keywords language licence doi announced".split()
FROZEN_FIELDS = "meeting title abstract keywords language licence".split()  # `frozen_details`
SHOWN_IN_HISTORY = ("title", "licence", "doi")  # what they were before: the short ones
LONGEST_SLUG = 80

DetailValue = Meeting | str | list[int]  # the list: primary keys of themes, sorted


@transaction.atomic
def begin_paper(meeting: Meeting, *, title: str, by: User, now: datetime) -> Paper:
    """A paper in preparation; its address is made from its title and stays the same for ever."""
    base = folding.slug(title, LONGEST_SLUG) or "paper"
    for number in range(1, 1000):
        end = f"-{number}" if number > 1 else ""
        slug = base[: LONGEST_SLUG - len(end)].rstrip("-") + end
        if Paper.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                paper = Paper.objects.create(meeting=meeting, title=title, slug=slug)
        except IntegrityError:  # somebody else took the address at this very moment
            continue
        writing.begin(paper, by=by, now=now)
        return paper
    raise Refused(_("No address is left for this title: choose another one."))


def stored_details(paper: Paper) -> dict[str, DetailValue]:
    """What is said about a paper, by field."""
    themes = sorted(paper.themes.values_list("pk", flat=True))
    return {field: getattr(paper, field) for field in FIELDS} | {"themes": themes}


@transaction.atomic
def save(
    paper: Paper,
    changes: Mapping[str, DetailValue],
    *,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Paper:
    """Store what changed. `seen` is the fingerprint of what the writer's page had shown: what
    somebody else changed since is not overwritten, the answer is a Conflict."""
    row = moves.lock_paper(paper.pk)
    stored = stored_details(row)
    changed = {field: value for field, value in changes.items() if stored[field] != value}
    if not changed:
        return row
    if seen not in (None, fingerprint(stored)):
        raise Conflict(stored, None)
    if changed.keys() & set(FROZEN_FIELDS) and (reason := frozen_details.why_frozen(row, by=by)):
        raise Refused(reason)
    for field, value in changed.items():
        if field == "themes" and isinstance(value, list):
            row.themes.set(value)
        else:
            setattr(row, field, value)
    row.save(update_fields=[field for field in changed if field != "themes"])

    model_fields = (*Paper._meta.fields, *Paper._meta.many_to_many)
    labels = {field.name: str(field.verbose_name) for field in model_fields}
    event = _("Changed: %s.") % ", ".join(labels[field] for field in changed)
    before = [stored[field] for field in changed if field in SHOWN_IN_HISTORY and stored[field]]
    if before:
        event += " " + _("Before: %s.") % "; ".join(f"“{value}”" for value in before)
    public_change(row, by=by, now=now, event=event[:300])
    return row


def public_change(paper: Paper, *, by: User, now: datetime, event: str) -> None:
    """`paper` must be locked. Nobody outside sees what is in preparation.

    The newest version says it from now on, and its PDF is made anew; the earlier ones stay what
    readers cited.
    """
    if paper.published_at is None or paper.changed_at is None:
        return
    paper.changed_at = max(now, paper.changed_at)
    paper.save(update_fields=["changed_at"])
    moves.add_event(paper, by=by, now=now, event=event)
    newest = paper.versions.published().first()
    if newest is not None and not paper.is_withdrawn:
        newest.said = published_metadata.metadata_now(paper)
        newest.save(update_fields=["said"])
        pdfs.make_anew(newest, now=now)
    search_updates.changed(paper)


def gaps(paper: Paper, draft: PaperVersion | None) -> list[tuple[str, str]]:
    """What a paper still lacks, each with the page that mends it."""
    parts = [
        ("write_details", paper.abstract, _("Write the abstract.")),
        ("write_details", paper.licence, _("Choose a licence.")),
        ("write_authors", paper.authors, _("Name the authors.")),
        ("write_text", draft, _("Write the text, or add a PDF file.")),
    ]
    return [(page, missing) for page, is_there, missing in parts if not is_there]
