"""Changing the roll of an open vote by two people: who may vote follows, and everybody is told."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from members.applications.services import conflicts
from members.enums import MembershipStatus, RepresentativeRole
from members.models import Membership, Representative
from members.tests.factories import NOW, CentreFactory, RepresentativeFactory, UserFactory
from outbox import services as outbox
from outbox.models import Mail
from voting import services, verify
from voting.enums import AmendmentStatus, RollStatus, Step
from voting.models import Amendment, Motion
from voting.motions import roll
from voting.permissions import entry_of, visible_motions
from voting.records import publishing
from voting.tests.factories import (
    cast,
    close,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
AN_HOUR_LATER = NOW + HOUR


def clock():
    return AN_HOUR_LATER


@pytest.fixture
def delegates():
    return make_delegates(3)


@pytest.fixture
def motion(delegates):
    return open_motion()


@pytest.fixture
def entry(motion):
    return motion.roll.get(unit="AT")


@pytest.fixture
def first(db):
    return UserFactory(secretariat=True)


@pytest.fixture
def second(db):
    return UserFactory(secretariat=True)


@pytest.fixture
def successor(delegates, motion):
    """Somebody who came to Austria's centre after the vote was opened."""
    return make_alternate(delegates[0])


def has_left(delegate):
    Representative.objects.filter(pk=delegate.pk).update(valid_until=NOW.date())


def propose(motion, delegates, successor, by, reason="Left the ministry."):
    return services.propose_replacement(
        motion,
        leaving=delegates[0].user,
        joining=successor.user,
        reason=reason,
        by=by,
        clock=clock,
    )


def replace(motion, delegates, successor, first, second):
    proposed = propose(motion, delegates, successor, first)
    return services.confirm_amendment(proposed, by=second, clock=clock)


def refused(act, **facts):
    with pytest.raises(services.Refused) as refusal:
        act(**facts)
    return str(refusal.value)


# --- Replacing a voter ------------------------------------------------------------------


def test_a_proposal_changes_nothing(motion, delegates, successor, first):
    proposed = propose(motion, delegates, successor, first)

    assert proposed.status == AmendmentStatus.PROPOSED
    assert entry_of(delegates[0].user, motion) == motion.roll.get(unit="AT")
    assert entry_of(successor.user, motion) is None


def test_who_may_vote_follows_the_confirmation(motion, delegates, successor, first, second):
    replace(motion, delegates, successor, first, second)

    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(motion, delegates[0])
    assert cast(motion, successor, "no", at=NOW + 2 * HOUR).entry.unit == "AT"


def test_who_left_no_longer_sees_the_vote_by_the_roll(motion, delegates, successor, first, second):
    assert motion in visible_motions(delegates[0].user)

    replace(motion, delegates, successor, first, second)
    has_left(delegates[0])

    gone = Representative.objects.get(pk=delegates[0].pk).user
    assert motion not in visible_motions(gone)
    assert motion in visible_motions(successor.user)


def test_the_frozen_roll_and_its_fingerprint_stay(motion, delegates, successor, first, second):
    frozen, fingerprint = motion.frozen, motion.frozen_sha256
    before = set(motion.roll.get(unit="AT").voters.values_list("pk", flat=True))

    replace(motion, delegates, successor, first, second)

    motion.refresh_from_db()
    assert (motion.frozen, motion.frozen_sha256) == (frozen, fingerprint)
    assert before < set(motion.roll.get(unit="AT").voters.values_list("pk", flat=True))


def test_nobody_confirms_their_own_proposal(motion, delegates, successor, first):
    proposed = propose(motion, delegates, successor, first)

    said = refused(services.confirm_amendment, amendment=proposed, by=first, clock=clock)

    assert said == "You proposed this. Another person reads and releases it."
    assert entry_of(successor.user, motion) is None


@pytest.mark.parametrize("half", ["proposes", "confirms", "proposed"])
def test_a_conflict_of_interest_bars_from_every_half(
    motion, delegates, successor, first, second, half
):
    """Declared before the proposal or after it."""
    barred = second if half == "confirms" else first
    if half != "proposed":
        conflicts.declare(motion.application, reason="A friend.", by=barred, now=NOW)
    if half == "proposes":
        with pytest.raises(services.Refused, match="conflict of interest"):
            propose(motion, delegates, successor, first)
        return
    proposed = propose(motion, delegates, successor, first)
    if half == "proposed":
        conflicts.declare(motion.application, reason="A friend.", by=barred, now=NOW)

    said = refused(services.confirm_amendment, amendment=proposed, by=second, clock=clock)

    assert "conflict of interest" in said
    assert entry_of(successor.user, motion) is None


def test_what_somebody_proposed_who_has_left_the_office_changes_no_roll(
    motion, delegates, successor, first, second
):
    proposed = propose(motion, delegates, successor, first)
    first.groups.clear()

    said = refused(services.confirm_amendment, amendment=proposed, by=second, clock=clock)

    assert "could not propose this any more" in said


@pytest.mark.parametrize(("email", "is_marked"), [("f.irst+2@x.example", True), ("z@x.example", 0)])
def test_two_accounts_that_look_like_one_persons_are_recorded(
    client, motion, delegates, successor, email, is_marked
):
    one = UserFactory(secretariat=True, email="first@x.example")
    other = UserFactory(secretariat=True, email=email)
    changed = replace(motion, delegates, successor, one, other)
    client.force_login(other)

    on_its_page = client.get(reverse("voting:motion", args=[motion.pk])).content.decode()
    at_the_desk = client.get(reverse("admin:voting_motion_change", args=[motion.pk]))

    assert Amendment.objects.get(pk=changed.pk).looks_like_one_person == bool(is_marked)
    for page in (on_its_page, at_the_desk.content.decode()):
        assert ("accounts look like one person" in page) == bool(is_marked)


def test_who_proposed_may_discard_and_propose_again(motion, delegates, successor, first):
    proposed = propose(motion, delegates, successor, first)

    discarded = services.discard_amendment(proposed, by=first, clock=clock)

    assert (discarded.status, discarded.settled_by) == (AmendmentStatus.DISCARDED, first)
    assert propose(motion, delegates, successor, first).pk != proposed.pk


@pytest.mark.parametrize("settle", ["confirm_amendment", "discard_amendment"])
def test_what_is_settled_is_not_settled_again(motion, delegates, successor, first, second, settle):
    proposed = propose(motion, delegates, successor, first)
    services.confirm_amendment(proposed, by=second, clock=clock)

    said = refused(getattr(services, settle), amendment=proposed, by=second, clock=clock)

    assert "settled already" in said


def test_one_proposal_for_a_centre_at_a_time(motion, delegates, successor, first, entry):
    propose(motion, delegates, successor, first)

    said = refused(
        services.propose_recusal, motion=motion, entry=entry, reason="Why.", by=first, clock=clock
    )

    assert "already proposed" in said


def test_a_reason_is_asked_for(motion, delegates, successor, first):
    with pytest.raises(services.Refused, match="Give the reason"):
        propose(motion, delegates, successor, first, reason=" ")


def test_while_who_leaves_still_speaks_only_before_the_centre_has_voted(
    motion, delegates, successor, first, second
):
    proposed = propose(motion, delegates, successor, first)
    cast(motion, delegates[0])

    with pytest.raises(services.Refused, match="has already voted"):
        propose(motion, delegates, successor, first)
    said = refused(services.confirm_amendment, amendment=proposed, by=second, clock=clock)
    assert "has already voted" in said


def test_after_the_ballot_of_somebody_who_has_left_two_people_replace_them(
    motion, delegates, successor, first, second
):
    cast(motion, delegates[0], "no")
    has_left(delegates[0])

    replace(motion, delegates, successor, first, second)

    assert motion.roll.get(unit="AT").current_ballot.choice == "no"
    assert cast(motion, successor, "yes", at=NOW + 2 * HOUR).is_a_change
    told = list(motion.record.values_list("what", flat=True))
    assert told == ["opened", "cast", "removed", "amended", "changed"]
    assert verify.verify(publishing.document(motion))


def test_records_that_cannot_say_who_left_keep_their_line_once_it_has_voted(
    motion, delegates, successor, first
):
    Motion.objects.update(record_format=1)
    cast(motion, delegates[0], "no")
    has_left(delegates[0])

    with pytest.raises(services.Refused, match="has already voted"):
        propose(motion, delegates, successor, first)


def test_a_co_chair_of_another_country_may_be_the_second_person(
    motion, delegates, successor, first
):
    own, chair = make_co_chair(delegates[0]).user, make_co_chair(delegates[1]).user
    proposed = propose(motion, delegates, successor, first)
    confirm = services.confirm_amendment

    assert "your own country" in refused(confirm, amendment=proposed, by=own, clock=clock)
    other = delegates[2].user
    assert "a co-chair releases" in refused(confirm, amendment=proposed, by=other, clock=clock)
    assert confirm(proposed, by=chair, clock=clock).settled_by == chair
    entry = json.loads(motion.record.get(what="amended").body)
    assert entry["role"] == "co-chair"
    assert verify.verify(publishing.document(motion))


@pytest.mark.parametrize("over", ["deadline", "closed"])
def test_only_while_the_vote_is_open(motion, delegates, successor, first, second, over):
    proposed = propose(motion, delegates, successor, first)
    if over == "closed":
        close(motion)

    with pytest.raises(services.Refused, match="only while the vote is open"):
        services.confirm_amendment(proposed, by=second, clock=lambda: motion.closes_at)


def test_only_on_a_line_that_votes(motion, delegates, successor, first):
    services.recuse(motion, reason="Own.", by=delegates[0].user, clock=clock)

    with pytest.raises(services.Refused, match="it is recused"):
        propose(motion, delegates, successor, first)


def someone_of_another_country(delegates):
    return make_alternate(delegates[1])


def an_observer(delegates):
    return RepresentativeFactory(centre=delegates[0].centre, role=RepresentativeRole.OBSERVER)


def the_head(delegates):
    return RepresentativeFactory(centre=delegates[0].centre, role=RepresentativeRole.HEAD)


def someone_who_comes_later(delegates):
    day = NOW.date() + timedelta(days=9)
    return RepresentativeFactory(
        centre=delegates[0].centre, role=RepresentativeRole.ALTERNATE, valid_from=day
    )


def one_of_staff(delegates):
    return RepresentativeFactory(
        centre=delegates[0].centre,
        role=RepresentativeRole.ALTERNATE,
        user=UserFactory(secretariat=True),
    )


@pytest.mark.parametrize(
    "who",
    [someone_of_another_country, an_observer, the_head, someone_who_comes_later, one_of_staff],
)
def test_only_a_voter_of_the_same_centre_in_the_register_may_come(motion, delegates, first, who):
    with pytest.raises(services.Refused, match="must be a delegate or alternate"):
        propose(motion, delegates, who(delegates), first)


def test_a_suspended_centre_of_the_country_sends_nobody(delegates, motion, first):
    other = RepresentativeFactory(centre=CentreFactory(member=True, country="AT"))
    Membership.objects.filter(centre=other.centre).update(status=MembershipStatus.SUSPENDED)

    with pytest.raises(services.Refused, match="must be a delegate or alternate"):
        propose(motion, delegates, other, first)


def test_a_centre_with_its_own_vote_sends_its_own_people(delegates, first):
    motion = open_motion(rule_set=make_rule_set(unit="centre"))
    entry = motion.roll.get(unit=delegates[0].centre.slug)
    own, _other = make_alternate(delegates[0]), make_alternate(delegates[1])

    assert [row.user for row in roll.replacements(entry, now=NOW)] == [own.user]


def test_who_is_not_on_the_roll_cannot_be_replaced(motion, delegates, successor, first):
    with pytest.raises(services.Refused, match="not on the roll"):
        services.propose_replacement(
            motion,
            leaving=UserFactory(),
            joining=successor.user,
            reason="Left.",
            by=first,
            clock=clock,
        )


def test_the_history_tells_each_step_without_names(motion, delegates, successor, first, second):
    amendment = replace(motion, delegates, successor, first, second)

    told = list(motion.events.values_list("what", "by", "unit", "note"))
    assert told[-2:] == [
        (Step.PROPOSED, first.pk, "AT", ""),
        (Step.AMENDED, second.pk, "AT", ""),
    ]
    assert amendment.reason == "Left the ministry."
    members_read = motion.events.for_the_members().values_list("what", flat=True)
    assert list(members_read) == [Step.OPENED, Step.AMENDED]


# --- Mails ------------------------------------------------------------------------------


def test_every_centre_and_who_left_are_told(
    motion, delegates, successor, first, second, mailoutbox
):
    replace(motion, delegates, successor, first, second)
    outbox.deliver_due(clock)

    told = [letter for letter in mailoutbox if "has another voter" in letter.subject]
    everybody = [*delegates, successor]
    assert sorted(letter.to[0] for letter in told) == sorted(row.user.email for row in everybody)
    assert "Left the ministry." in told[0].body
    assert f"{successor.user} votes for" in told[0].body


def test_reminders_go_to_who_came_and_not_to_who_left(
    motion, delegates, successor, first, second, mailoutbox
):
    replace(motion, delegates, successor, first, second)

    outbox.deliver_due(lambda: motion.closes_at - 168 * HOUR)

    reminded = {row.to[0] for row in mailoutbox if row.subject.startswith("Vote closes on")}
    assert successor.user.email in reminded
    assert delegates[0].user.email not in reminded
    opened = Mail.objects.filter(kind="voting.opened", user=successor.user)
    assert opened.count() == 1


# --- Recusal by the secretariat ---------------------------------------------------------


def test_two_people_record_a_recusal_and_the_denominators_follow(motion, delegates, entry):
    proposed = services.propose_recusal(
        motion, entry, reason="Hosts the applicant.", by=UserFactory(secretariat=True), clock=clock
    )
    entry.refresh_from_db()
    assert entry.status == RollStatus.ELIGIBLE

    services.confirm_amendment(proposed, by=UserFactory(secretariat=True), clock=clock)
    with pytest.raises(services.Refused, match="it is recused"):
        cast(motion, delegates[0])
    cast(motion, delegates[1], "yes")
    cast(motion, delegates[2], "no")
    closed = close(motion)

    entry.refresh_from_db()
    assert (entry.status, entry.recusal_reason) == (RollStatus.RECUSED, "Hosts the applicant.")
    assert closed.result["counts"]["recused"] == 1
    assert closed.result["quorum_base"] == 2


def test_a_recusal_is_told_to_every_centre(motion, delegates, entry, mailoutbox):
    proposed = services.propose_recusal(
        motion, entry, reason="Hosts the applicant.", by=UserFactory(secretariat=True), clock=clock
    )
    services.confirm_amendment(proposed, by=UserFactory(secretariat=True), clock=clock)
    outbox.deliver_due(clock)

    told = [letter for letter in mailoutbox if "is recused" in letter.subject]
    assert len(told) == 3
    assert "Hosts the applicant." in told[0].body


def test_after_the_ballot_the_secretariat_recuses_nobody(motion, delegates, entry, first):
    cast(motion, delegates[0])

    with pytest.raises(services.Refused, match="has already voted"):
        services.propose_recusal(motion, entry, reason="Late.", by=first, clock=clock)
