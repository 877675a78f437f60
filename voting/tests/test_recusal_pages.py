"""Declaring a centre's recusal, and who may."""

import re

import pytest
from django.utils import timezone

from common.dates import database_time
from members.tests.factories import UserFactory
from outbox import services as outbox
from voting import services, verify
from voting.enums import RollStatus
from voting.models import Motion, RollEntry
from voting.records import publishing
from voting.tests.factories import cast, make_rule_set, open_motion
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
NOT_VOTERS = ["own observer", "observer", "secretariat"]


def recuse(client, motion, reason="We host the applicant."):
    return client.post(page("recuse", motion), {"reason": reason, "recuse": "1"})


def test_a_delegate_reads_what_a_recusal_changes_before_it_is_done(as_role, motion):
    client = as_role("delegate")

    assert "before anything is recorded" in text(client.get(page("recuse", motion)))
    review = client.post(page("recuse", motion), {"reason": "We host the applicant."})

    shown = text(review)
    assert "Nothing is recorded yet." in shown
    assert "We host the applicant." in shown
    assert re.findall(r'data-label="(?:Now|Afterwards)">(\d+)', shown) == ["3", "2", "2", "2"]
    assert "not who voted how, who did not vote or who was recused" in shown
    assert not RollEntry.objects.filter(status=RollStatus.RECUSED).exists()
    again = client.post(page("recuse", motion), {"reason": "We host it.", "change": "1"})
    assert "We host it." in text(again)
    assert "Check the recusal" not in text(again)


def test_where_the_rules_publish_names_the_page_says_so(client, network):
    rule_set = make_rule_set(ballots_after_close="public", unit="country")
    motion = open_motion(now=timezone.now(), rule_set=rule_set)
    client.force_login(network["delegate"])

    review = client.post(page("recuse", motion), {"reason": "We host the applicant."})

    assert "everybody sees each ballot, who did not vote and who was recused" in text(review)


def test_a_delegate_recuses_the_centre_with_a_reason(as_role, motion):
    client = as_role("delegate")

    assert recuse(client, motion).url == page("motion", motion)

    entry = motion.roll.get(unit="AT")
    assert (entry.status, entry.recusal_reason) == (RollStatus.RECUSED, "We host the applicant.")


def test_everybody_who_acts_for_the_centre_is_told_and_one_takes_it_back(
    as_role, motion, network, mailoutbox
):
    recuse(as_role("delegate"), motion)
    outbox.deliver_due(database_time)
    told = [letter for letter in mailoutbox if "is recused" in letter.subject]
    own = {network[role].email for role in ("delegate", "alternate", "own observer")}
    assert {letter.to[0] for letter in told} == own
    assert "takes it back on the motion" in told[0].body
    client = as_role("alternate")
    assert page("take_recusal_back", motion) in text(client.get(page("motion", motion)))

    assert "votes on this motion after all" in text(client.get(page("take_recusal_back", motion)))
    assert motion.roll.get(unit="AT").status == RollStatus.RECUSED  # reading changes nothing
    assert client.post(page("take_recusal_back", motion)).url == page("motion", motion)

    entry = motion.roll.get(unit="AT")
    assert (entry.status, entry.recusal_reason) == (RollStatus.ELIGIBLE, "")
    outbox.deliver_due(database_time)
    back = {letter.to[0] for letter in mailoutbox if "votes after all" in letter.subject}
    assert back == own
    assert list(motion.record.values_list("what", flat=True)) == ["opened", "recused", "taken_back"]
    assert verify.verify(publishing.document(motion))
    cast(motion, Voter(network["alternate"]), at=database_time())


def test_a_recusal_that_others_recorded_is_taken_back_by_the_centre(motion, network):
    entry = motion.roll.get(unit="AT")
    first, second = UserFactory(secretariat=True), UserFactory(secretariat=True)
    proposed = services.propose_recusal(motion, entry, reason="They host it.", by=first)
    services.confirm_amendment(proposed, by=second)

    assert services.take_recusal_back(motion, by=network["delegate"]).status == RollStatus.ELIGIBLE


def test_a_recusal_is_taken_back_until_the_deadline_and_by_the_centre_alone(
    as_role, motion, network
):
    recuse(as_role("delegate"), motion)

    assert as_role("observer").get(page("take_recusal_back", motion)).status_code == 403
    with pytest.raises(services.Refused, match="speak for no centre"):
        services.take_recusal_back(motion, by=network["observer"])
    with pytest.raises(services.Refused, match="The vote is closed"):
        services.take_recusal_back(motion, by=network["delegate"], clock=lambda: motion.closes_at)
    with pytest.raises(services.Refused, match="is not recused"):
        services.take_recusal_back(motion, by=network["other"])


def test_in_a_vote_that_was_opened_before_a_recusal_stays(as_role, motion, network):
    Motion.objects.update(record_format=1)
    recuse(as_role("delegate"), motion)

    assert page("take_recusal_back", motion) not in text(
        as_role("delegate").get(page("motion", motion))
    )
    with pytest.raises(services.Refused, match="opened before a recusal could be taken back"):
        services.take_recusal_back(motion, by=network["delegate"])


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
