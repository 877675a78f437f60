"""The list of applications in the admin: find, hand out, remind, export."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common.admin.bulk_steps import take_bulk_step
from common.dates import network_day
from common.downloads import SHEETS
from members.applications import exporting, queues
from members.applications.admin.bulk import BULK_STEPS
from members.applications.admin.list_query import ListQuery
from members.applications.admin.on_behalf import enter_paper
from members.permissions import can_review
from traces.services import note_export


class ApplicationListMixin:
    def get_queryset(self, request):
        return super().get_queryset(request).seen_by_the_secretariat()

    def get_urls(self):
        view, name = self.admin_site.admin_view, "members_application_%s"
        return [
            path("export/<slug:kind>/", view(self.export), name=name % "export"),
            path("on-paper/", view(self.enter_paper), name=name % "on_paper"),
            path("bulk/<slug:act>/", view(require_POST(self.bulk)), name=name % "bulk"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        query = _query(request)
        counts, chosen = queues.counts(query.asked), query.wanted("queue")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Applications"),
            "query": query,
            "page": query.page(),
            "queues": [
                {
                    "name": name,
                    "label": queues.label(queue, query.asked),
                    "count": counts[name],
                    "is_chosen": name == chosen,
                }
                for name, queue in queues.QUEUES.items()
            ],
            "acts": BULK_STEPS,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/application/list.html", context)

    def export(self, request, kind):
        """The chosen cases, or else every case that fits the list's filters."""
        query = _query(request)
        if kind not in SHEETS:
            raise Http404
        cases = self._chosen(request) if request.method == "POST" else query.cases()
        if request.method == "POST" and not cases.exists():
            return _nothing_chosen(request)
        name = f"applications-{network_day(query.asked.now)}.{kind}"
        note_export(name)
        return SHEETS[kind](exporting.table(cases), name, _("Applications"))

    def bulk(self, request, act):
        """Act at once, or ask first on a page of its own."""
        _check(request)
        if act not in BULK_STEPS:
            raise Http404
        cases = self._chosen(request)
        if not cases:
            return _nothing_chosen(request)
        hidden = [("back", request.POST.get("back", "")), *(("chosen", case.pk) for case in cases)]
        return take_bulk_step(
            request, self, BULK_STEPS[act], cases, back=_list_url(request), hidden=hidden
        )

    def enter_paper(self, request):
        return enter_paper(request, self)

    def _chosen(self, request):
        keys = [key for key in request.POST.getlist("chosen") if key.isdecimal()]
        return self.get_queryset(request).filter(pk__in=keys)


def _check(request):
    if not can_review(request.user):
        raise PermissionDenied


def _query(request):
    _check(request)
    return ListQuery(request.GET, asked=queues.Viewer(timezone.now(), request.user))


def _nothing_chosen(request):
    messages.warning(request, _("Choose at least one case."))
    return redirect(_list_url(request))


def _list_url(request):
    """The list as it was filtered: `back` is the address's query and nothing else."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return f"{reverse('admin:members_application_changelist')}?{query}".rstrip("?")
