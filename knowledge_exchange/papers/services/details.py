"""What is said about a paper. Of a public paper, catalogues hear that it changed."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common import search_updates
from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from knowledge_exchange.papers import published_metadata
from knowledge_exchange.papers.models import Paper
from knowledge_exchange.papers.services import frozen_details, moves, pdfs, writing

FIELDS = "meeting title abstract keywords language licence doi announced".split()
STANDS_STILL = "meeting title abstract keywords language licence".split()  # `standing`
LONGEST_SLUG = 80


@transaction.atomic
def begin_paper(meeting, *, title, by, now):
    """A paper in preparation; its address is made from its title and stays the same for ever."""
    paper = _create(meeting, title)
    writing.begin(paper, by=by, now=now)
    return paper


def _create(meeting, title):
    """Somebody else may take the same address at this very moment: then the next one."""
    for slug in _addresses(title):
        if Paper.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return Paper.objects.create(meeting=meeting, title=title, slug=slug)
        except IntegrityError:
            continue
    raise Refused(_("No address is left for this title: choose another one."))


def _addresses(title):
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "paper"
    yield base
    for number in range(2, 1000):
        end = f"-{number}"
        yield base[: LONGEST_SLUG - len(end)].rstrip("-") + end


def content(paper):
    """What is said about a paper, by field."""
    themes = sorted(paper.themes.values_list("pk", flat=True))
    return {field: getattr(paper, field) for field in FIELDS} | {"themes": themes}


@transaction.atomic
def save(paper, changes, *, by, now, seen=None):
    """Store what changed. `seen` is the fingerprint of what the writer's page had shown: what
    somebody else changed since is not overwritten, the answer is a Conflict."""
    row = moves.locked(paper.pk)
    stored = content(row)
    changed = {field: value for field, value in changes.items() if stored[field] != value}
    if changed and seen not in (None, fingerprint(stored)):
        raise Conflict(stored, None)
    if changed.keys() & set(STANDS_STILL) and (why := frozen_details.why_it_stands(row, by=by)):
        raise Refused(why)
    what = _what_changed(stored, changed)
    themes = changed.pop("themes", None)
    for field, value in changed.items():
        setattr(row, field, value)
    row.save(update_fields=list(changed))
    if themes is not None:
        row.themes.set(themes)
    if changed or themes is not None:
        public_change(row, by=by, now=now, what=what)
    return row


def _what_changed(stored, changed):
    """For the history: what it was before, as far as that is short."""
    names = [Paper._meta.get_field(field).verbose_name for field in changed]
    short = [str(stored[field]) for field in changed if field in ("title", "licence", "doi")]
    told = _("Changed: %s.") % ", ".join(map(str, names))
    before = "; ".join(f"“{value}”" for value in short if value)
    return (told + (" " + _("Before: %s.") % before if before else ""))[:300]


def _say_in_the_newest(paper, now):
    """Earlier versions stay what readers cited, and so do their PDFs."""
    newest = paper.versions.published().first()
    if newest is not None and not paper.is_withdrawn:
        newest.said = published_metadata.of(paper)
        newest.save(update_fields=["said"])
        pdfs.make_anew(newest, now=now)


def public_change(paper, *, by, now, what):
    """`paper` must be locked. Nobody outside sees what is in preparation."""
    if paper.published_at is None:
        return
    paper.changed_at = max(now, paper.changed_at)
    paper.save(update_fields=["changed_at"])
    moves.note(paper, by=by, now=now, what=what)
    _say_in_the_newest(paper, now)
    search_updates.changed(paper)


def gaps(paper, draft):
    """What a paper still lacks, each with the page that mends it."""
    wanted = [
        ("write_details", paper.abstract, _("Write the abstract.")),
        ("write_details", paper.licence, _("Choose a licence.")),
        ("write_authors", paper.authors, _("Name the authors.")),
        ("write_text", draft, _("Write the text, or add a PDF file.")),
    ]
    return [(page, what) for page, given, what in wanted if not given]
