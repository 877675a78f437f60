"""A vote is extended or called off by two people; who may be which of them."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from members.applications.services import conflicts
from members.models import CoChairTerm
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from proposals import services as proposals
from proposals.models import Proposal
from voting import services, verify
from voting.records import publishing
from voting.tests.factories import (
    close,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
    propose,
)
from voting.tests.pages import page, text
from voting.tests.test_constraints import breaks

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
CALLING_OFF = ["voting.withdraw", "voting.annul"]
ACTS = {
    "voting.extend": lambda motion, **people: services.extend(motion, reason="Why.", **people),
    "voting.withdraw": lambda motion, **people: services.withdraw(
        motion, reasons="Why.", now=motion.opened_at, **people
    ),
    "voting.annul": lambda motion, **people: services.annul(
        motion, reasons="Why.", now=motion.closes_at, **people
    ),
}


@pytest.fixture
def people():
    """Delegates of AT, DE and NL, of whom AT and NL are co-chairs; the candidate is Polish."""
    chair, other, second = make_delegates(3)
    make_co_chair(chair)
    make_co_chair(second)
    return {
        "chair": chair.user,
        "delegate": other.user,
        "second chair": second.user,
        "clerk": UserFactory(secretariat=True),
        "colleague": UserFactory(secretariat=True),
        "superuser": UserFactory(is_staff=True, is_superuser=True),
    }


def motion_for(kind):
    times = int(kind == "voting.extend")
    rule_set = make_rule_set(extension={"times": times, "days": 7 * times})
    motion = open_motion(now=timezone.now(), rule_set=rule_set)
    if kind == "voting.annul":
        close(motion)
        motion.refresh_from_db()
    return motion


def refused(act, *arguments, **options):
    with pytest.raises(services.Refused) as refusal:
        act(*arguments, **options)
    return str(refusal.value)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["clerk", "superuser"])
def test_nobody_does_it_alone(people, act, who):
    motion = motion_for(act)

    for second in (None, people[who]):
        said = refused(ACTS[act], motion, by=people[who], released_by=second)
        assert said.startswith("Nobody decides alone")
    row = propose(motion, act, by=people[who])
    assert "You proposed this" in refused(proposals.release, row, by=people[who], now=LATER)


@pytest.mark.sample(4)
@pytest.mark.parametrize("kind", CALLING_OFF)
@pytest.mark.parametrize(
    ("proposer", "releaser", "why"),
    [
        ("clerk", "chair", ""),
        ("chair", "second chair", ""),
        ("clerk", "colleague", "A co-chair releases it."),
        ("clerk", "superuser", "A co-chair releases it."),
        ("clerk", "delegate", "A co-chair releases it."),
        ("chair", "clerk", "A co-chair releases it."),
    ],
)
def test_a_vote_is_called_off_by_a_co_chair(people, kind, proposer, releaser, why):
    row = propose(motion_for(kind), kind, by=people[proposer])

    if why:
        assert refused(proposals.release, row, by=people[releaser], now=LATER) == why
    else:
        assert proposals.release(row, by=people[releaser], now=LATER).status == "released"


@pytest.mark.parametrize(
    ("proposer", "why"),
    [("delegate", "A co-chair releases it."), ("superuser", ""), ("clerk", ""), ("chair", "")],
)
def test_who_proposes_to_call_a_vote_off(people, proposer, why):
    motion = motion_for("voting.withdraw")

    if why:
        assert refused(propose, motion, "voting.withdraw", by=people[proposer]) == why
    else:
        assert propose(motion, "voting.withdraw", by=people[proposer]).is_waiting


@pytest.mark.parametrize("releaser", ["colleague", "chair"])
def test_an_extension_is_released_by_a_colleague_or_a_co_chair(people, releaser):
    motion = motion_for("voting.extend")
    row = propose(motion, "voting.extend", by=people["clerk"])

    assert proposals.release(row, by=people[releaser], now=LATER).status == "in_effect"
    motion.refresh_from_db()
    assert motion.deadline_version == 2


@pytest.mark.parametrize("proposer", ["delegate", "chair"])
def test_only_the_secretariat_proposes_an_extension(people, proposer):
    motion = motion_for("voting.extend")

    assert "The secretariat proposes" in refused(
        propose, motion, "voting.extend", by=people[proposer]
    )


def test_a_co_chair_of_the_candidates_country_is_neither(people):
    own = RepresentativeFactory(centre=CentreFactory(member=True, country="PL"))
    make_co_chair(own)
    motion = motion_for("voting.withdraw")

    assert "your own country" in refused(propose, motion, "voting.withdraw", by=own.user)
    row = propose(motion, "voting.withdraw", by=people["clerk"])
    assert "your own country" in refused(proposals.release, row, by=own.user, now=LATER)


def test_where_no_co_chair_can_act_it_is_said(people):
    motion = motion_for("voting.withdraw")
    row = propose(motion, "voting.withdraw", by=people["clerk"])
    CoChairTerm.objects.update(handed_over="2026-01-01", ended_basis="before_releases")

    said = refused(proposals.release, row, by=people["chair"], now=LATER)

    assert said.startswith("No co-chair can act here")


@pytest.mark.parametrize("half", ["proposes", "releases"])
def test_a_conflict_of_interest_bars_from_both_halves(people, half):
    application = ApplicationFactory(eligible=True)
    conflicts.declare(application, reason="A friend.", by=people["colleague"], now=NOW)
    rule_set = make_rule_set(extension={"times": 1, "days": 7})
    motion = open_motion(now=timezone.now(), application=application, rule_set=rule_set)

    if half == "proposes":
        said = refused(propose, motion, "voting.extend", by=people["colleague"])
    else:
        row = propose(motion, "voting.extend", by=people["clerk"])
        said = refused(proposals.release, row, by=people["colleague"], now=LATER)

    assert said == "You have declared a conflict of interest on this case."


def test_whoever_was_of_the_office_and_declared_a_conflict_calls_nothing_off(people):
    application = ApplicationFactory(eligible=True)
    conflicts.declare(application, reason="A friend.", by=people["chair"], now=NOW)
    motion = open_motion(now=timezone.now(), application=application)
    row = propose(motion, "voting.withdraw", by=people["clerk"])

    said = refused(proposals.release, row, by=people["chair"], now=LATER)

    assert said == "You have declared a conflict of interest on this case."


def test_a_second_account_of_one_person_is_marked(people):
    people["clerk"].name, people["colleague"].name = "Ana Ruiz", "Ruiz, Ana"
    for name in ("clerk", "colleague"):
        people[name].save()
    row = propose(motion_for("voting.extend"), "voting.extend", by=people["clerk"])

    assert proposals.release(row, by=people["colleague"], now=LATER).looks_like_one_person


def test_a_withdrawal_can_be_recalled_and_the_vote_goes_on(people):
    motion = motion_for("voting.withdraw")
    row = propose(motion, "voting.withdraw", by=people["clerk"])
    proposals.release(row, by=people["chair"], now=LATER)

    proposals.recall(row, why="It was right.", by=people["clerk"], now=LATER)

    proposals.put_into_effect(row, now=LATER + timedelta(days=1))
    motion.refresh_from_db()
    assert motion.is_open


def test_a_withdrawal_comes_to_nothing_once_the_vote_has_closed(people):
    motion = motion_for("voting.withdraw")
    row = propose(motion, "voting.withdraw", by=people["clerk"])
    close(motion)

    assert "Its result can be annulled" in proposals.lapse(row, now=LATER).why_settled
    motion.refresh_from_db()
    assert propose(motion, "voting.annul", by=people["clerk"]).is_waiting


@pytest.mark.parametrize("act", ACTS)
def test_the_record_names_both_by_their_aliases_and_verifies(people, act):
    motion = motion_for(act)
    by, released_by = people["clerk"], people["chair"]

    ACTS[act](motion, by=by, released_by=released_by)

    motion.refresh_from_db()
    entry = motion.record.order_by("index").last()
    body = json.loads(entry.body)
    alias = motion.roll.filter(voters__user=released_by).values_list("voters__alias", flat=True)
    assert body["by"] == alias.get()
    assert body["proposed_by"] not in ("", body["by"])
    assert by.name not in entry.body
    assert verify.verify(publishing.document(motion))


@pytest.mark.parametrize("act", ["extended", "withdrawn", "annulled"])
@pytest.mark.parametrize("alone", [{"by": "one"}, {"by": "one", "proposed_by": "one"}])
def test_the_database_lets_nobody_extend_or_call_off_alone(people, act, alone):
    motion = motion_for("voting.extend")
    facts = dict.fromkeys(alone, people["clerk"])

    breaks(
        "a_vote_is_extended_or_called_off_by_two_people",
        lambda: motion.events.create(number=99, at=NOW, what=act, **facts),
    )


def test_what_happened_before_two_people_were_asked_for_stays(people):
    motion = motion_for("voting.extend")

    motion.events.create(
        number=99, at=NOW, what="annulled", by=people["clerk"], is_before_releases=True
    )


# --- A co-chair's page ------------------------------------------------------------------


def test_a_co_chair_proposes_on_the_motions_page_and_another_releases(client, people):
    motion = motion_for("voting.withdraw")
    client.force_login(people["chair"])
    address = page("call_off", motion)
    assert address in text(client.get(page("motion", motion)))

    without = text(client.post(address, {"reasons": " "}))
    done = client.post(address, {"reasons": "Wrong text."}, follow=True)

    assert 'href="#id_reasons"' in without
    assert "Proposed. It happens once another co-chair has released it." in text(done)
    client.force_login(people["second chair"])
    row = Proposal.objects.get()
    assert row.title in text(client.get("/tasks/"))
    client.post(row.get_absolute_url(), {"release": "yes"})
    row.refresh_from_db()
    assert row.released_by == people["second chair"]


def test_the_page_is_for_co_chairs(client, people):
    motion = motion_for("voting.withdraw")
    client.force_login(people["delegate"])

    assert page("call_off", motion) not in text(client.get(page("motion", motion)))
    assert client.get(page("call_off", motion)).status_code == 403


def test_a_settled_motion_has_no_such_page(client, people):
    motion = motion_for("voting.withdraw")
    services.withdraw(motion, reasons="Why.", **two_people(), now=NOW)
    client.force_login(people["chair"])

    assert client.get(page("call_off", motion)).status_code == 404


def test_an_alternate_of_the_same_co_chair_is_another_person(people):
    alternate = make_alternate(CoChairTerm.objects.first().centre.representatives.first())
    row = propose(motion_for("voting.withdraw"), "voting.withdraw", by=people["clerk"])

    assert proposals.release(row, by=alternate.user, now=LATER).status == "released"
