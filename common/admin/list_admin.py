"""The page of a list in the admin, its files, and what is done with several of its rows."""

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.admin.bulk_steps import take_bulk_step
from common.admin.lists import MOST_AT_ONCE, Listing, Query
from common.admin.numbers import is_number
from common.admin.steps import StepLink
from common.dates import network_day
from common.downloads import SHEETS
from common.waiting import Viewer


class ListAdmin(admin.ModelAdmin):
    """For a model whose list is a `Listing` instead of Django's."""

    listing: Listing
    list_template = "admin/list/list.html"
    search_fields = ("found_by_its_list",)  # so that other forms may look a row up

    # --- What an admin of some model may say otherwise --------------------------------------

    def may_see_list(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def may_act(self, request: HttpRequest) -> bool:
        """Who does something with several rows at once: whoever may take steps with one."""
        may_step = getattr(self, "may_step", self.has_change_permission)
        return bool(may_step(request))

    def list_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """All that this person may see in the list."""
        return self.get_queryset(request)

    def page_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what the cells read, for the rows that are shown."""
        return rows

    def sought_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what `called` reads, for the rows that the search over everything shows."""
        return rows

    def called(self, row: Any) -> str:
        """What a row is called in the search over everything."""
        return str(row)

    def tools(self, request: HttpRequest) -> list[StepLink]:
        """What is done at the list and not with its rows, as links at its head."""
        if not self.has_add_permission(request):
            return []
        label = _("Add: %(thing)s") % {"thing": self.opts.verbose_name}
        return [StepLink(label, reverse(self._list_url_name("add")), "btn-outline-primary")]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """For the search over everything, and for fields that look a row up."""
        return (self.listing.find(queryset, search_term) if search_term else queryset), False

    # --- The pages --------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}_"
        urls = []
        if self.listing.export:
            urls.append(path("export/<slug:kind>/", view(self.export), name=name + "export"))
        if self.listing.acts:
            bulk = view(require_POST(self.bulk))
            urls.append(path("bulk/<slug:act>/", bulk, name=name + "bulk"))
        return [*urls, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        query, listing = self._query(request), self.listing
        if listing.acts and not self.may_act(request):
            listing = replace(listing, acts=())
        shown = query.page(self.page_rows)
        context = {
            **self.admin_site.each_context(request),
            "title": self.listing.title,
            "listing": listing,
            "query": query,
            "page": shown,
            "rows": [self._row(row) for row in shown.rows],
            "queues": query.queues(),
            "tools": self.tools(request),
            "opts": self.opts,
            "list_url": reverse(self._list_url_name("changelist")),
            "bulk_url": self._list_url_name("bulk"),
            "export_url": self._list_url_name("export"),
            "most_at_once": MOST_AT_ONCE,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.list_template, context)

    def _row(self, row: Any) -> dict[str, object]:
        heading, *others = self.listing.columns
        return {
            "pk": row.pk,
            "object": row,
            "url": reverse(self._list_url_name("change"), args=[row.pk]),
            "heading": heading.cell(row),
            "cells": [(column.label, column.cell(row)) for column in others],
        }

    def export(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The chosen rows, or else every row that fits the list's filters."""
        query, export = self._query(request), self.listing.export
        if kind not in SHEETS or export is None:
            raise Http404
        is_chosen = request.method == "POST"
        rows = self._chosen(request) if is_chosen else query.rows()
        if is_chosen and not rows.exists():
            return self._nothing_chosen(request)
        name = f"{export.name}-{network_day(query.asked.now)}.{kind}"
        export.noted(name)
        return SHEETS[kind](export.table(rows), name, str(self.listing.title))

    def bulk(self, request: HttpRequest, act: str) -> HttpResponse:
        """Act at once, or ask first on a page of its own."""
        self._must_see(request)
        if not self.may_act(request):
            raise PermissionDenied
        if act not in self.listing.act_of:
            raise Http404
        step = self.listing.act_of[act]
        rows = step.among(self._chosen(request))[:MOST_AT_ONCE]
        if not rows:
            return self._nothing_chosen(request)
        hidden = [("back", request.POST.get("back", "")), *(("chosen", row.pk) for row in rows)]
        back = self._back_url(request)
        return take_bulk_step(request, self, step, rows, back=back, hidden=hidden)

    def _must_see(self, request: HttpRequest) -> None:
        if not self.may_see_list(request):
            raise PermissionDenied

    def _query(self, request: HttpRequest, data: QueryDict | None = None) -> Query:
        self._must_see(request)
        return Query(
            request.GET if data is None else data,
            listing=self.listing,
            rows=self.list_rows(request),
            asked=Viewer(request.user, timezone.now()),  # type: ignore[arg-type]
        )

    def _chosen(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that were ticked, or all that fit what the list was asked for."""
        if "all_that_fit" in request.POST:
            return self._query(request, self._back(request)).rows().order_by("pk")
        keys = [key for key in request.POST.getlist("chosen") if is_number(key)]
        return self.list_rows(request).filter(pk__in=keys)

    def _nothing_chosen(self, request: HttpRequest) -> HttpResponse:
        messages.warning(request, _("Choose at least one line."))
        return redirect(self._back_url(request))

    def _back(self, request: HttpRequest) -> QueryDict:
        return QueryDict(request.POST.get("back", ""))

    def _back_url(self, request: HttpRequest) -> str:
        """The list as it was filtered: `back` is the address's query and nothing else."""
        query = self._back(request).urlencode()
        return f"{reverse(self._list_url_name('changelist'))}?{query}".rstrip("?")

    def _list_url_name(self, page: str) -> str:
        return f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
