"""What a paper's own page in the admin shows."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.page_admin import PageSection
from knowledge_exchange.papers import phases, what_was_said
from knowledge_exchange.papers.enums import PdfState
from knowledge_exchange.papers.services import details
from outbox import letters
from proposals.admin_steps import shown_proposal

PLACE = "knowledge_exchange/admin/_paper_%s.html"
SECTIONS = (
    PageSection("said", gettext_lazy("What the centres say"), PLACE % "said"),
    PageSection("text", gettext_lazy("Text"), PLACE % "text"),
    PageSection("about", gettext_lazy("About the paper"), PLACE % "about"),
    PageSection("letters", gettext_lazy("Letters"), "admin/page/_letters.html"),
    PageSection("history", gettext_lazy("History"), PLACE % "history"),
)


def context(paper):
    now = timezone.now()
    draft = phases.draft_of(paper)
    published = [version for version in paper.versions.all() if version.is_published]
    silences = [silence for version in paper.versions.all() for silence in version.silences.all()]
    return {
        "kicker": _("Expert Opinion Paper"),
        "state": phases.sentence(paper, draft, now),
        "phases": list(phases.bar(paper, draft, now)),
        "next_step": phases.next_step(paper, draft, now),
        "proposal": shown_proposal(paper),
        "draft": draft,
        "said": what_was_said.of(paper),
        "gaps": () if paper.is_withdrawn or paper.is_published else details.gaps(paper, draft),
        "published": published,
        "pdf_failed": any(row.pdf_state == PdfState.FAILED for row in published),
        "authors": list(paper.author_list.select_related("centre")),
        "themes": list(paper.themes.all()),
        "letters": letters.of(paper, *paper.versions.all(), *silences),
        "events": list(paper.events.select_related("by", "released_by")),
    }
