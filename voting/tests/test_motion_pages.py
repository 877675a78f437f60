"""The list of votes and a motion's page, as each role sees them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.enums import Criterion
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    DecisionFactory,
    RepresentativeFactory,
    two_people,
)
from voting import services
from voting.emails import letters
from voting.enums import RollStatus
from voting.models import Motion
from voting.tests.factories import cast, close, make_delegates, make_rule_set, open_motion
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
MEMBERS = ["delegate", "alternate", "other", "chair", "own observer", "observer", "secretariat"]
OUTSIDE = ["stranger", "outsider"]
PAGES = ["motion", "ballot", "ballot_recorded", "recuse", "certify", "result"]


@pytest.mark.sample(3)
@pytest.mark.parametrize("role", MEMBERS)
def test_members_and_the_secretariat_read_motions(as_role, motion, role):
    client = as_role(role)

    assert client.get(reverse("voting:motions")).status_code == 200
    response = client.get(page("motion", motion))
    assert response.status_code == 200
    assert f"<h1>{motion.question}</h1>" in text(response)


@pytest.mark.sample(4)
@pytest.mark.parametrize("role", OUTSIDE)
@pytest.mark.parametrize("name", PAGES)
def test_motions_are_closed_to_other_logins(as_role, motion, role, name):
    client = as_role(role)

    assert client.get(reverse("voting:motions")).status_code == 403
    assert client.get(page(name, motion)).status_code == 403


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", PAGES)
def test_the_public_is_asked_to_log_in(as_role, motion, name):
    client = as_role("public")

    for path in (reverse("voting:motions"), page(name, motion)):
        response = client.get(path)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", PAGES)
def test_a_motion_that_does_not_exist_is_not_found(as_role, motion, name):
    assert as_role("delegate").get(reverse(f"voting:{name}", args=[0])).status_code == 404


def test_a_draft_is_nobodys_page(as_role, motion):
    Motion.objects.filter(pk=motion.pk).update(status="draft", opened_at=None)

    assert as_role("delegate").get(page("motion", motion)).status_code == 404


@pytest.mark.parametrize(
    "role, sentence",
    [
        ("secretariat", "The secretariat prepares the vote and never votes."),
        ("own observer", "Observers follow the vote; the delegate or an alternate casts"),
        ("observer", "Observers follow the vote; the delegate or an alternate casts"),
    ],
)
def test_who_does_not_vote_is_told_why_and_sees_no_button(as_role, motion, role, sentence):
    shown = text(as_role(role).get(page("motion", motion)))

    assert sentence in shown
    assert page("ballot", motion) not in shown
    assert page("recuse", motion) not in shown


@pytest.mark.parametrize("role", ["delegate", "alternate", "chair"])
def test_who_votes_sees_the_button(as_role, motion, role):
    shown = text(as_role(role).get(page("motion", motion)))

    assert "Your centre has not voted yet" in shown
    assert page("ballot", motion) in shown


def test_what_waits_for_a_delegate_comes_first(as_role, motion, network):
    client = as_role("delegate")

    before = text(client.get(reverse("voting:motions")))
    cast(motion, Voter(network["delegate"]))
    after = text(client.get(reverse("voting:motions")))

    assert "Waiting for you" in before
    assert "0 of 3 have voted" in before
    assert "Waiting for you" not in after
    assert "1 of 3 have voted" in after
    assert "Your centre has voted" in after


def test_a_result_waits_for_the_co_chair_who_may_certify_it(as_role, motion):
    close(motion)

    assert page("certify", motion) in text(as_role("chair").get(reverse("voting:motions")))
    assert page("certify", motion) not in text(as_role("other").get(reverse("voting:motions")))


def test_past_votes_come_in_pages(as_role, network, monkeypatch):
    monkeypatch.setattr("voting.views.motions.PAST_PER_PAGE", 2)
    rule_set = make_rule_set()
    for number in range(3):
        application = ApplicationFactory(eligible=True, centre_name=f"Centre No {number}")
        close(open_motion(rule_set=rule_set, application=application))
    client = as_role("observer")

    first, second = (
        text(client.get(reverse("voting:motions"), {"page": number})) for number in (1, 2)
    )

    assert "Page 1 of 2" in first
    assert "Not carried" in first
    assert sum(f"Centre No {number}" in first for number in range(3)) == 2
    assert sum(f"Centre No {number}" in second for number in range(3)) == 1


def test_an_empty_list_says_what_will_be_there(as_role, network):
    shown = text(as_role("observer").get(reverse("voting:motions")))

    assert "No vote is open" in shown
    assert "No vote has ended yet" in shown


@pytest.mark.parametrize(
    "role, name",
    [
        ("delegate", "motion"),
        ("delegate", "ballot"),
        ("own observer", "motion"),
        ("secretariat", "motion"),
    ],
)
def test_voters_always_read_why_an_application_is_an_exception(as_role, motion, role, name):
    DecisionFactory(application=motion.application, released=True, exception="A law is coming.")

    shown = text(as_role(role).get(page(name, motion)))

    assert shown.count("Put to the vote as an exception") == 1
    assert (
        "A law is coming." in shown.partition("<h1")[2].partition("<details")[0]
    )  # not folded away


@pytest.mark.parametrize("reason, is_quoted", [("A law is coming.", True), ("Long. " * 200, False)])
def test_the_letter_that_opens_the_vote_tells_of_an_exception(motion, reason, is_quoted):
    assert "exception" not in letters.write_opened(motion).text
    DecisionFactory(application=motion.application, released=True, exception=reason)

    told = letters.write_opened(motion).text

    assert "put to the vote as an exception" in told
    assert (reason in told) is is_quoted


def test_the_dossier_shows_each_criterion_with_statement_evidence_and_finding(as_role, motion):
    motion.application.statements.filter(criterion=Criterion.MANDATE).update(text="By decree 7.")
    motion.application.findings.filter(criterion=Criterion.MANDATE).update(note="Decree 7 read.")

    shown = text(as_role("observer").get(page("motion", motion)))

    for criterion in Criterion:
        assert f'id="criterion-{criterion.value}"' in shown
    assert "By decree 7." in shown
    assert "Decree 7 read." in shown
    assert 'href="https://example.org/decree"' in shown


def ask(motion, question, *, criterion="", answer=""):
    return motion.application.clarifications.create(
        criterion=criterion,
        question=question,
        asked_at=NOW,
        asked_by=motion.events.first().by,
        due_on=NOW.date(),
        answer=answer,
        answered_at=NOW if answer else None,
    )


def test_answered_questions_stand_under_their_criterion_and_general_ones_at_the_end(
    as_role, motion
):
    first, *_between, last = Criterion
    ask(motion, "Who pays?", criterion=first, answer="The ministry.")
    ask(motion, "Are you new?", answer="Since <2019>.")
    ask(motion, "Still open?", criterion=last)

    shown = text(as_role("other").get(page("motion", motion)))

    own, end = shown.index(f'id="criterion-{first}"'), shown.index(f'id="criterion-{last}"')
    assert own < shown.index("Who pays?") < shown.index("The ministry.") < end
    assert end < shown.index("Are you new?") < shown.index("Since &lt;2019&gt;.")
    assert "Still open?" not in shown


def test_the_roll_is_in_the_order_of_the_countries_names(as_role, network):
    RepresentativeFactory(centre=CentreFactory(member=True, country="EE"))
    motion = open_motion(now=timezone.now())

    shown = text(as_role("delegate").get(page("motion", motion))).partition('id="roll"')[2]

    assert shown.index("Austria") < shown.index("Estonia") < shown.index("Germany")


def test_the_balance_is_shown_while_the_decision_is_to_be_made(as_role, motion, network):
    client = as_role("delegate")

    assert "Eastern Europe would have its first" in text(client.get(page("motion", motion)))
    certified(motion, network)
    assert "Eastern Europe would have its first" not in text(client.get(page("motion", motion)))


def certified(motion, network):
    close(motion)
    return services.certify(
        motion,
        reasons="Not yet.",
        by=network["chair"],
        now=motion.closes_at,
        on=motion.closes_at.date(),
    )


def test_the_rules_are_told_in_plain_words_and_as_an_assumption(as_role, motion):
    shown = text(as_role("observer").get(page("motion", motion)))

    assert "A motion is carried when at least 2/3 of the yes and no votes are yes" in shown
    assert "Assumption:" in shown
    assert motion.frozen_sha256 in shown


def test_the_roll_says_who_has_voted(as_role, motion, network):
    cast(motion, Voter(network["delegate"]), "no")

    shown = text(as_role("other").get(page("motion", motion)))

    assert "1 of 3 have voted." in shown
    assert shown.count(">Voted<") == 1
    assert shown.count(">Not yet<") == 2


def test_own_ballot_says_how_by_whom_and_until_when_it_can_be_changed(as_role, motion, network):
    cast(motion, Voter(network["alternate"]), "abstain", reason="We wait for the budget.")

    shown = text(as_role("delegate").get(page("motion", motion)))

    assert "We wait for the budget." in shown
    assert "Abstain" in shown
    assert str(network["alternate"]) in shown
    assert "Can be changed until" in shown


def test_earlier_ballots_of_ones_own_centre_stay_visible_to_it(as_role, motion, network):
    cast(motion, Voter(network["delegate"]), "no")
    cast(motion, Voter(network["delegate"]), "yes")

    shown = text(as_role("alternate").get(page("motion", motion)))

    assert "Earlier ballots, no longer counted" in shown


@pytest.mark.parametrize("role", ["other", "own observer", "secretariat"])
def test_nobody_else_sees_a_centres_ballot(as_role, motion, network, role):
    cast(motion, Voter(network["delegate"]), "abstain", reason="We wait for the budget.")

    shown = text(as_role(role).get(page("motion", motion)))

    assert "We wait for the budget." not in shown
    assert "tag-wait" not in shown  # how "abstain" is marked


def test_a_delegate_of_the_applicants_country_is_reminded_of_recusal(as_role, network, client):
    person = RepresentativeFactory(centre=CentreFactory(member=True, country="PL"))
    motion = open_motion(now=timezone.now())
    client.force_login(person.user)

    assert "Consider recusing your centre" in text(client.get(page("motion", motion)))
    assert "Consider recusing" not in text(as_role("delegate").get(page("motion", motion)))


def test_a_recusal_is_shown_with_its_reason(as_role, motion, network):
    services.recuse(motion, reason="We host the applicant.", by=network["delegate"])

    shown = text(as_role("delegate").get(page("motion", motion)))

    assert "We host the applicant." in shown
    assert "Your centre is recused from this vote." in shown


def test_past_its_deadline_a_motion_takes_no_ballot_though_nobody_closed_it(as_role, network):
    motion = open_motion()  # long ago

    shown = text(as_role("delegate").get(page("motion", motion)))

    assert "The deadline has passed. The ballots are being counted." in shown
    assert page("ballot", motion) not in shown


def test_a_withdrawn_motion_tells_why_and_no_result(as_role, motion, network):
    services.withdraw(motion, reasons="The text was wrong.", **two_people(), now=timezone.now())

    shown = text(as_role("other").get(page("motion", motion)))

    assert "The motion was withdrawn" in shown
    assert "The text was wrong." in shown


def test_times_are_in_the_viewers_zone(as_role, motion, network):
    network["other"].time_zone = "Europe/Athens"
    network["other"].save()

    assert "EET (" in text(as_role("other").get(page("motion", motion)))


def test_history_tells_neither_who_cast_nor_who_changed(as_role, motion, network):
    cast(motion, Voter(network["delegate"]), "no")
    cast(motion, Voter(network["delegate"]), "yes")

    shown = text(as_role("other").get(page("motion", motion)))

    assert "Vote opened" in shown
    assert "Ballot changed" not in shown


# --- Queries ----------------------------------------------------------------------------


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_motion_with_twelve_members_takes_no_more_queries_than_one_with_three(as_role, network):
    client = as_role("delegate")
    small = open_motion(now=timezone.now())
    make_delegates(12)
    large = open_motion(now=timezone.now())
    for motion in (small, large):
        cast(motion, Voter(network["other"]), at=timezone.now())

    assert large.roll.count() > 3 * small.roll.count()
    assert queries(client, page("motion", large)) == queries(client, page("motion", small))


def test_a_dossier_with_many_questions_takes_no_more_queries(as_role, motion):
    client = as_role("delegate")
    before = queries(client, page("motion", motion))
    for criterion in (*Criterion, ""):
        ask(motion, "Who pays?", criterion=criterion, answer="The ministry.")

    assert queries(client, page("motion", motion)) == before


def test_a_list_of_twelve_motions_takes_no_more_queries_than_one_of_three(as_role, network):
    client, rule_set = as_role("chair"), make_rule_set()
    counts = []
    for more in (3, 9):
        for _motion in range(more):
            open_motion(rule_set=rule_set, now=timezone.now())
            close(open_motion(rule_set=rule_set, now=timezone.now() - timedelta(days=30)))
        counts.append(queries(client, reverse("voting:motions")))

    assert counts[0] == counts[1]


# --- Who came too late, or stands without a vote ----------------------------------------


def test_a_member_admitted_after_the_opening_is_told_why_it_does_not_vote(client, motion):
    newcomer = RepresentativeFactory(centre=CentreFactory(member=True, country="ES"))
    client.force_login(newcomer.user)

    shown = text(client.get(page("motion", motion)))

    assert "You are not on the roll, which was fixed when the vote opened." in shown


def test_a_unit_that_was_suspended_at_the_opening_is_told_so(as_role, motion):
    motion.roll.filter(unit="AT").update(status=RollStatus.SUSPENDED)

    shown = text(as_role("delegate").get(page("motion", motion)))

    assert "Your centre was suspended when the vote opened." in shown
