from datetime import UTC, timedelta

import pytest

from members.enums import ApplicationStatus, MembershipStatus, RepresentativeRole
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from voting import rules, services
from voting.enums import MotionStatus, RollStatus, Step
from voting.models import Motion, RuleSet
from voting.motions import opening, pseudonyms, roll
from voting.services import rule_sets
from voting.tests.factories import (
    DEFAULT_RULES,
    make_alternate,
    make_delegates,
    make_observer,
    make_rule_set,
    open_motion,
)
from voting.tests.test_rules import SECOND_FORMAT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def suspend(centre):
    centre.memberships.update(status=MembershipStatus.SUSPENDED)


def units(motion):
    return [(entry.unit, entry.status) for entry in motion.roll.all()]


def test_opening_asks_the_question_and_moves_the_application():
    make_delegates(3)
    application = ApplicationFactory(eligible=True, centre_name="KEINO")
    secretariat = UserFactory(secretariat=True)

    motion = open_motion(application=application, by=secretariat)

    application.refresh_from_db()
    assert motion.title == "Admission of KEINO"
    assert motion.question == "Should KEINO be admitted to the Network as a member?"
    assert (motion.status, application.status) == (MotionStatus.OPEN, ApplicationStatus.IN_VOTE)
    assert (motion.opened_at, motion.closes_at) == (NOW, NOW + 14 * DAY)
    assert [(event.what, event.by) for event in motion.events.all()] == [(Step.OPENED, secretariat)]


def test_every_country_with_a_full_member_has_one_line_on_the_roll():
    make_delegates(2)
    RepresentativeFactory(centre=CentreFactory(associate=True, country="FI"))
    RepresentativeFactory(centre=CentreFactory(country="FR"))

    assert units(open_motion()) == [("AT", RollStatus.ELIGIBLE), ("DE", RollStatus.ELIGIBLE)]


def test_centres_of_one_country_share_its_vote():
    first, second = (CentreFactory(member=True, country="SE", name=name) for name in "AB")
    people = [RepresentativeFactory(centre=centre) for centre in (first, second)]

    entry = open_motion().roll.get()

    assert (entry.unit, entry.name) == ("SE", "A, B")
    assert {voter.user for voter in entry.voters.all()} == {person.user for person in people}


def test_centres_vote_for_themselves_where_the_rules_count_centres():
    for slug in ("se-one", "se-two"):
        RepresentativeFactory(centre=CentreFactory(member=True, country="SE", slug=slug))

    motion = open_motion(rule_set=make_rule_set(unit="centre"))

    assert [entry.unit for entry in motion.roll.all()] == ["se-one", "se-two"]


def test_a_suspended_member_stands_on_the_roll_without_a_vote():
    make_delegates(2)
    suspended = RepresentativeFactory(centre=CentreFactory(member=True, country="NL"))
    suspend(suspended.centre)

    entry = open_motion().roll.get(unit="NL")

    assert entry.status == RollStatus.SUSPENDED
    assert not entry.voters.exists()


def test_one_active_centre_keeps_its_country_eligible():
    active, suspended = (
        RepresentativeFactory(centre=CentreFactory(member=True, country="SE")) for _centre in "ab"
    )
    suspend(suspended.centre)

    entry = open_motion().roll.get()

    assert entry.status == RollStatus.ELIGIBLE
    assert [voter.user for voter in entry.voters.all()] == [active.user]


def test_only_valid_delegates_and_alternates_outside_the_secretariat_are_voters():
    (delegate,) = make_delegates(1)
    alternate = make_alternate(delegate)
    make_observer(delegate)
    today = NOW.date()
    for dates in (
        {"valid_from": today + DAY},
        {"valid_until": today},
        {"user__is_active": False},
        {"user__is_staff": True},
    ):
        RepresentativeFactory(centre=delegate.centre, role=RepresentativeRole.ALTERNATE, **dates)

    entry = open_motion().roll.get()

    assert {voter.user: voter.role for voter in entry.voters.all()} == {
        delegate.user: RepresentativeRole.DELEGATE,
        alternate.user: RepresentativeRole.ALTERNATE,
    }


def motion_voters(motion):
    return [voter for entry in motion.roll.all() for voter in entry.voters.all()]


def test_what_is_frozen_is_what_the_roll_says():
    delegate, _other = make_delegates(2)
    alternate = make_alternate(delegate)
    rule_set = make_rule_set()

    motion = open_motion(rule_set=rule_set)

    motion.refresh_from_db()
    assert rules.fingerprint(motion.frozen) == motion.frozen_sha256
    assert motion.frozen["rule_set"] == rule_set.sha256
    assert motion.frozen["closes_at"] == motion.closes_at.astimezone(UTC).isoformat()
    assert motion.frozen["roll"][0] == {
        "unit": "AT",
        "name": delegate.centre.name,
        "weight": 1,
        "status": "eligible",
        "voters": sorted(
            [pseudonyms.new_alias(person.user, motion.record_scope), person.role]
            for person in (delegate, alternate)
        ),
    }
    assert motion.frozen["applicant_country"] == motion.application.country.code


def test_the_register_may_change_while_the_roll_does_not():
    delegate, suspended = make_delegates(2)
    motion = open_motion()
    before = (units(motion), [voter.user for voter in motion_voters(motion)])

    RepresentativeFactory(centre=CentreFactory(member=True, country="NL"))
    suspend(suspended.centre)
    delegate.valid_until = NOW.date()
    delegate.save()
    RepresentativeFactory(centre=delegate.centre, valid_from=NOW.date())
    suspended.centre.memberships.update(status=MembershipStatus.ENDED)

    assert (units(motion), [voter.user for voter in motion_voters(motion)]) == before


def test_names_as_long_as_the_register_allows_fit():
    centre = CentreFactory(member=True, country="SE", name="N" * 200)
    RepresentativeFactory(centre=centre)
    RepresentativeFactory(centre=CentreFactory(member=True, country="SE", name="O" * 200))
    application = ApplicationFactory(eligible=True, centre_name="C" * 200)

    motion = open_motion(application=application)

    motion.full_clean(exclude=["frozen"])
    assert len(motion.roll.get().name) == 402


@pytest.mark.parametrize(
    "closes_at, why",
    [
        (NOW - DAY, "The deadline lies in the past."),
        (NOW, "The deadline lies in the past."),
        (NOW + 7 * DAY - timedelta(seconds=1), "The rules ask for at least 7 days of voting."),
    ],
)
def test_a_deadline_too_early_is_refused(closes_at, why):
    make_delegates(2)

    with pytest.raises(services.Refused, match=why):
        open_motion(closes_at=closes_at)

    assert not Motion.objects.exists()


def test_the_shortest_vote_that_the_rules_allow_can_be_opened():
    make_delegates(2)

    assert open_motion(closes_at=NOW + 7 * DAY).is_open


@pytest.mark.parametrize("status", set(ApplicationStatus) - {ApplicationStatus.ELIGIBLE})
def test_only_an_eligible_application_is_put_to_the_vote(status):
    make_delegates(2)
    application = ApplicationFactory(eligible=True)
    application.status = status

    with pytest.raises(services.Refused, match="Only an eligible application"):
        open_motion(application=application)


def test_a_second_opening_is_refused_also_by_somebody_who_has_not_reloaded():
    make_delegates(2)
    application = ApplicationFactory(eligible=True)
    as_seen_before = type(application).objects.get(pk=application.pk)
    open_motion(application=application)

    with pytest.raises(services.Refused, match="no longer possible"):
        open_motion(application=as_seen_before)

    assert Motion.objects.count() == 1


def test_a_rule_set_that_is_not_adopted_is_refused():
    make_delegates(2)
    draft = rule_sets.draft("Admission", DEFAULT_RULES)

    with pytest.raises(services.Refused, match="adopted"):
        open_motion(rule_set=draft)


def test_rules_with_proxies_are_refused_for_now():
    make_delegates(2)
    document = {**SECOND_FORMAT, "proxy": {"kind": "written", "most_per_holder": 1}}
    by_proxy = services.adopt("Admission", document, now=NOW)

    with pytest.raises(services.Refused, match="Ballots by proxy cannot be cast here yet"):
        open_motion(rule_set=by_proxy)


def test_a_roll_on_which_nobody_could_vote_is_refused_and_changes_nothing():
    application = ApplicationFactory(eligible=True)
    MembershipFactory(centre=CentreFactory(country="AT"))

    with pytest.raises(services.Refused, match="no member has a valid delegate"):
        open_motion(application=application)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.ELIGIBLE
    assert not Motion.objects.exists()
    assert not Mail.objects.exists()


def test_what_was_confirmed_is_what_is_opened():
    make_delegates(2)
    application, rule_set = ApplicationFactory(eligible=True), make_rule_set()
    closes_at = NOW + 10 * DAY
    shown = opening.prepare(application, rule_set=rule_set, closes_at=closes_at, now=NOW)
    make_alternate(make_delegates(3)[2])

    with pytest.raises(services.RollChanged):
        services.open_admission(
            application,
            rule_set=rule_set,
            closes_at=closes_at,
            by=UserFactory(secretariat=True),
            now=NOW,
            confirmed=shown.fingerprint,
        )

    assert not Motion.objects.exists()


def test_a_roll_takes_as_many_queries_for_three_members_as_for_twelve(django_assert_num_queries):
    read = make_rule_set().rules
    make_delegates(3)
    with django_assert_num_queries(2):
        roll.plan(read, now=NOW)
    make_delegates(12)
    with django_assert_num_queries(2):
        assert len(roll.plan(read, now=NOW)) == 12


def test_the_same_rules_again_are_the_same_version():
    first = services.adopt("Admission", make_rule_set().document, now=NOW)
    again = services.adopt("Admission", first.document, now=NOW + DAY)
    changed = services.adopt("Admission", {**first.document, "voting_days": 21}, now=NOW + DAY)

    assert again == first
    assert (first.version, changed.version) == (1, 2)
    assert list(RuleSet.objects.filter(name="Admission").adopted()) == [changed, first]


def test_rules_that_contradict_themselves_are_not_adopted():
    with pytest.raises(rules.RulesError):
        services.adopt("Admission", {}, now=NOW)

    assert not RuleSet.objects.exists()
