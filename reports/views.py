"""What everybody reads of a published report."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from common.downloads import waits_while_made
from reports import files
from reports.documents import public_part
from reports.models import PublishedReport
from reports.showing import beside, chapters_of


@require_safe
@login_not_required
def published(request):
    """The years that are published, the latest first."""
    reports = PublishedReport.objects.newest_of_each_year().defer("document")
    return render(request, "reports/published.html", {"reports": reports})


@require_safe
@login_not_required
def newest(request, year):
    reports = PublishedReport.objects.filter(report=year).order_by("-version")
    return redirect(get_object_or_404(reports[:1]))


@require_safe
@login_not_required
def version(request, year, number):
    report = _version(year, number)
    versions = PublishedReport.objects.filter(report=year).defer("document")
    before = PublishedReport.objects.newest_of_each_year().filter(report=year - 1).first()
    compared = beside(public_part(before.document)) if before else None
    context = {
        "report": report,
        "others": [one for one in versions if one.version != number],
        "newest": versions[0],
        "before": before,
        "chapters": chapters_of(public_part(report.document), compared),
    }
    return render(request, "reports/report.html", context)


@require_safe
@login_not_required
@waits_while_made
def pdf(request, year, number):
    report = _version(year, number)
    content = files.pdf(public_part(report.document), report)
    name = f"report-{year}-{number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _version(year, number):
    return get_object_or_404(PublishedReport, report=year, version=number)
