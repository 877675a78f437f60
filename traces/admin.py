"""One page over all histories: who did what, and when."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import ReadOnlyMixin
from common.dates import end_of_network_day, network_day
from common.downloads import csv_download
from common.form_fields import DayField, LineField
from traces import timeline
from traces.exporting import table
from traces.models import Trace
from traces.permissions import can_read_traces, can_see_addresses
from traces.services import note_export

PAGE_SIZE = 50


class TraceQuery(forms.Form):
    """Read from the address; an entry that does not fit is passed over."""

    q = LineField(
        label=_("Person, words or number"), max_length=100, required=False, says_limit=False
    )
    kind = forms.ChoiceField(label=_("What"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
    person = forms.IntegerField(required=False, min_value=1, max_value=BigIntegerField.MAX_BIGINT)
    about = LineField(max_length=130, required=False, says_limit=False)
    older = LineField(max_length=100, required=False, says_limit=False)
    newer = LineField(max_length=100, required=False, says_limit=False)

    def __init__(self, data):
        super().__init__(data, label_suffix="")
        self.fields["kind"].choices = [("", _("Everything")), *timeline.kinds()]
        self.is_valid()

    def wanted(self, name):
        return self.cleaned_data.get(name) or ""

    @property
    def asked(self):
        since, until = self.wanted("since"), self.wanted("until")
        label, colon, key = self.wanted("about").partition(":")
        return timeline.Asked(
            person=self.wanted("person") or None,
            kind=self.wanted("kind"),
            since=end_of_network_day(since - timedelta(days=1)) if since else None,
            until=end_of_network_day(until) if until else None,
            about=(label, key) if colon and timeline.is_number(key) else None,
            text=self.wanted("q"),
        )

    @property
    def is_narrowed(self):
        return any(self.wanted(name) for name in ("q", "kind", "since", "until", "person", "about"))


@admin.register(Trace)
class TraceAdmin(ReadOnlyMixin, admin.ModelAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="traces_trace_changelist"),
            path("export.csv", view(self.export), name="traces_trace_export"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponseBase:
        query = _query(request)
        asked = query.asked
        page = timeline.page(
            asked, older=query.wanted("older"), newer=query.wanted("newer"), size=PAGE_SIZE
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Traces"),
            "opts": self.opts,
            "query": query,
            "page": page,
            "sees_addresses": can_see_addresses(request.user),
            "narrowed_to": timeline.named(asked),
        }
        return TemplateResponse(request, "admin/traces/trace/list.html", context)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """All that fit, and a trace of its own."""
        query = _query(request)
        name = f"traces-{network_day(timezone.now())}.csv"
        note_export(name)
        lines = timeline.lines(query.asked)
        return csv_download(
            table(lines, with_addresses=can_see_addresses(request.user)), name, _("Traces")
        )


def _query(request):
    if not can_read_traces(request.user):
        raise PermissionDenied
    return TraceQuery(request.GET)
