"""A receipt stands for one ballot, tells nothing of the choice, and can be checked later."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from common.encryption import fingerprint
from outbox import services as outbox
from outbox.models import Mail
from voting.models import Ballot
from voting.records import receipts
from voting.records.receipts import Finding
from voting.tests.factories import cast, close
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}")
VOTERS = ["delegate", "alternate"]
NOT_VOTERS = ["own observer", "observer", "secretariat"]


@pytest.fixture
def voted(motion, network):
    return cast(motion, Voter(network["delegate"]), "no", at=timezone.now())


def check(client, motion, code):
    return text(client.post(page("receipt", motion), {"code": code}))


def test_a_ballot_gets_a_code_that_its_page_and_mail_show(as_role, motion, voted, mailoutbox):
    outbox.deliver_due(timezone.now)

    assert CODE.fullmatch(voted.receipt)
    client = as_role("delegate")
    assert voted.receipt in text(client.get(page("ballot_recorded", motion)))
    assert voted.receipt in text(client.get(page("motion", motion)))
    [letter, _to_the_alternate] = [mail for mail in mailoutbox if "is recorded" in mail.subject]
    assert f"Receipt: {voted.receipt}." in letter.body


def test_the_ledger_keeps_the_mail_without_the_code(voted, mailoutbox):
    outbox.deliver_due(timezone.now)

    assert voted.receipt not in str(list(Mail.objects.values()))


def test_the_mail_of_a_changed_ballot_says_that_the_new_one_counts_and_not_how(
    motion, network, voted, mailoutbox
):
    outbox.deliver_due(timezone.now)
    first = {mail.to[0]: mail for mail in mailoutbox if "is recorded" in mail.subject}
    mailoutbox.clear()
    cast(motion, Voter(network["alternate"]), "abstain", reason="We wait.", at=timezone.now())
    outbox.deliver_due(timezone.now)

    changed = {mail.to[0]: mail for mail in mailoutbox if "was changed" in mail.subject}
    assert changed.keys() == first.keys() == {network[role].email for role in VOTERS}
    for letter in changed.values():
        words = " ".join(letter.body.split())
        assert f"was changed by {network['alternate']}. The new ballot was recorded on" in words
        assert "it counts, and the earlier one no longer does. It can be changed again" in words
        assert not re.search("abstain|We wait", letter.body + letter.subject)
    assert not any("was changed" in letter.body for letter in first.values())


@pytest.mark.parametrize("role", VOTERS)
def test_the_centre_learns_that_the_ballot_counts(as_role, motion, voted, role):
    shown = check(as_role(role), motion, f" {voted.receipt.lower().replace('-', ' ')} ")

    assert "This receipt stands for the ballot that counts" in shown
    assert "it is unchanged" in shown


def test_an_earlier_ballot_is_called_so(as_role, motion, network, voted):
    later = cast(motion, Voter(network["alternate"]), "yes", at=timezone.now())
    client = as_role("delegate")

    assert "stands for an earlier ballot" in check(client, motion, voted.receipt)
    assert "the ballot that counts" in check(client, motion, later.receipt)


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "x", "–"])
def test_an_unknown_code_is_called_so(as_role, motion, voted, code):
    shown = check(as_role("delegate"), motion, code)

    assert "No ballot of your centre has this receipt" in shown


def test_a_receipt_of_another_centre_is_unknown(as_role, motion, voted):
    assert "No ballot of your centre" in check(as_role("other"), motion, voted.receipt)


def test_an_empty_code_is_asked_for(as_role, motion, voted):
    assert 'href="#id_code"' in check(as_role("delegate"), motion, "")


def test_a_receipt_can_be_checked_after_the_close(as_role, motion, voted):
    close(motion)

    assert "the ballot that counts" in check(as_role("delegate"), motion, voted.receipt)


@pytest.mark.parametrize("role", NOT_VOTERS)
def test_who_votes_for_no_centre_checks_nothing(as_role, motion, voted, role):
    assert as_role(role).get(page("receipt", motion)).status_code == 403


def test_a_ballot_that_was_tampered_with_is_noticed(as_role, motion, voted):
    Ballot.objects.update(choice="yes")

    assert "not as it was recorded" in check(as_role("delegate"), motion, voted.receipt)


def test_receipts_outlive_a_change_of_the_key(settings, voted):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-a-later-year"
    assert receipts.check(voted) == Finding.CANNOT_BE_CHECKED

    settings.SECRET_KEY_FALLBACKS = [old]

    assert receipts.check(voted) == Finding.HOLDS
    voted.choice = "yes"
    assert receipts.check(voted) == Finding.ALTERED


def test_a_receipt_of_a_lost_key_cannot_be_checked_and_the_ballot_is_not_accused(
    as_role, motion, voted
):
    lost = receipts.code_of(voted, "lost")
    Ballot.objects.update(receipt=lost, receipt_key=fingerprint("lost"))

    shown = check(as_role("delegate"), motion, lost)

    assert "This receipt cannot be checked here any more" in shown
    assert "This says nothing against the ballot" in shown
    assert "the ballot is the one that was sealed there" in shown
    assert reverse("voting:receipt_json", args=[motion.pk, 1]) in shown
    assert "not as it was recorded" not in shown


def test_a_ballot_that_was_altered_is_told_without_the_key_too(settings, voted):
    settings.SECRET_KEY = "another-key-of-a-later-year"
    voted.choice = "yes"

    assert receipts.check(voted) == Finding.ALTERED


def test_without_a_record_only_a_key_that_is_known_accuses_a_ballot(voted, settings):
    facts = {name: getattr(voted, name) for name in ("entry", "sequence", "cast_at", "form_token")}
    alone = Ballot(**facts, choice="no")
    receipts.give(alone)
    assert receipts.check(alone) == Finding.HOLDS
    alone.choice = "yes"

    assert receipts.check(alone) == Finding.ALTERED
    settings.SECRET_KEY = "another-key-of-a-later-year"
    assert receipts.check(alone) == Finding.CANNOT_BE_CHECKED
    alone.receipt_key = ""
    assert receipts.check(alone) == Finding.CANNOT_BE_CHECKED


def test_each_choice_has_another_code(voted):
    codes = set()
    for choice in ("yes", "no", "abstain"):
        voted.choice = choice
        codes.add(receipts.code_of(voted))

    assert len(codes) == 3
