from datetime import date, timedelta

import pytest

from members.applications.services import applying
from members.applications.services.expiry import warn_of_evidence
from members.tests.factories import NOW, ApplicationFactory, EvidenceFactory
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
SOON = TODAY + timedelta(days=60)  # the rules' default is 60 days before


def recipients(kind, now=NOW):
    return sorted(mail.to for mail in Mail.objects.filter(kind=kind) if compose(mail, now))


def test_evidence_of_an_open_application_is_warned_of_in_one_mail():
    application = ApplicationFactory(submitted=True)
    for title in ("Budget", "Letter"):
        EvidenceFactory(application=application, title=title, valid_until=SOON)

    for _time in range(2):
        warn_of_evidence(NOW)

    letter = compose(Mail.objects.get(), NOW)
    assert "Mandate:\n\n> Budget\n\nMandate:\n\n> Letter\n" in letter.text
    assert Mail.objects.get().to == application.contact_email


def test_evidence_that_has_ended_is_told_once_more_and_not_after_the_case_is_closed():
    application = ApplicationFactory(submitted=True)
    EvidenceFactory(application=application, valid_until=TODAY)
    warn_of_evidence(NOW)
    warn_of_evidence(NOW + timedelta(days=1))
    assert len(recipients("members.evidence_expired", NOW + timedelta(days=1))) == 1

    applying.withdraw(application, now=NOW)

    assert recipients("members.evidence_expired", NOW + timedelta(days=1)) == []


def test_evidence_of_drafts_and_closed_cases_is_left_alone():
    for status in ({"complete": True}, {"submitted": True, "status": "withdrawn"}):
        EvidenceFactory(application=ApplicationFactory(**status), valid_until=TODAY)

    warn_of_evidence(NOW)

    assert not Mail.objects.exists()
