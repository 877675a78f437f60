"""What is said about a paper in preparation; once published, `corrections` change it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import folding
from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers.models import Paper, PaperVersion
from knowledge_exchange.papers.services import frozen_details, moves, writing
from members.models import User

FIELDS = "meeting title abstract keywords language licence why_not_stated doi announced".split()
LONGEST_SLUG = 80
STATE_THEM = gettext_lazy(
    "Name the authors and choose a licence, or say for the readers why they are lacking."
)

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
    if why := frozen_details.why_not_by_one_person(row):
        raise Refused(why)
    if frozen_details.stand_still(changed) and (why := frozen_details.why_in_clearance(row)):
        raise Refused(why)
    store(row, changed)
    return row


def store(paper: Paper, changes: Mapping[str, DetailValue]) -> list[str]:
    """Write what differs, whoever may; the names of these fields. `paper` must be locked."""
    stored = stored_details(paper)
    changed = [field for field, value in changes.items() if stored[field] != value]
    for field in changed:
        value = changes[field]
        if field == "themes" and isinstance(value, list):
            paper.themes.set(value)
        else:
            setattr(paper, field, value)
    paper.save(update_fields=[field for field in changed if field != "themes"])
    return changed


def labels() -> dict[str, str]:
    """What people call the fields."""
    fields = (*Paper._meta.fields, *Paper._meta.many_to_many)
    return {field.name: str(field.verbose_name) for field in fields}


def gaps(paper: Paper, draft: PaperVersion | None) -> list[tuple[str, str]]:
    """What a paper still lacks, each with the page that mends it."""
    parts = [
        ("write_details", paper.abstract, _("Write the abstract.")),
        ("write_details", paper.licence or paper.why_not_stated, _("Choose a licence.")),
        ("write_authors", paper.authors or paper.why_not_stated, _("Name the authors.")),
        ("write_text", draft, _("Write the text, or add a PDF file.")),
    ]
    return [(page, missing) for page, is_there, missing in parts if not is_there]
