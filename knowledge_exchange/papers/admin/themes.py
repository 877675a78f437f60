"""What papers are about; entered like a series of meetings."""

from django.contrib import admin

from knowledge_exchange.meetings.admin import SeriesAdmin
from knowledge_exchange.papers.models import Theme


@admin.register(Theme)
class ThemeAdmin(SeriesAdmin):
    pass
