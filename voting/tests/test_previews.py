"""Each mail with real data before it leaves, and "send to me first"."""

import pytest
from django.utils import timezone

from members.tests.factories import ApplicationFactory, UserFactory
from outbox import services as outbox
from outbox.models import Mail
from voting import services
from voting.models import Motion
from voting.tests.factories import cast, close, make_rule_set
from voting.tests.pages import Voter, admin_page, text
from voting.tests.test_ballot_pages import Fields
from voting.tests.test_opening_page import opening, proposed

pytestmark = pytest.mark.django_db


def mails_of(motion):
    return admin_page("motion_mails", motion.pk)


def kinds(client, motion):
    return [preview.kind for preview in client.get(mails_of(motion)).context["previews"]]


def test_an_open_vote_shows_its_mails_as_they_would_read(desk, motion):
    assert mails_of(motion) in text(desk.get(admin_page("motion_change", motion.pk)))

    shown = text(desk.get(mails_of(motion)))

    assert kinds(desk, motion)[:2] == ["opened", "reminder"]
    assert motion.question in shown
    assert "has not voted yet. Cast its ballot by" in shown


def test_a_change_of_the_roll_has_its_preview(desk, motion, network):
    services.propose_recusal(
        motion, motion.roll.first(), reason="Own.", by=UserFactory(secretariat=True)
    )

    assert "roll_amended" in kinds(desk, motion)


def test_before_the_close_no_preview_tells_a_result(desk, motion, network):
    cast(motion, Voter(network["delegate"]), "no", at=timezone.now())

    assert "certified" not in kinds(desk, motion)
    close(motion)
    assert kinds(desk, motion) == ["certified"]


def test_a_preview_goes_to_oneself_and_to_nobody_else(desk, motion, network, mailoutbox):
    before = Mail.objects.count()

    desk.post(mails_of(motion), {"send": "reminder"})
    desk.post(mails_of(motion), {"send": "reminder"})
    outbox.deliver_due(timezone.now)

    [letter] = [mail for mail in mailoutbox if mail.subject.startswith("Preview: Vote closes on")]
    assert letter.to == [network["secretariat"].email]
    assert Mail.objects.count() == before + 1


def test_an_unknown_preview_is_not_sent(desk, motion):
    assert desk.post(mails_of(motion), {"send": "certified"}).status_code == 200
    assert not Mail.objects.filter(kind="voting.preview").exists()


@pytest.mark.parametrize("kind, subject", [("opened", "Vote open until"), ("reminder", "Vote cl")])
def test_before_opening_the_mails_are_shown_and_sent_to_oneself(
    desk, network, mailoutbox, kind, subject
):
    make_rule_set()
    eligible = ApplicationFactory(eligible=True, centre_name="KEINO")
    looked = desk.post(opening(eligible), proposed(desk, eligible))
    assert text(looked).count("Admission of KEINO</summary>") == 2

    fields = {**Fields(looked).values, "send": kind}
    shown = text(desk.post(opening(eligible), fields))
    outbox.deliver_due(timezone.now)

    assert "to nobody else" in shown
    assert "Open this vote?" in shown
    [letter] = mailoutbox
    assert letter.to == [network["secretariat"].email]
    assert letter.subject.startswith(f"Preview: {subject}")
    assert not Motion.objects.exists()
