"""The register of processing (Art. 30 GDPR), from the schedule: to read, to print and as CSV."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import personal_data
from common.downloads import csv_download
from members.permissions import is_secretariat
from members.privacy import facts


@require_safe
@never_cache
def register(request):
    _must_be_allowed(request)
    context = {"lines": personal_data.schedule(), "facts": facts.of_the_network()}
    return render(request, "members/privacy/register.html", context)


@require_safe
@never_cache
def as_csv(request):
    _must_be_allowed(request)
    return csv_download(table(), "register-of-processing.csv", _("Register of processing"))


def table():
    """The headings, then a row for each kind of personal data."""
    yield [
        *(_("What"), _("Whose data"), _("Which data"), _("What for"), _("Legal ground")),
        *(_("Who reads it"), _("How long"), _("Then"), _("Why it stays"), _("Columns")),
    ]
    for line in personal_data.schedule():
        told = (line.label, line.people, line.data, line.why, line.ground.label)
        then = (line.readers, line.kept, line.then.label, line.why_kept, "; ".join(line.fields))
        yield [str(cell) for cell in (*told, *then)]


def _must_be_allowed(request):
    if not is_secretariat(request.user):
        raise PermissionDenied
