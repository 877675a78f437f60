"""The certification round: a unit confirms its line of the result, or contests it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.tests.factories import NOW, two_people
from outbox import services as outbox
from outbox.models import Mail
from voting import services
from voting.enums import MotionStatus, Stand, Step
from voting.models import Confirmation, Motion, RollEntry
from voting.records import confirmations
from voting.tests.factories import cast
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=20)


@pytest.fixture
def closed(motion, network):
    for role in ("delegate", "other", "chair"):
        cast(motion, Voter(network[role]), "yes", at=timezone.now())
    return services.close(motion, now=motion.closes_at)


def contest(motion, person, reason="We voted no."):
    return services.contest(motion, reason=reason, by=person)


def certify(motion, network):
    now = motion.closes_at + timedelta(hours=1)
    return services.certify(motion, by=network["chair"], now=now, on=now.date())


def count(motion):
    found = confirmations.round_of(motion)
    return found.confirmed, len(found.contested), found.asked


def test_one_click_confirms_and_the_result_page_counts_it(as_role, closed):
    client = as_role("delegate")
    asked = text(client.get(page("confirm", closed)))
    answer = client.post(page("confirm", closed), {"confirm": "1"}, follow=True)

    assert "Is " in asked
    assert "Yes, it is recorded rightly" in asked
    assert "1 of 3 have confirmed" in text(answer)
    assert closed.events.filter(what=Step.CONFIRMED, unit="AT").count() == 1


def test_looking_confirms_nothing(as_role, closed):
    as_role("delegate").get(page("confirm", closed))

    assert count(closed) == (0, 0, 3)


def test_a_second_click_changes_nothing(closed, network):
    first = services.confirm(closed, by=network["delegate"])
    second = services.confirm(closed, by=network["alternate"])

    assert first == second
    assert Confirmation.objects.count() == 1
    assert closed.record.filter(what="confirmed").count() == 1


def test_a_contest_holds_the_certification_up_until_it_is_taken_back(closed, network):
    contest(closed, network["other"])
    with pytest.raises(services.Refused, match="contested by"):
        certify(closed, network)

    services.confirm(closed, by=network["other"])

    assert count(closed) == (1, 0, 3)
    assert certify(closed, network).status == MotionStatus.CERTIFIED
    assert list(Confirmation.objects.values_list("stand", flat=True)) == [
        Stand.CONTESTED,
        Stand.CONFIRMED,
    ]


def test_a_contested_result_can_be_annulled(closed, network):
    contest(closed, network["other"])
    services.annul(closed, reasons="It is right.", **two_people(), now=LATER)

    assert Motion.objects.get().status == MotionStatus.ANNULLED
    assert Confirmation.objects.get().stand == Stand.CONTESTED


def test_a_contest_is_told_to_the_co_chairs_and_the_secretariat(
    as_role, closed, network, mailoutbox, settings
):
    as_role("other").post(page("confirm", closed), {"contest": "1", "reason": "PLANTED"})
    outbox.deliver_due(lambda: closed.closes_at + timedelta(hours=1))

    told = {mail.to[0] for mail in mailoutbox if mail.subject.startswith("Result contested")}
    assert told == {network["chair"].email, settings.CONTACT_EMAIL}
    assert "PLANTED" in text(as_role("observer").get(page("result", closed)))
    assert "PLANTED" in text(as_role("chair").get(page("certify", closed)))


def test_a_contest_without_a_reason_is_asked_for_one(as_role, closed, network):
    answer = as_role("other").post(page("confirm", closed), {"contest": "1", "reason": " "})

    assert answer.status_code == 200
    assert "What is not recorded rightly?" in text(answer)
    with pytest.raises(services.Refused, match="Say what is not"):
        contest(closed, network["other"], " ")
    assert count(closed) == (0, 0, 3)


@pytest.mark.parametrize(
    "role, status",
    [("observer", 403), ("own observer", 403), ("secretariat", 403), ("public", 302)],
)
def test_nobody_else_confirms(as_role, closed, network, role, status):
    client = as_role(role)

    assert client.get(page("confirm", closed)).status_code == status
    assert client.post(page("confirm", closed), {"confirm": "1"}).status_code == status
    if network[role]:
        with pytest.raises(services.Refused, match="Only those who vote"):
            services.confirm(closed, by=network[role])
    assert Confirmation.objects.count() == 0


def test_a_recused_unit_confirms_and_a_suspended_one_is_not_asked(motion, network):
    services.recuse(motion, reason="Our host.", by=network["delegate"])
    RollEntry.objects.filter(unit="DE").update(status="suspended")
    services.close(motion, now=motion.closes_at)

    services.confirm(motion, by=network["delegate"])
    with pytest.raises(services.Refused, match="Only those who vote"):
        services.confirm(motion, by=network["other"])
    assert count(motion) == (1, 0, 2)


def test_there_is_nothing_to_confirm_before_the_close_or_after_the_end(as_role, motion, network):
    client = as_role("delegate")

    assert client.post(page("confirm", motion), {"confirm": "1"}).url == page("motion", motion)
    services.close(motion, now=motion.closes_at)
    services.annul(motion, reasons="Why.", **two_people(), now=LATER)
    assert client.post(page("confirm", motion), {"confirm": "1"}).url == page("result", motion)
    with pytest.raises(services.Refused, match="nothing to confirm now"):
        services.confirm(motion, by=network["delegate"])
    assert Confirmation.objects.count() == 0


def test_everybody_who_votes_is_asked_to_confirm_at_the_close(closed, network):
    asked = Mail.objects.filter(kind="voting.closed").values_list("user", flat=True)
    to_certify = Mail.objects.get(kind="voting.certification_asked")

    assert set(asked) == {network[role].pk for role in ("delegate", "alternate", "other")}
    assert to_certify.user == network["chair"]


def test_one_word_of_a_unit_stands_at_a_time(closed, network):
    said = services.confirm(closed, by=network["delegate"])

    for name, changes in (
        ("one_current_confirmation_per_entry", {}),
        ("who_contests_says_why", {"stand": Stand.CONTESTED, "superseded_at": NOW}),
        ("who_contests_says_why", {"reason": "None needed.", "superseded_at": NOW}),
    ):
        facts = {"entry": said.entry, "stand": said.stand, "by": said.by, "at": NOW}
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            Confirmation.objects.create(**{**facts, **changes})
        assert name in str(broken.value) or "UNIQUE constraint failed" in str(broken.value)
    assert Confirmation.objects.count() == 1
