"""An act that takes two people: proposed, released, recalled, discarded; tried on a membership."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.refusals import Refused
from members.models import MembershipEvent, ProcessRules
from members.tests.factories import (
    NOW,
    CoChairTermFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from proposals import kinds, services, tasks
from proposals.admin_steps import letters_of
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
NOTED = {"effective": "2026-10", "announced": "", "reason": "By the decision of the board."}


@pytest.fixture
def member():
    membership = MembershipFactory(effective="2020")
    RepresentativeFactory(centre=membership.centre)
    return membership


@pytest.fixture
def colleague():
    return UserFactory(secretariat=True)


@pytest.fixture
def proposed(member, secretariat):
    return propose(member, by=secretariat)


def propose(membership, *, by, **details):
    return services.propose(
        membership,
        "members.suspend",
        {**NOTED, **details},
        title=f"Suspend: {membership}",
        reason=NOTED["reason"],
        by=by,
        now=NOW,
    )


def test_nothing_happens_before_a_second_person_has_agreed(proposed, member):
    member.refresh_from_db()

    assert member.status == "active"
    assert not Mail.objects.exists()
    assert services.put_into_effect(proposed, now=LATER) is None


def test_it_takes_effect_once_nobody_can_recall_it_any_more(proposed, member, colleague):
    row = services.release(proposed, by=colleague, now=NOW)
    minutes = timedelta(minutes=ProcessRules.objects.in_force().recall_minutes)

    assert row.takes_effect_at == NOW + minutes
    assert services.put_into_effect(row, now=NOW + minutes - timedelta(seconds=1)) is None
    assert services.put_into_effect(row, now=NOW + minutes).status == "in_effect"
    assert services.put_into_effect(row, now=NOW + minutes) is None  # once
    member.refresh_from_db()
    assert (member.status, member.suspended) == ("suspended", "2026-10")
    event = MembershipEvent.objects.get()
    assert (event.by, event.released_by, event.basis) == (
        proposed.proposed_by,
        colleague,
        "two_people",
    )
    assert Mail.objects.count() == 1


def test_the_tick_puts_into_effect_what_is_due(proposed, member, colleague):
    services.release(proposed, by=colleague, now=NOW)

    tasks.put_released_into_effect()

    member.refresh_from_db()
    assert member.status == "suspended"


def test_nobody_releases_what_they_proposed_not_even_a_superuser(member):
    superuser = UserFactory(is_staff=True, is_superuser=True)
    row = propose(member, by=superuser)

    with pytest.raises(Refused, match="Another person"):
        services.release(row, by=superuser, now=NOW)


def test_a_co_chair_of_another_country_is_a_second_person(proposed, member):
    chair = RepresentativeFactory(centre=MembershipFactory().centre)
    CoChairTermFactory(centre=chair.centre)

    assert services.to_release(chair.user) == [proposed]
    assert services.release(proposed, by=chair.user, now=NOW).status == "released"


def test_a_co_chair_of_the_country_concerned_is_none(proposed, member):
    own = RepresentativeFactory(centre=member.centre, role="alternate")
    CoChairTermFactory(centre=member.centre)

    with pytest.raises(Refused, match="your own country"):
        services.release(proposed, by=own.user, now=NOW)


def test_a_delegate_who_leads_nothing_is_none(proposed):
    delegate = RepresentativeFactory(centre=MembershipFactory().centre)

    assert services.to_release(delegate.user) == []
    with pytest.raises(Refused, match="secretariat or a co-chair"):
        services.release(proposed, by=delegate.user, now=NOW)


@pytest.mark.parametrize("who", ["proposer", "releaser", "colleague"])
def test_a_release_is_recalled_before_it_takes_effect(who, proposed, member, colleague):
    services.release(proposed, by=colleague, now=NOW)
    people = {"proposer": proposed.proposed_by, "releaser": colleague}
    by = people.get(who) or UserFactory(secretariat=True)

    row = services.recall(proposed, why="The wrong centre.", by=by, now=NOW)

    assert (row.status, row.why_settled) == ("recalled", "The wrong centre.")
    assert services.put_into_effect(row, now=LATER) is None
    with pytest.raises(Refused, match="settled by now"):
        services.recall(proposed, why="Again.", by=by, now=NOW)


def test_whoever_proposed_it_may_drop_it_with_a_reason(proposed):
    with pytest.raises(Refused, match="Say why"):
        services.discard(proposed, why=" ", by=proposed.proposed_by, now=NOW)

    row = services.discard(proposed, why="A mistake.", by=proposed.proposed_by, now=NOW)

    assert row.status == "discarded"
    with pytest.raises(Refused, match="settled by now"):
        services.release(proposed, by=UserFactory(secretariat=True), now=NOW)


def test_one_thing_is_proposed_at_a_time(proposed, member, colleague):
    with pytest.raises(Refused, match="proposed already"):
        propose(member, by=colleague)

    services.discard(proposed, why="A mistake.", by=colleague, now=NOW)
    assert propose(member, by=colleague).is_waiting


def test_a_proposal_needs_a_reason(member, secretariat):
    with pytest.raises(Refused, match="Give the reason"):
        services.propose(
            member, "members.suspend", NOTED, title="x", reason=" ", by=secretariat, now=NOW
        )


def test_what_could_not_take_effect_is_refused_at_the_release(member, secretariat, colleague):
    row = propose(member, by=secretariat, effective="2019")

    with pytest.raises(Refused, match="before the membership"):
        services.release(row, by=colleague, now=NOW)
    row.refresh_from_db()
    assert row.is_waiting


def test_a_page_refuses_to_propose_what_would_be_refused_in_the_end(member, secretariat):
    details = {**NOTED, "effective": "2019"}

    with pytest.raises(Refused, match="before the membership"):
        services.try_out(kinds.of("members.suspend"), member, details, by=secretariat, now=NOW)
    services.try_out(kinds.of("members.suspend"), member, NOTED, by=secretariat, now=NOW)

    member.refresh_from_db()
    assert member.status == "active"


def test_what_is_no_longer_possible_is_still_shown_without_its_letters(
    client, proposed, member, secretariat
):
    member.status, member.suspended = "suspended", "2026"
    member.save()
    client.force_login(UserFactory(secretariat=True))

    page = client.get(proposed.get_absolute_url())

    assert page.status_code == 200
    assert letters_of(proposed) == []


def test_what_is_no_longer_possible_lapses_and_says_why(proposed, member, colleague):
    services.release(proposed, by=colleague, now=NOW)
    member.status, member.suspended = "suspended", "2026"
    member.save()

    row = services.put_into_effect(proposed, now=LATER)

    assert row.status == "lapsed"
    assert row.why_settled
    assert not MembershipEvent.objects.exists()


def test_what_nobody_released_in_time_lapses_by_the_tick(
    proposed, member, secretariat, colleague, monkeypatch
):
    kind = replace(kinds.of("members.suspend"), why_lapsed=lambda subject, now: "Too late.")
    monkeypatch.setitem(kinds._kinds, "members.suspend", kind)

    with pytest.raises(Refused, match="Too late"):
        services.release(proposed, by=colleague, now=NOW)
    tasks.put_released_into_effect()

    proposed.refresh_from_db()
    assert (proposed.status, proposed.why_settled) == ("lapsed", "Too late.")
    assert services.lapse(proposed, now=LATER) is None
    assert propose(member, by=secretariat).is_waiting


def leaves_the_office(user):
    user.groups.clear()


def is_locked(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("leaves", [leaves_the_office, is_locked])
def test_what_somebody_proposed_who_has_left_since_is_not_released(
    proposed, secretariat, colleague, leaves
):
    leaves(secretariat)

    with pytest.raises(Refused, match="could not propose this any more|is locked"):
        services.release(proposed, by=colleague, now=NOW)
    assert services.discard(proposed, why="They left.", by=colleague, now=NOW).settled_at


@pytest.mark.parametrize("leaves", [leaves_the_office, is_locked])
@pytest.mark.parametrize("who", ["proposed it", "released it"])
def test_a_lock_or_an_end_in_the_time_to_recall_stops_what_was_released(
    proposed, member, secretariat, colleague, leaves, who
):
    services.release(proposed, by=colleague, now=NOW)

    leaves(secretariat if who == "proposed it" else colleague)
    row = services.put_into_effect(proposed, now=LATER)

    member.refresh_from_db()
    assert (row.status, member.status) == ("lapsed", "active")
    assert "any more" in row.why_settled or "is locked" in row.why_settled


def test_only_the_secretariat_proposes_what_happens_to_a_membership(member):
    chair = RepresentativeFactory(centre=member.centre, role="alternate").user

    with pytest.raises(Refused, match="The secretariat proposes it"):
        propose(member, by=chair)


def test_what_both_have_read_is_kept_and_handed_to_the_act(member, secretariat, monkeypatch):
    seen = replace(kinds.of("members.suspend"), seen=lambda subject: {"effective": "2026-11"})
    monkeypatch.setitem(kinds._kinds, "members.suspend", seen)
    noted = {name: NOTED[name] for name in ("announced", "reason")}

    row = services.propose(
        member, "members.suspend", noted, title="Suspend", reason="Why.", by=secretariat, now=NOW
    )

    assert row.details == {**noted, "effective": "2026-11"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Ana Ruiz"}, {"name": "RUÍZ Ana"}),
        ({"email": "ana.ruiz@demo.example"}, {"email": "AnaRuiz@Demo.example"}),
        ({"email": "ana.ruiz@demo.example"}, {"email": "AnaRuiz+2@demo.example"}),
        ({"telephone": "+31 70 123 45 67"}, {"telephone": "0031-70-1234567"}),
        ({"telephone": "070 123 45 67 8"}, {"telephone": "+31 (0)70 123 45 67 8"}),
    ],
)
def test_two_accounts_that_look_like_one_persons_are_warned_of_and_recorded(
    client, one, other, member
):
    row = propose(member, by=UserFactory(secretariat=True, **one))
    second = UserFactory(secretariat=True, **other)
    client.force_login(second)
    in_the_admin = reverse("admin:members_membership_step", args=[member.pk, "release"])

    for page in (row.get_absolute_url(), in_the_admin):
        assert "look like one person" in client.get(page).content.decode()
    row = services.release(row, by=second, now=NOW)

    assert row.looks_like_one_person
    assert "look like one person" in client.get(row.get_absolute_url()).content.decode()


def test_two_colleagues_are_neither_warned_nor_marked(client, proposed, colleague):
    client.force_login(colleague)
    assert "look like one" not in client.get(proposed.get_absolute_url()).content.decode()

    assert not services.release(proposed, by=colleague, now=NOW).looks_like_one_person


BY_ANOTHER = "proposal_is_released_by_another_person"


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        (BY_ANOTHER, {"status": "released", "released_by": "proposer", "released_at": NOW}),
        ("proposal_has_a_reason", {"reason": ""}),
        ("proposal_status_known", {"status": "perhaps"}),
        ("released_proposal_says_by_whom_and_when", {"status": "released"}),
        ("released_proposal_says_by_whom_and_when", {"released_at": NOW}),
        ("settled_proposal_says_when", {"settled_at": NOW}),
        ("settled_proposal_says_when", {"status": "discarded", "why_settled": "x"}),
        ("who_takes_a_proposal_back_says_why", {"status": "discarded", "settled_at": NOW}),
    ],
)
def test_the_database_is_the_last_guard(constraint, changes, proposed):
    changes = {
        name: proposed.proposed_by if value == "proposer" else value
        for name, value in changes.items()
    }
    if constraint == BY_ANOTHER:
        changes["takes_effect_at"] = NOW
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Proposal.objects.filter(pk=proposed.pk).update(**changes)


def test_the_database_keeps_one_open_proposal_for_a_subject(proposed, member, colleague):
    proposed.pk = None
    with (
        pytest.raises(IntegrityError, match="one_open_proposal_per_subject|UNIQUE"),
        transaction.atomic(),
    ):
        proposed.save(force_insert=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": "two_people"},
        {"basis": "two_people", "released_by": "proposer"},
        {"basis": "vote", "released_by": "proposer"},
    ],
)
def test_the_database_lets_nobody_change_a_membership_alone(changes, member, secretariat):
    changes = {
        name: secretariat if value == "proposer" else value for name, value in changes.items()
    }
    facts = {"at": NOW, "status": "active", "membership_class": "member", "by": secretariat}
    with (
        pytest.raises(IntegrityError, match="by_a_vote_or_by_two_people"),
        transaction.atomic(),
    ):
        member.events.create(**facts, **changes)


def test_the_database_keeps_no_act_alone_without_words(member, secretariat):
    with pytest.raises(IntegrityError, match="act_alone_says"), transaction.atomic():
        services.note_act_alone(member, "", by=secretariat, now=NOW)
