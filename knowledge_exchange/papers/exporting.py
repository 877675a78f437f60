"""Papers as a table for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import network_day
from common.spreadsheets import Cell, cell
from knowledge_exchange.papers import phases


def table(papers: Any) -> Iterator[list[Cell]]:
    """The heading, then a line for each paper."""
    yield [
        _("Title"),
        _("Address"),
        _("Where it stands"),
        _("Authors"),
        _("Licence"),
        _("Why authors or licence are not stated"),
        _("Language"),
        _("Keywords"),
        _("Themes"),
        _("Meeting"),
        _("Announced"),
        _("Made public"),
        _("DOI"),
        _("Views"),
        _("Downloads"),
    ]
    now = timezone.now()
    rows: QuerySet[Any] = phases.with_phases(papers.with_use()).select_related("meeting")
    for paper in rows.prefetch_related("themes").order_by("-announced", "-pk"):
        yield [
            cell(value)
            for value in (
                paper.title,
                paper.slug,
                phases.sentence(paper, phases.draft_of(paper), now),
                paper.authors,
                paper.licence,
                paper.why_not_stated,
                paper.get_language_display(),
                paper.keywords,
                ", ".join(theme.name for theme in paper.themes.all()),
                f"{paper.meeting.number}. {paper.meeting.title}",
                paper.announced,
                network_day(paper.published_at) if paper.published_at else None,
                paper.doi,
                paper.views,
                paper.downloads,
            )
        ]
