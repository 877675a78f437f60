"""Steps of a membership: each with a day, a reason, a trace and a mail."""

from datetime import date

import pytest

from common.refusals import Refused
from members.models import Membership, MembershipEvent, Representative
from members.register.history_words import history
from members.register.services import memberships
from members.tests.factories import (
    NOW,
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
)
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db
WHY = "By the decision of the board."


@pytest.fixture
def how(secretariat, colleague):
    people = {"by": secretariat, "released_by": colleague}
    return {"effective": "2026-10", "reason": WHY, **people, "now": NOW}


@pytest.fixture
def member():
    return MembershipFactory(effective="2020", maturity="new")


def told(membership):
    return [line.words for line in history(membership.centre.memberships.all())]


def test_a_suspended_member_is_listed_and_has_no_vote(member, how):
    row = memberships.suspend(member, **how)

    assert (row.status, row.suspended) == ("suspended", "2026-10")
    assert not Membership.objects.entitled_to_vote().exists()
    assert Membership.objects.in_the_network().get() == member


def test_a_suspension_is_lifted_and_leaves_its_trace(member, how):
    memberships.suspend(member, **how)

    row = memberships.resume(
        member, **{**how, "effective": "2026-11-01", "announced": "2026-10-30"}
    )

    assert (row.status, row.suspended) == ("active", "")
    event = member.events.last()
    assert (event.announced, event.effective, event.note, event.by) == (
        "2026-10-30",
        "2026-11-01",
        WHY,
        how["by"],
    )


def test_the_centres_people_are_told_what_and_why(member, how):
    people = [
        RepresentativeFactory(centre=member.centre, role=role) for role in ("head", "observer")
    ]

    memberships.suspend(member, **how)

    mails = Mail.objects.filter(kind="members.membership_changed")
    assert {mail.user for mail in mails} == {person.user for person in people}
    letter = compose(mails[0], NOW)
    assert "Suspended. This holds from October 2026." in letter.text
    assert WHY in letter.text


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (memberships.suspend, "Suspended. This holds from October 2026."),
        (memberships.end, "Left the Network. This holds from October 2026."),
    ],
)
def test_the_other_members_read_what_two_people_decided_and_not_why(member, how, step, words):
    own, other = RepresentativeFactory(centre=member.centre), RepresentativeFactory()

    step(member, **how)

    mail = Mail.objects.get(kind="members.memberships_changed")
    assert mail.user == other.user
    assert Mail.objects.get(kind="members.membership_changed").user == own.user
    letter = compose(mail, NOW)
    assert member.centre.name in letter.text
    assert words in letter.text
    assert f"{how['by']} proposed it and {how['released_by']} released it." in letter.text
    assert WHY not in letter.text


def test_corrected_dates_and_what_a_vote_decided_are_no_letter_to_the_members(member, how):
    RepresentativeFactory()
    facts = {**how, "announced": "", "effective": "2019"}
    memberships.correct_dates(member, **facts)
    voted = {"membership_class": "member", "reason": "x", "basis": "vote", "by": None, "now": NOW}
    memberships.enter(CentreFactory(), **voted)

    assert not Mail.objects.filter(kind="members.memberships_changed").exists()


def test_after_the_end_nobody_acts_for_the_centre(member, how):
    acting = RepresentativeFactory(centre=member.centre)
    later = RepresentativeFactory(
        centre=member.centre, role="observer", valid_from=date(2027, 1, 1)
    )

    row = memberships.end(member, **how)

    assert (row.status, row.ended) == ("ended", "2026-10")
    for person in (acting, later):
        person.refresh_from_db()
    assert (acting.valid_until, acting.ended_by) == (NOW.date(), how["by"])
    assert later.valid_until == later.valid_from
    assert (acting.ended_with_membership, later.ended_with_membership) == (True, False)
    assert list(Representative.objects.ended_by_others(NOW.date())) == [acting]
    mail = Mail.objects.get()
    assert mail.user == acting.user
    assert "everybody who spoke for the centre stops" in compose(mail, NOW).text


def test_a_centre_returns_by_a_new_membership(member, how):
    memberships.end(member, **how)

    back = memberships.enter(member.centre, membership_class="associate", **how)

    assert back.pk != member.pk
    assert told(member)[-1] == "Back in the Network as an associate."


def test_it_cannot_return_before_it_left_nor_twice(member, how):
    memberships.end(member, **how)

    with pytest.raises(Refused, match="before the earlier membership ended"):
        memberships.enter(
            member.centre, membership_class="member", **{**how, "effective": "2026-09-30"}
        )
    memberships.enter(member.centre, membership_class="member", **how)
    with pytest.raises(Refused, match="open membership already"):
        memberships.enter(member.centre, membership_class="member", **how)


def test_class_and_maturity_change_by_an_event_with_a_reason(how):
    member = MembershipFactory(effective="2018", membership_class="associate")
    MembershipEvent.objects.create(
        basis="vote",
        membership=member,
        at=NOW,
        effective="2018",
        membership_class="associate",
        status="active",
    )

    memberships.change_class(member, "member", **{**how, "effective": "2024"})
    memberships.change_maturity(member, "experienced", **how)

    assert told(member) == [
        "In the Network as an associate.",
        "Full member.",
        "Counted as experienced.",
    ]
    member.refresh_from_db()
    assert [(step.since, step.facts.membership_class) for step in member.history().steps] == [
        ("2018", "associate"),
        ("2024", "member"),
        ("2026-10", "member"),
    ]


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"reason": " "}, "Give the reason"),
        ({"effective": ""}, "from when it holds"),
        ({"effective": "2026-12"}, "not before"),
        ({"announced": "2026-11-03"}, "cannot lie ahead"),
        ({"effective": "2019-12"}, "before the membership"),
    ],
)
def test_a_step_needs_a_reason_and_a_day_that_has_come(member, how, wrong, why):
    with pytest.raises(Refused, match=why):
        memberships.suspend(member, **{**how, **wrong})

    assert not member.events.exists()


def test_only_the_steps_of_the_life_cycle_are_possible(member, how):
    with pytest.raises(Refused, match="“Active”"):
        memberships.resume(member, **how)
    with pytest.raises(Refused, match="already"):
        memberships.change_maturity(member, "new", **how)
    memberships.end(member, **how)
    for step in (memberships.suspend, memberships.resume, memberships.end):
        with pytest.raises(Refused, match="has ended"):
            step(member, **how)


def test_dates_are_corrected_without_a_mail(member, how):
    RepresentativeFactory(centre=member.centre)
    dates = {"announced": "2019-06", "effective": "2019-09"}

    row = memberships.correct_dates(member, **{**how, **dates})

    assert (row.announced, row.effective) == ("2019-06", "2019-09")
    assert member.events.get().note == f"Dates corrected: {WHY}"
    assert not Mail.objects.exists()
    with pytest.raises(Refused, match="on record already"):
        memberships.correct_dates(member, **{**how, **dates})


def test_without_a_centre_it_is_an_associate_only(how):
    body = CentreFactory(is_being_set_up=True)
    with pytest.raises(Refused, match="associate only"):
        memberships.enter(body, membership_class="member", **how)

    row = memberships.enter(body, membership_class="associate", **how)

    with pytest.raises(Refused, match="associate only"):
        memberships.change_class(row, "member", **how)
    assert body.remarks == ["No centre yet"]


def test_an_event_of_a_centre_that_is_not_known_to_the_day_says_so():
    member = MembershipFactory(announced="2018-10-04", effective="2018-11")
    MembershipEvent.objects.create(
        basis="vote",
        membership=member,
        at=NOW,
        effective="2018-11",
        membership_class="member",
        status="active",
    )

    (line,) = history([member])

    assert (line.since, line.announced) == ("November 2018", "4 October 2018")
