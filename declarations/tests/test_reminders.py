from datetime import timedelta

import pytest
from django.urls import reverse

from common.refusals import Refused
from declarations import reminders, services, tasks
from declarations.tests.factories import NOW, DeclarationFactory, SignatureFactory
from members.tests.factories import RepresentativeFactory, UserFactory, two_people
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db
BOX = "trade@ministry.example"


@pytest.fixture
def secretariat(client):
    user = UserFactory(secretariat=True)
    client.force_login(user)
    return user


def test_a_ministry_is_reminded_once_a_day(secretariat):
    signature = SignatureFactory(mailbox=BOX)
    mail = reminders.remind(signature, by=secretariat, now=NOW)

    with pytest.raises(Refused, match="already"):
        reminders.remind(signature, by=secretariat, now=NOW)

    assert Mail.objects.get() == mail
    assert signature.ministry in kinds.compose(mail, NOW).text


def test_a_reminder_stops_when_the_ministry_withdraws(secretariat):
    signature = SignatureFactory(mailbox=BOX)
    mail = reminders.remind(signature, by=secretariat, now=NOW)

    services.withdraw(signature, **two_people(), on=NOW.date(), now=NOW)

    mail = Mail.objects.get(pk=mail.pk)
    assert mail.status == "cancelled"
    assert kinds.compose(mail, NOW) is None


def test_the_plan_reminds_by_the_day_set_and_not_before():
    signature = SignatureFactory(mailbox=BOX, entered_at=NOW, declaration__remind_every_days=7)
    SignatureFactory(mailbox=BOX, entered_at=NOW)

    assert reminders.due(NOW + timedelta(days=6)) == []
    assert reminders.due(NOW + timedelta(days=9)) == [signature]
    reminders.remind(signature, by=None, now=NOW + timedelta(days=9))
    assert reminders.due(NOW + timedelta(days=15)) == []


def test_several_are_previewed_and_reminded_from_the_page(client, secretariat):
    chosen = [SignatureFactory(mailbox=BOX).pk, SignatureFactory(mailbox=BOX).pk]
    address = reverse("admin:declarations_signature_remind")

    preview = client.get(address, {"pk": chosen}).content.decode()
    assert not Mail.objects.exists()
    page = client.post(address, {"pk": chosen, "confirm": "yes"}, follow=True).content.decode()

    assert "Send the reminders" in preview
    assert Mail.objects.count() == 2
    assert "Waiting to leave" in page


@pytest.mark.parametrize("role", ["public", "observer", "delegate", "staff"])
@pytest.mark.parametrize("act", ["chase", "remind", "correct", "show_proof"])
def test_only_the_secretariat_chases(client, role, act):
    signature = SignatureFactory(signed=True)
    if role == "staff":
        client.force_login(UserFactory(staff=True))
    elif role != "public":
        client.force_login(RepresentativeFactory(role=role).user)
    args = [] if act in ("chase", "remind") else [signature.pk]

    response = client.get(reverse(f"admin:declarations_signature_{act}", args=args))

    assert response.status_code == (403 if role == "staff" else 302)


def test_beat_reminds_by_plan_once(secretariat):
    declaration = DeclarationFactory(open=True, remind_every_days=7)
    SignatureFactory(declaration=declaration, mailbox=BOX, entered_at=NOW - timedelta(days=8))

    tasks.remind_ministries()
    tasks.remind_ministries()

    assert Mail.objects.count() == 1
