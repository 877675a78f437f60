"""A form that knows nothing of the ballot that counts: a colleague's, or the very one it sends."""

from uuid import uuid4

import pytest
from django.utils import timezone

from voting.models import Ballot
from voting.tests.factories import cast
from voting.tests.pages import Voter, page, text
from voting.tests.test_ballot_pages import Fields, reviewed, send

pytestmark = pytest.mark.django_db


# --- Two people of one centre -----------------------------------------------------------


@pytest.fixture
def stale(client, motion, network):
    """What the delegate's review page sends, after the alternate voted from a page as empty."""
    client.force_login(network["delegate"])
    fields = reviewed(client, motion, "yes", "We are for it.")
    cast(motion, Voter(network["alternate"]), "no", reason="Too early.", at=timezone.now())
    return fields


def test_a_stale_page_does_not_replace_a_colleagues_ballot(client, motion, network, stale):
    answer = send(client, motion, stale)

    assert answer.status_code == 409
    shown = text(answer)
    assert f"{network['alternate']} recorded the ballot of" in shown
    for told in ("Too early.", "We are for it.", "Replace it", "Leave it"):
        assert told in shown
    assert Ballot.objects.get().choice == "no"


def test_a_stale_form_is_told_so_before_the_review(client, motion, stale):
    answer = client.post(page("ballot", motion), {"choice": "yes", "seen": "0"})

    assert answer.status_code == 409
    assert "Replace it" in text(answer)


def test_a_form_that_does_not_say_what_it_saw_has_seen_nothing(client, motion, stale):
    del stale["seen"]

    assert send(client, motion, stale).status_code == 409
    assert Ballot.objects.get().choice == "no"


def test_replacing_a_colleagues_ballot_is_reviewed_again_and_then_cast(client, motion, stale):
    asked = Fields(send(client, motion, stale)).values

    checked = client.post(page("ballot", motion), asked)
    assert Ballot.objects.count() == 1
    done = send(client, motion, Fields(checked).values)

    shown = text(checked)
    assert shown.index("Recorded now") < shown.index("Too early.") < shown.index("New ballot")
    assert done.url == page("ballot_recorded", motion)
    assert [ballot.choice for ballot in Ballot.objects.all()] == ["no", "yes"]


def test_a_ballot_that_moved_again_is_asked_about_again(client, motion, network, stale):
    asked = Fields(send(client, motion, stale)).values
    cast(motion, Voter(network["alternate"]), "abstain", at=timezone.now())

    assert client.post(page("ballot", motion), asked).status_code == 409


def test_a_second_click_after_a_colleague_voted_is_still_the_same_ballot(as_role, motion, network):
    client = as_role("delegate")
    fields = reviewed(client, motion, "yes")
    send(client, motion, fields)
    cast(motion, Voter(network["alternate"]), "no", at=timezone.now())

    assert send(client, motion, fields).url == page("ballot_recorded", motion)
    assert [ballot.choice for ballot in Ballot.objects.all()] == ["yes", "no"]


# --- One person, back and reloaded ------------------------------------------------------


@pytest.fixture
def again(client, motion, network):
    """What going back and reloading sends: the chosen ballot anew, from before it was cast."""
    client.force_login(network["delegate"])
    fields = reviewed(client, motion, "yes", "We are for it.\nAll of us.")
    send(client, motion, fields)
    return {name: fields[name] for name in ("choice", "reason", "seen")}


def test_going_back_after_casting_and_reloading_leads_to_the_recorded_ballot(client, motion, again):
    answer = client.post(page("ballot", motion), again)

    assert (answer.status_code, answer.url) == (302, page("ballot_recorded", motion))
    assert Ballot.objects.count() == 1


def test_the_same_ballot_from_another_form_is_recorded_once(client, motion, again):
    answer = send(client, motion, {**again, "form_token": str(uuid4())})

    assert (answer.status_code, answer.url) == (302, page("ballot_recorded", motion))
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("other", [{"choice": "no"}, {"reason": "We are for it."}])
def test_an_old_form_with_another_choice_or_reason_is_still_asked_about(
    client, motion, again, other
):
    answer = client.post(page("ballot", motion), {**again, **other})

    assert answer.status_code == 409
    assert "Replace it" in text(answer)


def test_the_same_words_by_a_colleague_are_still_asked_about(client, motion, network, again):
    client.force_login(network["alternate"])

    assert client.post(page("ballot", motion), again).status_code == 409
