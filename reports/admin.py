"""The reports in the admin: the years, the page of one, the rows behind each number, the files."""

from functools import partial

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from common import yearly
from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Section, Step
from common.downloads import XLSX, waits_while_made
from common.form_fields import LinesField
from common.yearly import Year
from proposals.admin_steps import SETTLING, proposing, shown_proposal
from reports import documents, files, services
from reports.models import PublishedReport, Report
from reports.permissions import can_publish, can_see_reports
from reports.showing import beside, chapters_of, differences, in_words, is_empty
from reports.two_people import PUBLISH, counted_now
from traces.services import note_export

ROWS_PER_PAGE = 50


class ReasonForm(forms.Form):
    reason = LinesField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Of a correction everybody reads this, and it stays with the report: name nobody."
        ),
    )


def what_is_published(report):
    newest = report.newest()
    lines = [_("Numbers that nobody reads on the site today are for the secretariat alone.")]
    if newest:
        count = differences(newest.document, counted_now(report))
        lines.append(
            _("Version %(version)d stays, with its files. Numbers that differ: %(count)d.")
            % {"version": newest.version, "count": count}
        )
    return [Section(_("What is published"), tuple(lines))]


def why_not_correct(report, user):
    newest = report.newest()
    if newest and documents.fingerprint(counted_now(report)) == newest.sha256:
        return _("The published report says the same: there is nothing to correct.")
    return ""


publishing = partial(
    Step,
    act=services.publish,
    allowed=can_publish,
    form=ReasonForm,
    consequence=_("Page, PDF and table of this year stand still as they are counted now."),
    seen_by=_("Everybody reads what is public of it, with its fingerprint."),
    sections=what_is_published,
    done="",
    style="btn-primary",
)


@admin.register(Report)
class ReportAdmin(ReadOnlyMixin, StepsAdmin):
    steps = (
        proposing(
            PUBLISH,
            publishing(
                name="publish",
                label=_("Publish the report"),
                applies=lambda report: report.newest() is None,
                why_not=lambda report, user: services.why_not_publish(report, timezone.now()),
            ),
        ),
        proposing(
            PUBLISH,
            publishing(
                name="correct",
                label=_("Publish a correction"),
                applies=lambda report: report.newest() is not None,
                why_not=why_not_correct,
                is_aside=True,
            ),
        ),
        *SETTLING,
    )

    def get_urls(self):
        name, view = "reports_report", self.admin_site.admin_view
        return [
            path("<int:pk>/report.pdf", view(self.pdf), name=f"{name}_pdf"),
            path("<int:pk>/report.xlsx", view(self.xlsx), name=f"{name}_xlsx"),
            path(
                "<int:pk>/rows/<slug:chapter>/<slug:figure>/", view(self.rows), name=f"{name}_rows"
            ),
            *super().get_urls(),
        ]

    # --- Rights and what the steps are about ------------------------------------------------

    def has_view_permission(self, request, obj=None):
        return can_see_reports(request.user)

    def has_module_permission(self, request):
        return can_see_reports(request.user)

    def may_step(self, request):
        return can_see_reports(request.user)

    def step_object(self, request, pk):
        """A year has a row of its own once something is proposed about it."""
        if pk not in yearly.years(timezone.now()):
            raise Http404
        return Report.objects.filter(pk=pk).first() or Report(pk=pk)

    def locked(self, obj):
        Report.objects.get_or_create(pk=obj.pk)
        return super().locked(obj)

    # --- Pages ------------------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        self._must_see(request)
        now = timezone.now()
        newest = {
            row.report_id: row
            for row in PublishedReport.objects.newest_of_each_year().with_people().defer("document")
        }
        years = [(Year(number, now), newest.get(number)) for number in yearly.years(now)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reports of the year"),
            "opts": self.opts,
            "years": years,
        }
        return TemplateResponse(request, "admin/reports/report/list.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report, published, document = self._read(request, object_id)
        year = Year(report.pk, timezone.now())
        anew = counted_now(report) if published else None
        context = {
            **self.admin_site.each_context(request),
            "title": report,
            "opts": self.opts,
            "object": report,
            "year": year,
            "neighbours": [
                number
                for number in (report.pk - 1, report.pk + 1)
                if number in yearly.years(year.now)
            ],
            "published": published,
            "earlier": list(report.versions.with_people().defer("document"))[1:],
            "differing": differences(document, anew) if anew else 0,
            "is_empty": all(is_empty(chapter) for chapter in document["chapters"]),
            "chapters": chapters_of(document, beside(_year_before(report, year), anew)),
            "menu": self.menu(request, report),
            "proposal": shown_proposal(report),
        }
        return TemplateResponse(request, "admin/reports/report/report.html", context)

    def rows(self, request, pk, chapter, figure):
        """The rows behind one number: as many as it says."""
        report, published, document = self._read(request, pk)
        if "anew" in request.GET and published:
            document = counted_now(report)
        shown = documents.find(document, chapter, figure)
        if shown is None:
            raise Http404
        page = Paginator(list(files.counted(shown)), ROWS_PER_PAGE).get_page(
            request.GET.get("page")
        )
        title = next(one["title"] for one in document["chapters"] if one["name"] == chapter)
        context = {
            **self.admin_site.each_context(request),
            "title": shown["label"],
            "opts": self.opts,
            "object": report,
            "chapter": {"name": chapter, "title": title},
            "number": in_words(shown["number"], shown["unit"]),
            "kind": yearly.rows_of(shown["of"]),
            "page": page,
            "lines": lines_of(shown, list(page.object_list)),
            "has_amounts": bool(shown["amounts"]),
            "published": published,
        }
        return TemplateResponse(request, "admin/reports/report/rows.html", context)

    @method_decorator(waits_while_made)
    def pdf(self, request, pk):
        _report, published, document = self._read(request, pk)
        return _named(files.pdf(document, published), f"report-{pk}.pdf", "application/pdf")

    def xlsx(self, request, pk):
        _report, _published, document = self._read(request, pk)
        return _named(files.xlsx(document), f"report-{pk}.xlsx", XLSX)

    def _read(self, request, pk):
        """What stands of a year: the newest published report, or the year as counted now."""
        self._must_see(request)
        report = self.step_object(request, number_or_404(pk))
        published = report.newest()
        return report, published, published.document if published else counted_now(report)

    def _must_see(self, request):
        if not can_see_reports(request.user):
            raise PermissionDenied


def _named(content, name, content_type):
    note_export(name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _year_before(report, year):
    """To compare with; None before the first year."""
    if report.pk == yearly.FIRST_YEAR:
        return None
    newest = PublishedReport.objects.filter(report=report.pk - 1).order_by("-version").first()
    return newest.document if newest else documents.of_year(year.before)


def lines_of(figure, counted):
    """Each row as (title, address, what it counts for); both are empty where it is gone by now."""
    kind = yearly.rows_of(figure["of"])
    found = {row.pk: row for row in kind.read([key for key, _amount in counted])} if kind else {}
    for key, amount in counted:
        row = found.get(key)
        title, url = (kind.title(row), kind.url(row)) if row else ("", "")
        yield {"title": title, "url": url, "amount": in_words(amount, figure["unit"])}
