from datetime import timedelta

import pytest

from common.refusals import Refused
from members.applications.services import applying
from members.enums import ApplicationStatus
from members.models import Application
from members.tests.factories import NOW, ApplicationFactory, CentreFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db


def test_starting_mails_a_link_to_the_address():
    application = applying.start("Ada@Example.org", now=NOW)

    assert application.contact_email == "ada@example.org"
    assert list(Mail.objects.values_list("kind", "to")) == [
        ("members.application_link", "ada@example.org")
    ]


def test_starting_again_leads_back_to_the_same_draft():
    first = applying.start("ada@example.org", now=NOW)
    again = applying.start("ada@example.org", now=NOW + timedelta(hours=1))

    assert again == first
    assert Application.objects.count() == 1


def test_a_stranger_cannot_flood_a_mailbox():
    for _click in range(5):
        applying.start("ada@example.org", now=NOW)

    assert Mail.objects.count() == 1


def test_submitting_stores_the_time_and_tells_applicant_desk_and_who_is_named_once(settings):
    application = ApplicationFactory(complete=True)

    submitted = applying.submit(application, now=NOW)

    assert submitted.status == ApplicationStatus.SUBMITTED
    assert submitted.submitted_at == NOW
    assert set(Mail.objects.values_list("kind", "to")) == {
        ("members.application_received", application.contact_email),
        ("members.desk_submitted", settings.CONTACT_EMAIL),
        ("members.named_in_application", application.delegate_email),
    }


def test_submitting_twice_changes_nothing():
    application = ApplicationFactory(complete=True)
    applying.submit(application, now=NOW)

    again = applying.submit(application, now=NOW + timedelta(minutes=1))

    assert again.submitted_at == NOW
    assert Mail.objects.count() == 3
    assert application.events.count() == 1


def test_an_incomplete_draft_is_not_submitted():
    application = ApplicationFactory()

    with pytest.raises(Refused):
        applying.submit(application, now=NOW)

    application.refresh_from_db()
    assert application.is_draft


def test_a_second_application_of_the_same_organisation_is_refused_and_stays_a_draft():
    first = ApplicationFactory(submitted=True, country="PL")
    second = ApplicationFactory(
        complete=True, country="PL", organisation_name=first.organisation_name.upper()
    )

    with pytest.raises(Refused, match="is already with the secretariat") as refusal:
        applying.submit(second, now=NOW)

    assert f"{second.organisation_name} (Poland)" in str(refusal.value)
    assert "ask them to invite you" in str(refusal.value)

    second.refresh_from_db()
    assert second.is_draft


def test_the_same_organisation_may_apply_again_once_the_first_is_withdrawn():
    first = ApplicationFactory(submitted=True, country="PL")
    applying.withdraw(first, now=NOW)
    second = ApplicationFactory(
        complete=True, country="PL", organisation_name=first.organisation_name
    )

    assert applying.submit(second, now=NOW).status == ApplicationStatus.SUBMITTED


@pytest.mark.parametrize("status", ApplicationStatus)
def test_withdrawing_is_possible_from_every_open_state(status):
    application = ApplicationFactory(submitted=True)
    Application.objects.filter(pk=application.pk).update(
        status=status, decision_reasons="reasons", centre=CentreFactory()
    )
    open_states = {
        ApplicationStatus.DRAFT,
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.UNDER_REVIEW,
        ApplicationStatus.CLARIFICATION,
        ApplicationStatus.ELIGIBLE,
        ApplicationStatus.IN_VOTE,
    }

    if status in open_states:
        applying.withdraw(application, now=NOW)
    else:
        with pytest.raises(Refused):
            applying.withdraw(application, now=NOW)

    application.refresh_from_db()
    expected = ApplicationStatus.WITHDRAWN if status in open_states else status
    assert application.status == expected


def test_events_hold_no_names_or_addresses():
    application = ApplicationFactory(complete=True)
    applying.submit(application, now=NOW)

    written = " ".join(application.events.values_list("what", flat=True))

    for personal in (application.contact_email, application.contact_name, "Del Egate"):
        assert personal not in written
