"""Declaring a centre's recusal, and who may."""

import pytest

from voting.enums import RollStatus
from voting.models import RollEntry
from voting.tests.factories import cast
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
NOT_VOTERS = ["own observer", "observer", "secretariat"]


def recuse(client, motion, reason="We host the applicant."):
    return client.post(page("recuse", motion), {"reason": reason})


def test_a_delegate_recuses_the_centre_with_a_reason(as_role, motion):
    client = as_role("delegate")

    assert "it cannot be undone" in text(client.get(page("recuse", motion)))
    assert recuse(client, motion).url == page("motion", motion)

    entry = motion.roll.get(unit="AT")
    assert (entry.status, entry.recusal_reason) == (RollStatus.RECUSED, "We host the applicant.")


def test_a_recusal_without_a_reason_is_asked_for_it(as_role, motion):
    answer = recuse(as_role("delegate"), motion, reason=" ")

    assert 'href="#id_reason"' in text(answer)
    assert not RollEntry.objects.filter(status=RollStatus.RECUSED).exists()


@pytest.mark.parametrize("role", NOT_VOTERS)
def test_who_does_not_vote_recuses_nobody(as_role, motion, role):
    client = as_role(role)

    assert client.get(page("recuse", motion)).status_code == 403
    assert recuse(client, motion).status_code == 403
    assert not RollEntry.objects.filter(status=RollStatus.RECUSED).exists()


def test_after_voting_there_is_no_recusal_and_the_reason_is_shown_again(as_role, motion, network):
    cast(motion, Voter(network["alternate"]))
    client = as_role("delegate")

    answer = recuse(client, motion)

    assert (answer.status_code, client.get(page("recuse", motion)).status_code) == (409, 409)
    assert "already voted" in text(answer)
    assert "We host the applicant." in text(answer)
