"""Applications in the admin: a list, and the pages of each case."""

from django.contrib import admin

from common.admin.mixins import ReadOnlyMixin
from members.applications.admin.application_list import ApplicationListMixin
from members.applications.admin.case import CaseViews
from members.applications.models import Application


@admin.register(Application)
class ApplicationAdmin(ApplicationListMixin, ReadOnlyMixin, CaseViews):
    """A list and cases of its own kind; nothing is edited as Django's admin would."""
