"""The list of papers in the admin: find, make PDFs again, export."""

from datetime import UTC, datetime

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep
from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Export, Filter, Listing, since_cell
from common.folded_search import finding
from common.languages import OFFICIAL_LANGUAGES
from common.refusals import Refused
from common.templatetags.p2i import partial_date
from knowledge_exchange.papers import exporting, phases, queues
from knowledge_exchange.papers.models import Paper, PaperEvent, Theme
from knowledge_exchange.papers.services import pdfs
from traces.services import note_export

SEARCHED = ["title", "authors", "keywords", "slug"]
NEVER = Value(datetime(2000, 1, 1, tzinfo=UTC))
LAST_EVENT = PaperEvent.objects.filter(paper=OuterRef("pk")).order_by("-at", "-pk")
LAST_STEP = Coalesce(Subquery(LAST_EVENT.values("at")[:1]), NEVER)


def phase_cell(paper):
    return phases.sentence(paper, phases.draft_of(paper), timezone.now())


def years(viewer):
    known = Paper.objects.exclude(announced="").annotate(year=Substr("announced", 1, 4))
    found = known.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in found]


def make_pdf_again(paper, *, by, now):
    version = paper.versions.published().first()
    if version is None:
        raise Refused(_("It has no published text."))
    return pdfs.make_pdf_again(version, by=by, now=now)


LISTING = Listing(
    title=_("Expert Opinion Papers"),
    everything=_("All papers"),
    search_label=_("Title, author or keyword"),
    columns=(
        Column(name="title", label=_("Title"), cell=lambda paper: paper.title, order=("title",)),
        Column(
            name="meeting",
            label=_("Meeting"),
            cell=lambda paper: f"{paper.meeting.number}. {paper.meeting.title}",
            order=("meeting__number",),
        ),
        Column(name="phase", label=_("Where it stands"), cell=phase_cell),
        Column(
            name="announced",
            label=_("Announced"),
            cell=lambda paper: partial_date(paper.announced),
            order=("announced",),
        ),
        Column(
            name="since",
            label=_("Last step"),
            cell=lambda paper: since_cell(paper.last_step_at),
            order=(LAST_STEP,),
        ),
    ),
    find=lambda papers, text: finding(papers, text, SEARCHED),
    order="-since",
    queue_order="since",
    queues=queues.QUEUES,
    filters=(
        Filter(
            name="theme",
            label=_("Theme"),
            choices=lambda viewer: [(theme.slug, theme.name) for theme in Theme.objects.all()],
            narrow=lambda papers, theme, viewer: papers.filter(
                pk__in=Paper.objects.filter(themes__slug=theme).values("pk")
            ),
        ),
        Filter(
            name="year",
            label=_("Year"),
            choices=years,
            narrow=lambda papers, year, viewer: papers.filter(announced__startswith=year),
        ),
        Filter(
            name="language",
            label=_("Language"),
            choices=lambda viewer: OFFICIAL_LANGUAGES,
            narrow=lambda papers, language, viewer: papers.filter(language=language),
        ),
    ),
    acts=(
        BulkStep(
            name="make-pdfs",
            label=_("Make the PDFs again"),
            act=make_pdf_again,
            done=lambda count: (
                ngettext("%d PDF is being made.", "%d PDFs are being made.", count) % count
            ),
            consequence=_("The newest published version of each is typeset anew."),
        ),
    ),
    export=Export(name="papers", table=exporting.table, noted=note_export),
    empty_title=_("No paper yet"),
    empty_text=_("A paper is listed here from the moment in which somebody begins it."),
)


class PaperListMixin(ListAdmin):
    listing = LISTING

    def page_rows(self, papers):
        shown = papers.select_related("meeting").annotate(
            last_step_at=Subquery(LAST_EVENT.values("at")[:1])
        )
        return phases.with_phases(shown)
