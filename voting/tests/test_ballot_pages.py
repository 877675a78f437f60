"""Choosing, reviewing and casting a ballot. The steps of a browser without script."""

from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.utils import timezone

from members.tests.factories import two_people
from voting import services
from voting.models import Ballot, Motion, RollEntry
from voting.tests.factories import cast, make_rule_set, open_motion
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
NOT_VOTERS = ["own observer", "observer", "secretariat"]


class Fields(HTMLParser):
    """The values of a page's inputs, as a browser would send them."""

    def __init__(self, response):
        super().__init__()
        self.values = {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        if tag == "input" and facts.get("type") == "hidden":
            self.values[facts["name"]] = facts.get("value", "")
        if tag == "input" and facts.get("type") == "radio" and "checked" in facts:
            self.values[facts["name"]] = facts["value"]


def review(client, motion, choice="yes", reason=""):
    """The ballot page filled in and sent."""
    shown = Fields(client.get(page("ballot", motion))).values
    return client.post(page("ballot", motion), {**shown, "choice": choice, "reason": reason})


def reviewed(client, motion, choice="yes", reason=""):
    """What the review page would send."""
    values = Fields(review(client, motion, choice, reason)).values
    return {name: values[name] for name in ("choice", "reason", "seen", "form_token")}


def send(client, motion, fields):
    return client.post(page("ballot", motion), {**fields, "cast": "1"})


def test_a_ballot_is_chosen_reviewed_and_cast(as_role, motion, network):
    client = as_role("delegate")

    asked = client.get(page("ballot", motion))
    checked = review(client, motion, "no", "Too early.\nAnd too small.")
    assert not Ballot.objects.exists()
    done = send(client, motion, Fields(checked).values)

    assert f"<h1>{motion.question}</h1>" in text(asked)
    assert "Nothing is recorded yet." in text(checked)
    assert "Too early.<br>And too small." in text(checked)
    assert (done.status_code, done.url) == (302, page("ballot_recorded", motion))
    ballot = Ballot.objects.get()
    assert (ballot.choice, ballot.cast_by) == ("no", network["delegate"])
    assert ballot.reason.split() == "Too early. And too small.".split()
    assert "was recorded on" in text(client.get(done.url))


def test_abstaining_is_explained_as_the_rules_count_it(as_role, network, motion):
    entitled = {"numerator": 2, "denominator": 3, "comparison": "at least", "base": "entitled"}
    strict = open_motion(rule_set=make_rule_set(majority=entitled), now=timezone.now())
    client = as_role("delegate")

    assert "neither for nor against" in text(client.get(page("ballot", motion)))
    assert "weighs against the motion" in text(client.get(page("ballot", strict)))


def test_the_page_says_whether_to_abstain_counts_for_the_quorum(as_role, motion):
    without = make_rule_set(abstention={"counts_for_quorum": False})
    other = open_motion(rule_set=without, now=timezone.now())
    client = as_role("delegate")

    assert "Your centre counts for the quorum." in text(client.get(page("ballot", motion)))
    assert "does not count for the quorum" in text(client.get(page("ballot", other)))


@pytest.mark.parametrize(
    "rule, promise",
    [("members", "The public sees only the numbers"), ("public", "everybody sees each ballot")],
)
def test_the_page_says_who_will_see_the_ballot(as_role, network, rule, promise):
    motion = open_motion(rule_set=make_rule_set(ballots_after_close=rule), now=timezone.now())

    assert promise in text(as_role("delegate").get(page("ballot", motion)))


def test_changing_a_ballot_starts_from_the_one_recorded(as_role, motion, network):
    cast(motion, Voter(network["alternate"]), "abstain", reason="We wait.")
    client = as_role("delegate")

    shown = client.get(page("ballot", motion))

    assert Fields(shown).values["choice"] == "abstain"
    assert "We wait." in text(shown)
    send(client, motion, reviewed(client, motion, "yes"))
    assert [ballot.choice for ballot in Ballot.objects.all()] == ["abstain", "yes"]


def test_going_back_from_the_review_keeps_what_was_typed(as_role, motion):
    client = as_role("delegate")
    fields = reviewed(client, motion, "no", "Too early.")

    shown = client.post(page("ballot", motion), {**fields, "change": "1"})

    assert Fields(shown).values["choice"] == "no"
    assert "Too early." in text(shown)
    assert not Ballot.objects.exists()


def test_a_second_click_and_a_reload_record_nothing_more(as_role, motion):
    client = as_role("delegate")
    fields = reviewed(client, motion)

    answers = [send(client, motion, fields) for _click in range(3)]

    assert {answer.url for answer in answers} == {page("ballot_recorded", motion)}
    assert Ballot.objects.count() == 1


def test_each_review_is_a_form_of_its_own(as_role, motion):
    client = as_role("delegate")

    first, second = reviewed(client, motion, "yes"), reviewed(client, motion, "no")

    assert first["form_token"] != second["form_token"]


def test_a_first_ballot_is_reviewed_without_anything_to_replace(as_role, motion):
    assert "Recorded now" not in text(review(as_role("delegate"), motion))


def test_a_form_that_was_used_for_another_choice_is_refused(as_role, motion):
    client = as_role("delegate")
    fields = reviewed(client, motion, "yes")
    send(client, motion, fields)

    answer = send(client, motion, {**fields, "choice": "no"})

    assert answer.status_code == 409
    assert "This form was used already" in text(answer)
    assert Ballot.objects.get().choice == "yes"


def test_nothing_chosen_is_named_beside_the_choices_and_keeps_the_reason(as_role, motion):
    shown = text(review(as_role("delegate"), motion, choice="", reason="Because."))

    assert shown.count("Choose yes, no or abstain.") == 2
    assert 'href="#id_choice_0"' in shown
    assert "Because." in shown


@pytest.mark.parametrize("choice", ["maybe", "YES", "yes,no"])
def test_a_forged_choice_records_nothing(as_role, motion, choice):
    client = as_role("delegate")
    fields = {"choice": choice, "reason": "", "form_token": str(uuid4())}

    assert send(client, motion, fields).status_code == 200
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("token", ["", "7", "not a token"])
def test_a_mangled_form_is_reviewed_again(as_role, motion, token):
    client = as_role("delegate")

    answer = send(client, motion, {"choice": "no", "reason": "Because.", "form_token": token})

    assert "Nothing is recorded yet." in text(answer)
    assert "Because." in text(answer)
    assert not Ballot.objects.exists()


def test_a_reason_that_is_too_long_is_named(as_role, motion):
    shown = text(review(as_role("delegate"), motion, reason="a" * 4001))

    assert "at most 4000 characters" in shown


def test_an_empty_post_asks_for_a_choice(as_role, motion):
    assert "Choose yes, no or abstain." in text(as_role("delegate").post(page("ballot", motion)))


@pytest.mark.parametrize("role", NOT_VOTERS)
def test_who_does_not_vote_gets_no_form_and_casts_nothing(as_role, motion, role):
    client = as_role(role)

    assert client.get(page("ballot", motion)).status_code == 403
    assert review(client, motion).status_code == 403
    fields = {"choice": "yes", "reason": "", "form_token": str(uuid4())}
    answer = send(client, motion, fields)
    assert answer.status_code == 403
    assert "Your ballot was not recorded" in text(answer)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("role", ["stranger", "outsider"])
def test_other_logins_cast_nothing(as_role, motion, role):
    fields = {"choice": "yes", "reason": "", "form_token": str(uuid4())}

    assert send(as_role(role), motion, fields).status_code == 403
    assert not Ballot.objects.exists()


def test_a_ballot_for_another_centre_cannot_even_be_addressed(as_role, motion, network):
    client = as_role("delegate")
    entry = motion.roll.get(unit="DE")
    fields = {**reviewed(client, motion), "entry": entry.pk, "unit": "DE"}

    send(client, motion, fields)

    assert Ballot.objects.get().entry.unit == "AT"


def close_early(motion):
    """The deadline passes between the review and the click."""
    Motion.objects.filter(pk=motion.pk).update(
        opened_at=timezone.now() - timedelta(days=1),
        closes_at=timezone.now() - timedelta(seconds=1),
    )


def withdraw(motion):
    services.withdraw(motion, reasons="Wrong text.", **two_people(), now=timezone.now())


@pytest.mark.parametrize("end", [close_early, withdraw])
def test_a_ballot_sent_too_late_is_refused_and_shown_as_it_was_typed(as_role, motion, end):
    client = as_role("delegate")
    fields = reviewed(client, motion, "no", "Too early.")
    end(motion)

    answer = send(client, motion, fields)

    assert answer.status_code == 409
    shown = text(answer)
    assert "Your ballot was not recorded" in shown
    assert "The vote is closed; this ballot was not recorded." in shown
    assert "Too early." in shown
    assert not Ballot.objects.exists()


def test_a_form_opened_too_late_is_refused(as_role, motion):
    close_early(motion)
    client = as_role("delegate")

    assert client.get(page("ballot", motion)).status_code == 403
    assert "Too early." in text(review(client, motion, "no", "Too early."))
    assert not Ballot.objects.exists()


def test_a_recused_centre_cannot_vote(as_role, motion, network):
    client = as_role("delegate")
    fields = reviewed(client, motion)
    services.recuse(motion, reason="Own interest.", by=network["alternate"])

    answer = send(client, motion, fields)

    assert answer.status_code == 409
    assert "does not vote on this motion: it is recused" in text(answer)


def test_a_form_of_another_site_is_refused(motion, network):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(network["delegate"])

    answer = send(client, motion, {"choice": "yes", "form_token": str(uuid4())})

    assert answer.status_code == 403
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("name", ["motion", "ballot", "ballot_recorded"])
def test_no_browser_keeps_a_page_with_a_ballot(as_role, motion, network, name):
    cast(motion, Voter(network["delegate"]))

    assert "no-store" in as_role("delegate").get(page(name, motion))["Cache-Control"]


@pytest.mark.parametrize("role", ["delegate", "observer", "secretariat"])
def test_without_a_ballot_of_ones_own_there_is_nothing_recorded(as_role, motion, role):
    assert as_role(role).get(page("ballot_recorded", motion)).url == page("motion", motion)


def test_reading_changes_nothing(as_role, motion):
    client = as_role("delegate")
    before = list(Motion.objects.values()), list(RollEntry.objects.values())

    for name in ("motion", "ballot", "recuse", "result", "certify"):
        client.get(page(name, motion))

    assert (list(Motion.objects.values()), list(RollEntry.objects.values())) == before
    assert not Ballot.objects.exists()
