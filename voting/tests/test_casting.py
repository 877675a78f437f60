from datetime import timedelta
from uuid import uuid4

import pytest

from members.enums import MembershipStatus
from members.tests.factories import (
    NOW,
    CentreFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox.models import Mail
from voting import services
from voting.enums import Choice, RollStatus, Step
from voting.models import Ballot, RollEntry
from voting.permissions import (
    ballots_to_cast,
    can_see_motions,
    visible_motions,
)
from voting.tests.factories import (
    cast,
    close,
    make_alternate,
    make_delegates,
    make_observer,
    open_motion,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def ballots(motion):
    """(unit, number, choice, whether it counts) of every ballot ever cast."""
    rows = Ballot.objects.filter(entry__motion=motion).select_related("entry")
    return [(row.entry.unit, row.sequence, row.choice, row.superseded_at is None) for row in rows]


def steps(motion):
    return list(motion.record.values_list("what", flat=True))


def test_a_ballot_is_recorded_with_who_cast_it_and_when():
    delegate, _other = make_delegates(2)
    motion = open_motion()

    ballot = cast(motion, delegate, "no", reason="Too early.", at=NOW + SECOND)

    assert ballot.cast_by == delegate.user
    assert (ballot.choice, ballot.reason, ballot.cast_at) == (
        Choice.NO,
        "Too early.",
        NOW + SECOND,
    )
    assert ballots(motion) == [("AT", 1, "no", True)]
    assert steps(motion) == [Step.OPENED, Step.CAST]


def test_a_changed_ballot_supersedes_the_earlier_one_which_stays():
    delegate, _other = make_delegates(2)
    motion = open_motion()

    cast(motion, delegate, "no")
    cast(motion, delegate, "yes")

    assert ballots(motion) == [("AT", 1, "no", False), ("AT", 2, "yes", True)]
    assert steps(motion) == [Step.OPENED, Step.CAST, Step.CHANGED]


def test_an_alternate_changes_the_one_ballot_of_the_centre():
    delegate, _other = make_delegates(2)
    alternate = make_alternate(delegate)
    motion = open_motion()

    cast(motion, delegate, "no")
    changed = cast(motion, alternate, "yes")

    assert ballots(motion) == [("AT", 1, "no", False), ("AT", 2, "yes", True)]
    assert changed.cast_by == alternate.user
    assert close(motion).result["counts"]["yes"] == 1


def test_delegates_of_two_centres_that_share_a_vote_cast_one_ballot():
    people = [
        RepresentativeFactory(centre=CentreFactory(member=True, country="SE")) for _centre in "ab"
    ]
    motion = open_motion()

    for person in people:
        cast(motion, person, "yes")

    assert [row[1:] for row in ballots(motion)] == [(1, "yes", False), (2, "yes", True)]


def test_the_same_form_sent_twice_is_one_ballot():
    delegate, _other = make_delegates(2)
    motion, token = open_motion(), uuid4()

    first = cast(motion, delegate, "yes", token=token)
    again = cast(motion, delegate, "yes", token=token)

    assert first == again
    assert ballots(motion) == [("AT", 1, "yes", True)]


def test_the_same_form_sent_again_after_the_close_is_still_acknowledged():
    delegate, _other = make_delegates(2)
    motion, token = open_motion(), uuid4()
    first = cast(motion, delegate, "yes", token=token)
    close(motion)

    assert cast(motion, delegate, "yes", token=token, at=motion.closes_at) == first


def test_one_form_never_stands_for_two_choices():
    delegate, _other = make_delegates(2)
    motion, token = open_motion(), uuid4()
    cast(motion, delegate, "yes", token=token)

    with pytest.raises(services.Refused, match="used already"):
        cast(motion, delegate, "no", token=token)

    assert ballots(motion) == [("AT", 1, "yes", True)]


@pytest.mark.parametrize("seen", [0, 2])
def test_a_ballot_cast_on_another_than_the_one_shown_is_refused(seen):
    delegate, _other = make_delegates(2)
    motion = open_motion()
    cast(motion, delegate, "no")

    with pytest.raises(services.BallotChanged):
        cast(motion, delegate, "yes", seen=seen)

    assert ballots(motion) == [("AT", 1, "no", True)]


def test_a_ballot_cast_on_the_one_shown_replaces_it():
    delegate, _other = make_delegates(2)
    motion, token = open_motion(), uuid4()
    cast(motion, delegate, "no", seen=0)

    changed = cast(motion, delegate, "yes", seen=1, token=token)

    assert changed.sequence == 2
    assert cast(motion, delegate, "yes", seen=1, token=token) == changed  # the same form again


def test_a_ballot_is_recorded_until_just_before_the_deadline():
    delegate, _other = make_delegates(2)
    motion = open_motion()

    assert cast(motion, delegate, at=motion.closes_at - SECOND).sequence == 1


@pytest.mark.parametrize("late", [timedelta(0), SECOND])
def test_the_deadline_itself_is_too_late(late):
    delegate, _other = make_delegates(2)
    motion = open_motion()

    with pytest.raises(services.Refused, match="closed; this ballot was not recorded"):
        cast(motion, delegate, at=motion.closes_at + late)

    assert not Ballot.objects.exists()


@pytest.mark.parametrize("end", ["close", "withdraw"])
def test_a_motion_that_is_over_takes_no_ballot(end):
    delegate, _other = make_delegates(2)
    motion = open_motion()
    if end == "close":
        close(motion)
    else:
        services.withdraw(motion, reasons="A mistake.", **two_people(), now=NOW)

    with pytest.raises(services.Refused, match="closed"):
        cast(motion, delegate, at=NOW + SECOND)

    assert not Ballot.objects.exists()


def observer(delegate):
    return make_observer(delegate)


def staff(delegate):
    delegate.user.is_staff = True
    delegate.user.save()
    return delegate


def newcomer(delegate):
    return RepresentativeFactory(centre=CentreFactory(member=True, country="NL"))


def stranger(delegate):
    return RepresentativeFactory(centre=CentreFactory(country="NL"))


@pytest.mark.parametrize("who", [observer, staff, newcomer, stranger])
def test_whoever_is_not_on_the_roll_casts_nothing(who):
    delegate, _other = make_delegates(2)
    motion = open_motion()
    person = who(delegate)

    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(motion, person)

    assert not Ballot.objects.exists()


def test_a_delegate_who_came_after_the_opening_is_not_on_the_roll():
    delegate, _other = make_delegates(2)
    motion = open_motion()
    delegate.valid_until = NOW.date() + timedelta(days=1)
    delegate.save()
    successor = RepresentativeFactory(
        centre=delegate.centre, valid_from=NOW.date() + timedelta(days=1)
    )

    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(motion, successor)
    assert cast(motion, delegate).cast_by == delegate.user


def test_a_centre_suspended_after_the_opening_still_votes():
    delegate, _other = make_delegates(2)
    motion = open_motion()
    delegate.centre.memberships.update(status=MembershipStatus.SUSPENDED)

    assert cast(motion, delegate).choice == Choice.YES


@pytest.mark.parametrize("status", [RollStatus.RECUSED, RollStatus.SUSPENDED])
def test_a_unit_without_a_vote_casts_nothing(status):
    delegate, _other = make_delegates(2)
    motion = open_motion()
    motion.roll.filter(unit="AT").update(status=status, recusal_reason="Own interest.")

    with pytest.raises(services.Refused, match=f"does not vote on this motion: it is {status}"):
        cast(motion, delegate)


def test_a_ballot_is_confirmed_to_all_who_vote_for_the_centre_without_saying_how():
    delegate, _other = make_delegates(2)
    alternate = make_alternate(delegate)
    motion = open_motion()

    cast(motion, alternate, "no", reason="Too early.")

    mails = Mail.objects.filter(kind="voting.ballot_recorded")
    assert {mail.user for mail in mails} == {delegate.user, alternate.user}
    assert not any("no" in str(mail.details) for mail in mails)


@pytest.mark.parametrize("choice", ["maybe", "", "YES"])
def test_an_unknown_choice_is_no_ballot(choice):
    delegate, _other = make_delegates(2)
    motion = open_motion()

    with pytest.raises(ValueError, match="is not a valid"):
        cast(motion, delegate, choice)

    assert not Ballot.objects.exists()


def test_a_ballot_in_print_does_not_say_how():
    delegate, _other = make_delegates(2)
    motion = open_motion()

    ballot = cast(motion, delegate, "abstain", reason="Undecided.")

    for shown in (str(ballot), repr(ballot), str(motion), repr(motion), repr(ballot.entry)):
        assert "abstain" not in shown.lower()
        assert "Undecided" not in shown


# --- Recusal ----------------------------------------------------------------------------


def recuse(motion, person, reason="Own interest.", at=NOW):
    return services.recuse(motion, reason=reason, by=person.user, clock=lambda: at)


def test_a_recused_unit_leaves_the_bases():
    people = make_delegates(3)
    motion = open_motion()

    entry = recuse(motion, people[0])
    cast(motion, people[1])
    cast(motion, people[2])

    assert (entry.status, entry.recusal_reason) == (RollStatus.RECUSED, "Own interest.")
    assert motion.events.get(what=Step.RECUSED).unit == "AT"
    result = close(motion).result
    assert result["counts"]["recused"] == 1
    assert (result["quorum_base"], result["carried"]) == (2, True)


def test_a_recused_unit_no_longer_votes_and_cannot_be_recused_again():
    delegate, _other = make_delegates(2)
    motion = open_motion()
    recuse(motion, delegate)

    for act in (cast, recuse):
        with pytest.raises(services.Refused, match="it is recused"):
            act(motion, delegate)


def test_who_has_voted_can_no_longer_be_recused():
    delegate, _other = make_delegates(2)
    motion = open_motion()
    cast(motion, delegate)

    with pytest.raises(services.Refused, match="already voted"):
        recuse(motion, delegate)

    assert RollEntry.objects.filter(status=RollStatus.RECUSED).count() == 0


def test_a_recusal_needs_a_reason():
    delegate, _other = make_delegates(2)
    motion = open_motion()

    with pytest.raises(services.Refused, match="Say why"):
        recuse(motion, delegate, reason="  ")


def test_a_recusal_after_the_deadline_changes_no_denominator():
    delegate, _other = make_delegates(2)
    motion = open_motion()

    with pytest.raises(services.Refused, match="closed"):
        recuse(motion, delegate, at=motion.closes_at)


def test_an_observer_cannot_recuse_the_centre():
    delegate, _other = make_delegates(2)
    motion, person = open_motion(), make_observer(delegate)

    with pytest.raises(services.Refused, match="speak for no centre"):
        recuse(motion, person)


# --- What waits, and for whom -----------------------------------------------------------


def test_a_ballot_waits_until_it_is_cast_or_the_deadline_passes():
    delegate, other = make_delegates(2)
    motion = open_motion()
    cast(motion, other)

    assert ballots_to_cast(delegate.user, NOW).count() == 1
    assert ballots_to_cast(other.user, NOW).count() == 0
    assert ballots_to_cast(delegate.user, motion.closes_at).count() == 0


def test_nothing_waits_for_observers_and_the_secretariat():
    delegate, _other = make_delegates(2)
    watching = make_observer(delegate)
    open_motion()

    assert not ballots_to_cast(watching.user, NOW).exists()
    assert not ballots_to_cast(UserFactory(secretariat=True), NOW).exists()


def test_who_left_the_centre_opens_nothing_but_where_others_ended_its_membership():
    delegate, _other = make_delegates(2)
    motion = open_motion()
    delegate.valid_until = NOW.date()
    delegate.save()

    assert not can_see_motions(delegate.user)
    assert list(visible_motions(delegate.user)) == []
    delegate.ended_with_membership = True
    delegate.save()
    assert not can_see_motions(delegate.user)
    assert list(visible_motions(delegate.user)) == [motion]


@pytest.mark.parametrize(
    "membership, sees",
    [
        (MembershipStatus.ACTIVE, True),
        (MembershipStatus.SUSPENDED, True),
        (MembershipStatus.ENDED, False),
        (None, False),
    ],
)
def test_motions_are_for_centres_in_the_network(membership, sees):
    (person,) = make_delegates(1)
    if membership:
        person.centre.memberships.update(status=membership)
    else:
        person.centre.memberships.all().delete()

    assert can_see_motions(person.user) == sees
