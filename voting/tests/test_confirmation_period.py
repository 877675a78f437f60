"""Between the close and the certification: time to confirm, who certifies, and who is chased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.dates import network_day
from members.models import CoChairTerm
from members.register.services import accounts, representing
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services as proposals
from voting import services, tasks, verify
from voting.emails import notifications
from voting.enums import MotionStatus
from voting.models import Motion
from voting.permissions import can_certify, certifiable_by, why_not_certify_together
from voting.records import publishing
from voting.tests.factories import (
    cast,
    close,
    closed_motion,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
)
from voting.tests.pages import page, text
from voting.tests.test_constraints import breaks

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PERIOD = {"by": "co-chair", "confirmation_days": 3, "within_days": 14}
CARRIED = ["yes"] * 3


def closed(delegates, choices=CARRIED, **rules):
    """Closed under rules that give three days to confirm."""
    rule_set = make_rule_set(certification=PERIOD, **rules)
    return closed_motion(delegates, choices, rule_set=rule_set)


def certify(motion, person, *, after):
    now = motion.closed_at + after
    return services.certify(motion, by=person.user, now=now, on=network_day(now))


def confirm(motion, person, *, after=timedelta(hours=1)):
    return services.confirm(motion, by=person.user, clock=lambda: motion.closed_at + after)


def mailed(kind):
    return sorted(mail.to for mail in Mail.objects.filter(kind=kind))


# --- The period -------------------------------------------------------------------------


@pytest.mark.parametrize("after", [timedelta(0), 2 * DAY, 3 * DAY - timedelta(seconds=1)])
def test_nobody_certifies_while_the_centres_have_time_to_confirm(after):
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])

    with pytest.raises(services.Refused, match="can confirm or contest its line until"):
        certify(motion, chair, after=after)


def test_a_result_is_certified_once_the_period_is_over():
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])

    certified = certify(motion, chair, after=3 * DAY)

    assert certified.status == MotionStatus.CERTIFIED
    assert "outcome: carried, quorate, certified" in verify.verify(publishing.document(certified))


def test_once_every_line_is_confirmed_nobody_waits_any_longer():
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])
    confirm(motion, chair)
    confirm(motion, others[0])
    assert mailed("voting.certification_asked") == []

    confirm(motion, others[1])

    assert mailed("voting.certification_asked") == [chair.user.email]
    certified = certify(motion, chair, after=timedelta(hours=2))
    assert verify.verify(publishing.document(certified))


def test_a_contest_stops_the_certification_after_the_period_too():
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])
    why, person = "We voted no.", others[0].user
    services.contest(motion, reason=why, by=person, clock=lambda: motion.closed_at + DAY)

    with pytest.raises(services.Refused, match="contested by"):
        certify(motion, chair, after=4 * DAY)


def test_rules_without_a_period_let_a_co_chair_certify_at_once():
    chair, *others = make_delegates(3)
    motion = closed_motion([make_co_chair(chair), *others], CARRIED)

    assert motion.confirmation_ends_at is None
    assert certify(motion, chair, after=timedelta(0)).is_certified


def test_the_database_certifies_nothing_before_the_period_is_over():
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])
    certify(motion, chair, after=3 * DAY)
    early = {"certified_at": motion.closed_at + DAY}

    breaks(
        "certified_after_the_confirmation_period",
        lambda: Motion.objects.filter(pk=motion.pk).update(**early),
    )


def test_letters_say_until_when_to_confirm():
    chair, other, third = make_delegates(3)
    motion = closed([make_co_chair(chair), other, third])

    assert mailed("voting.closed") == sorted(row.user.email for row in (chair, other, third))
    letter = compose(Mail.objects.filter(kind="voting.closed").first(), motion.closed_at)
    assert "Confirm by 19 November 2026, 10:00" in letter.text


def test_pages_say_until_when_to_confirm_and_offer_nothing_to_certify(client):
    (chair,) = make_delegates(1)
    make_co_chair(chair)
    rule_set = make_rule_set(certification=PERIOD)
    motion = close(open_motion(rule_set=rule_set, now=timezone.now()))
    client.force_login(chair.user)
    shown = text(client.get(page("result", motion)))

    assert "Each centre confirms or contests its line until" in shown
    assert page("certify", motion) not in shown
    not_yet = text(client.get(page("certify", motion))).split("Not yet")[1]
    assert "<button" not in not_yet.split("</main>")[0]


# --- Certifiers are frozen --------------------------------------------------------------


def test_whoever_becomes_co_chair_after_the_opening_does_not_certify():
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    motion = closed([chair, *others])
    make_co_chair(others[0])

    assert not can_certify(others[0].user, motion)
    with pytest.raises(services.Refused, match="Only a co-chair certifies"):
        certify(motion, others[0], after=3 * DAY)


def test_a_centre_of_the_list_certifies_also_when_its_term_is_over():
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])
    over = {"handed_over": network_day(motion.closed_at).isoformat(), "ended_basis": "vote"}
    CoChairTerm.objects.update(**over)

    assert certify(motion, chair, after=3 * DAY).is_certified


def test_the_record_says_at_the_opening_which_centres_may_certify():
    chair, *_others = make_delegates(3)
    make_co_chair(chair)
    motion = open_motion()

    assert motion.frozen["certifiers"] == [{"centre": chair.centre.slug, "country": "AT"}]
    assert list(motion.certifiers.all()) == [chair.centre]


def test_a_motion_opened_before_lists_were_frozen_asks_todays_co_chairs():
    chair, *others = make_delegates(3)
    motion = closed_motion([chair, *others], CARRIED)
    del motion.frozen["certifiers"]
    motion.save(update_fields=["frozen"])
    make_co_chair(chair)

    assert can_certify(chair.user, motion)


def test_many_results_are_asked_about_in_the_same_number_of_queries(
    django_assert_max_num_queries,
):
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    first = closed([chair, *others])
    more = [closed_motion([chair, *others], CARRIED, rule_set=first.rule_set) for _ in range(4)]
    motions = Motion.objects.filter(pk__in=[row.pk for row in (first, *more)]).with_subject()

    with django_assert_max_num_queries(1):
        assert len(certifiable_by(chair.user, motions)) == 5


# --- Two delegates where no co-chair can ------------------------------------------------


def propose_together(motion, person, now, **details):
    details = {"reasons": "", **details}
    facts = {"title": "Certify", "reason": "No co-chair can."}
    kind = "voting.certify_together"
    return proposals.propose(motion, kind, details, **facts, by=person.user, now=now)


def test_where_no_co_chair_can_two_delegates_certify_together():
    first, second, third = make_delegates(3)
    motion = closed([first, second, third])
    now = motion.closed_at + 3 * DAY

    row = propose_together(motion, first, now)
    proposals.release(row, by=second.user, now=now)

    motion.refresh_from_db()
    assert (motion.certified_by, motion.certified_with) == (second.user, first.user)
    lines = verify.verify(publishing.document(motion))
    assert "certified by two delegates of different countries, for no co-chair could" in lines


def test_a_successor_certifies_with_another_before_the_tick_has_come():
    first, second, third = make_delegates(3)
    now = timezone.now()
    motion = open_motion(now=now - 30 * DAY)
    for person in (first, second, third):
        cast(motion, person)
    motion = close(motion)
    facts = {"name": "An heir", "email": "heir@example.org", "on": network_day(now)}
    heir = representing.hand_over(first, **facts, by=first.user, now=now)

    services.certify_together(motion, by=heir.user, released_by=second.user, now=now)

    motion.refresh_from_db()
    assert "replaced" in [entry["what"] for entry in publishing.document(motion)["entries"]]
    assert verify.verify(publishing.document(motion))


@pytest.mark.parametrize("leaves", ["barred", "locked", "ended"])
def test_co_chairs_who_are_barred_or_gone_make_way_for_two_delegates(leaves):
    first, second, chair = make_delegates(3)
    if leaves == "barred":  # of the applicant's country
        chair = RepresentativeFactory(centre=CentreFactory(member=True, country="PL"))
    make_co_chair(chair)
    motion = closed([first, second])
    if leaves == "locked":
        clerk = UserFactory(secretariat=True)
        accounts.lock(chair.user, reason="Lost.", by=clerk, now=motion.closed_at)
    elif leaves == "ended":
        day = network_day(motion.closed_at) - DAY
        type(chair).objects.filter(pk=chair.pk).update(valid_from=day, valid_until=day)

    assert why_not_certify_together(first.user, motion) == ""


def test_two_delegates_of_one_country_or_one_alone_certify_nothing():
    first, second, _third = make_delegates(3)
    twin = RepresentativeFactory(centre=CentreFactory(member=True, country="AT"))
    motion = closed([first, second])
    now = motion.closed_at + 3 * DAY
    row = propose_together(motion, first, now)

    for person, why in ((first, "You proposed this"), (twin, "different countries")):
        with pytest.raises(services.Refused, match=why):
            proposals.release(row, by=person.user, now=now)


def test_two_delegates_certify_nothing_while_a_co_chair_can():
    chair, first, second = make_delegates(3)
    motion = closed([make_co_chair(chair), first, second])
    now = motion.closed_at + 3 * DAY

    with pytest.raises(services.Refused, match="A co-chair certifies"):
        propose_together(motion, first, now)
    with pytest.raises(services.Refused, match="A co-chair certifies"):
        services.certify_together(motion, **two_people_of(first, second), now=now)


def two_people_of(first, second):
    return {"by": first.user, "released_by": second.user}


def test_the_database_lets_nobody_certify_for_two():
    first, second, _third = make_delegates(3)
    motion = closed([first, second])
    services.certify_together(
        motion, **two_people_of(first, second), now=motion.closed_at + 3 * DAY
    )

    breaks(
        "two_delegates_who_certify_are_two",
        lambda: Motion.objects.filter(pk=motion.pk).update(certified_with=second.user),
    )


def test_the_page_lets_a_delegate_propose_and_another_release(client):
    first, second, third = make_delegates(3)
    motion = closed_motion([first, second, third], CARRIED)
    client.force_login(first.user)
    assert "two delegates do it together" in text(client.get(page("certify", motion)))

    assert client.post(page("certify", motion)).url == "/tasks/"

    client.force_login(second.user)
    assert "Certify a result as two delegates" in text(client.get("/tasks/"))


# --- Chased -----------------------------------------------------------------------------


def tick(motion, after):
    now = motion.closed_at + after
    for row in Motion.objects.awaiting_certification(now).with_subject():
        notifications.follow_up_result(row, now=now)


def test_the_co_chairs_are_asked_once_when_the_period_is_over():
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])

    for after in (DAY, 3 * DAY, 4 * DAY, 5 * DAY):
        tick(motion, after)

    assert mailed("voting.certification_asked") == [chair.user.email]
    letter = compose(
        Mail.objects.get(kind="voting.certification_asked"), motion.closed_at + 3 * DAY
    )
    assert "certify this result by 30 November 2026, 10:00" in letter.text


def test_a_late_certification_is_chased_each_week(settings):
    chair, *others = make_delegates(3)
    motion = closed([make_co_chair(chair), *others])

    for days in range(3, 29):
        tick(motion, timedelta(days=days))

    each_week = [settings.CONTACT_EMAIL, chair.user.email]
    assert mailed("voting.certification_late") == sorted(3 * each_week)
    late = Mail.objects.filter(kind="voting.certification_late", user=None).first()
    assert "Until somebody does, it has no effect." in compose(late, late.due_at).text


def test_delegates_are_asked_where_no_co_chair_can():
    first, second, third = make_delegates(3)
    motion = closed([first, second, third])

    tick(motion, 3 * DAY)
    tick(motion, 4 * DAY)

    assert len(mailed("voting.certification_by_two")) == 3


def test_beat_follows_up_results_by_itself():
    chair, *others = make_delegates(3)
    closed([make_co_chair(chair), *others])

    tasks.follow_up_results()  # long after, by the clock of today

    assert mailed("voting.certification_asked") == [chair.user.email]


# --- The demonstration ------------------------------------------------------------------


def test_a_button_lets_the_period_pass_in_the_demonstration_only(client, settings):
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    motion = open_motion(rule_set=make_rule_set(certification=PERIOD))
    for person in (chair, *others):
        cast(motion, person)
    close(motion)
    client.force_login(others[0].user)

    assert "Demonstration only" not in text(client.get(page("result", motion)))
    client.post(page("hurry", motion))
    motion.refresh_from_db()
    assert motion.confirmation_ends_at == motion.closed_at + 3 * DAY

    settings.DEMO = True
    hurried = services.hurry(motion, by=others[0].user, now=motion.closed_at + DAY)
    certified = certify(hurried, chair, after=DAY)
    lines = verify.verify(publishing.document(certified))
    assert "a demonstration: its confirmation period was ended by hand" in lines
