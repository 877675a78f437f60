"""What papers are about; entered like a series of meetings."""

from dataclasses import replace

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.meetings.admin import SeriesAdmin
from knowledge_exchange.meetings.admin.meetings import SERIES
from knowledge_exchange.papers.models import Theme


@admin.register(Theme)
class ThemeAdmin(SeriesAdmin):
    listing = replace(
        SERIES,
        title=_("Themes"),
        everything=_("All themes"),
        empty_title=_("No theme yet"),
        empty_text=_("What papers are about, for whoever looks for one; add the first theme."),
    )
