"""A year is published by two people, stands still from then on, and is corrected by a version."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from common.refusals import Refused
from common.tests.step_pages import press, text
from common.yearly import Year
from exchange.tests.factories import ServiceOfferFactory
from members.tests.factories import NOW, RepresentativeFactory, UserFactory, two_people
from proposals.models import Proposal
from reports import documents, services
from reports.models import PublishedReport, Report
from reports.permissions import can_see_reports
from reports.showing import differences
from reports.tests.factories import YEAR, PublishedReportFactory, ReportFactory, at

pytestmark = pytest.mark.django_db


def counted(year=YEAR):
    return documents.of_year(Year(year, NOW))


def publish(report, *, now=NOW, reason="The year is over.", sha256=None):
    sha256 = sha256 or documents.fingerprint(documents.of_year(Year(report.pk, now)))
    return services.publish(report, reason=reason, sha256=sha256, now=now, **two_people())


def test_what_is_published_is_the_year_as_it_was_counted():
    ServiceOfferFactory(declared_at=at(2, 2))

    published = publish(ReportFactory())

    assert published.version == 1
    assert published.document == counted()
    published.refresh_from_db()
    assert documents.fingerprint(published.document) == published.sha256


def test_it_stands_still_and_tells_how_many_numbers_differ_today():
    published = publish(ReportFactory())
    ServiceOfferFactory(declared_at=at(2, 2))

    published.refresh_from_db()

    assert documents.find(published.document, "exchange", "declared")["number"] == 0
    assert documents.find(counted(), "exchange", "declared")["number"] == 1
    assert differences(published.document, counted()) > 0
    assert differences(published.document, published.document) == 0


def test_a_correction_is_another_version_and_the_former_one_stays():
    first = publish(ReportFactory())
    ServiceOfferFactory(declared_at=at(2, 2))

    second = publish(first.report, reason="An offer was entered late.")

    assert (second.version, second.is_correction) == (2, True)
    assert list(PublishedReport.objects.newest_of_each_year()) == [second]
    first.refresh_from_db()
    assert documents.fingerprint(first.document) == first.sha256


def test_nothing_is_corrected_that_says_the_same():
    first = publish(ReportFactory())

    with pytest.raises(Refused, match="nothing to correct"):
        publish(first.report)


def test_other_numbers_than_both_have_read_are_not_published():
    report = ReportFactory()

    with pytest.raises(Refused, match="The numbers have changed"):
        publish(report, sha256="0" * 64)


def test_a_year_that_is_not_over_is_not_published():
    with pytest.raises(Refused, match="is not over"):
        publish(ReportFactory(year=2026))


def test_the_newest_of_each_year_is_that_years_own():
    rows = [
        PublishedReportFactory(report=ReportFactory(year=2023), version=version)
        for version in (1, 2, 3)
    ]
    other = PublishedReportFactory(report=ReportFactory(year=2024), version=1)

    assert list(PublishedReport.objects.newest_of_each_year()) == [other, rows[-1]]


@pytest.mark.parametrize("role", ["delegate", "alternate", "observer", "head"])
def test_members_read_what_is_published_and_not_the_rows(role):
    assert not can_see_reports(RepresentativeFactory(role=role).user)
    assert not can_see_reports(AnonymousUser())


# --- In the admin -------------------------------------------------------------------------


def test_one_proposes_and_another_releases(client):
    proposer, releaser = UserFactory(secretariat=True), UserFactory(secretariat=True)
    client.force_login(proposer)
    step = reverse("admin:reports_report_step", args=[YEAR, "publish"])

    page = client.get(step)
    assert "Numbers that nobody reads on the site today" in text(page)
    done = press(client, step, follow=True, reason="The year is over.")

    proposal = Proposal.objects.get()
    assert proposal.subject == Report.objects.get(pk=YEAR)
    assert dict(proposal.facts)["Applications"] == "Nothing"
    assert "Proposed." in text(done)
    assert not PublishedReport.objects.exists()
    client.force_login(releaser)
    release = reverse("admin:reports_report_step", args=[YEAR, "release"])
    shown = press(client, release, follow=True)
    published = PublishedReport.objects.get()
    assert (published.published_by, published.released_by) == (proposer, releaser)
    assert f"Published, version {published.version}" in text(shown)


def test_a_running_year_says_why_it_cannot_be_published_yet(client):
    client.force_login(UserFactory(secretariat=True))
    year = timezone.now().year

    shown = text(client.get(reverse("admin:reports_report_change", args=[year])))

    assert "So far, until" in shown
    step = reverse("admin:reports_report_step", args=[year, "publish"])
    assert f"The year {year} is not over" in text(client.get(step))


def test_the_page_says_which_numbers_are_counted_anew(client):
    published = publish(ReportFactory(), now=timezone.now())
    ServiceOfferFactory(declared_at=at(2, 2))
    client.force_login(UserFactory(secretariat=True))

    shown = text(client.get(reverse("admin:reports_report_change", args=[YEAR])))

    assert published.sha256 in shown
    assert "would be told otherwise today" in shown
    assert "counted anew today: 1" in shown


def test_a_year_without_data_says_so_and_one_that_is_none_is_not_found(client):
    client.force_login(UserFactory(secretariat=True))

    shown = text(client.get(reverse("admin:reports_report_change", args=[2018])))

    assert "Nothing is known of this year" in shown
    assert client.get(reverse("admin:reports_report_change", args=[1999])).status_code == 404
    later = (timezone.now() + timedelta(days=800)).year
    assert client.get(reverse("admin:reports_report_change", args=[later])).status_code == 404
