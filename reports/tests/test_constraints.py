"""What the database itself refuses of reports."""

import pytest
from django.db import IntegrityError, connection, transaction

from members.tests.factories import UserFactory
from reports.models import PublishedReport
from reports.tests.factories import PublishedReportFactory, ReportFactory

pytestmark = pytest.mark.django_db


def twice():
    for _time in range(2):
        PublishedReportFactory()


def by_one_person():
    person = UserFactory()
    PublishedReportFactory(published_by=person, released_by=person)


@pytest.mark.parametrize(
    ("make", "constraint"),
    [
        (lambda: ReportFactory(year=1999), "report_year_plausible"),
        (twice, "one_published_report_per_year_and_version"),
        (by_one_person, "report_is_published_by_two_people"),
        (lambda: PublishedReportFactory(version=0), "versions_of_a_report_begin_at_one"),
        (lambda: PublishedReportFactory(reason=""), "published_report_says_why"),
        (lambda: PublishedReportFactory(sha256=""), "published_report_has_a_fingerprint"),
    ],
)
def test_the_database_refuses_what_must_never_be_true(make, constraint):
    is_unique = constraint.startswith("one_") and connection.vendor == "sqlite"
    named = "report_id, reports_publishedreport.version" if is_unique else constraint

    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        make()


@pytest.mark.postgres
def test_a_published_report_is_neither_changed_nor_deleted():
    report = PublishedReportFactory()
    rows = PublishedReport.objects.filter(pk=report.pk)

    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        rows.update(reason="Another.")
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        rows.delete()
