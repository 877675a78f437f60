from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from common import waiting as registry
from common.page_parts import parts_of
from members.applications.services import questions
from members.models import Representative
from members.tests.factories import NOW, ApplicationFactory, UserFactory
from voting import services, what_waits
from voting.admin.motion_list import LISTING, table
from voting.enums import MotionKind
from voting.models import Motion
from voting.tests.factories import (
    cast,
    close,
    closed_motion,
    draft_motion,
    make_alternate,
    make_delegates,
    open_motion,
    propose,
)
from voting.tests.pages import admin_page, text

pytestmark = pytest.mark.django_db


def found(now):
    """What waits in votes, for somebody of the secretariat."""
    viewer = registry.Viewer(UserFactory(secretariat=True), now)
    rows = registry.look(viewer, limit=5, kinds=what_waits.KINDS)
    return {str(row.kind.label): row for row in rows}


def waiting(now):
    rows = found(now).items()
    return {label: (row.count, row.first[0].since) for label, row in rows if row.count}


def test_the_desk_counts_what_waits_and_since_when():
    make_delegates(2)
    motion = open_motion()
    close(open_motion())

    assert waiting(motion.closes_at - timedelta(days=3)) == {
        "Votes that close within three days": (1, NOW),
        "Results that wait for a co-chair": (1, motion.closes_at),
    }


def test_a_line_that_nobody_can_vote_for_and_a_waiting_replacement_are_urgent(client, admin_user):
    delegate, _other = make_delegates(2)
    motion = open_motion()
    Representative.objects.filter(pk=delegate.pk).update(valid_until=NOW.date())
    client.force_login(admin_user)

    label = "Lines of open rolls that nobody can vote for"
    queue = found(NOW)[label]
    assert (queue.count, queue.first[0].since, queue.kind.is_urgent) == (1, NOW, True)
    shown = text(client.get(reverse("admin:voting_motion_change", args=[motion.pk])))
    assert "Nobody can cast this ballot" in shown
    assert "no longer speaks for the centre" in shown

    services.propose_replacement(
        motion,
        leaving=delegate.user,
        joining=make_alternate(delegate).user,
        reason="Left.",
        by=admin_user,
        clock=lambda: NOW,
    )
    label = "Changes of an open roll that wait for a second person"
    queue = found(NOW)[label]
    assert (queue.count, queue.first[0].since, queue.kind.is_urgent) == (1, NOW, True)


def test_a_contested_result_waits_in_a_queue_of_its_own_and_not_for_a_co_chair(client, admin_user):
    delegate, _other = make_delegates(2)
    contested, quiet = close(open_motion()), close(open_motion())
    services.contest(contested, reason="We voted no.", by=delegate.user)
    client.force_login(admin_user)

    rows = found(NOW)
    objected = rows["Contested results, to be settled or annulled"]
    awaited = rows["Results that wait for a co-chair"]

    assert (objected.count, awaited.count) == (1, 1)
    assert contested.title in text(client.get(objected.page))
    assert quiet.title not in text(client.get(objected.page))
    assert contested.title not in text(client.get(awaited.page))


@pytest.mark.parametrize(
    "late, count", [(timedelta(minutes=9), 0), (timedelta(minutes=10), 1), (timedelta(days=1), 1)]
)
def test_a_vote_that_nobody_closes_shows_after_ten_minutes(late, count):
    make_delegates(2)
    motion = open_motion()

    shown = waiting(motion.closes_at + late)

    assert shown.get("Votes past their deadline that nobody has closed", (0,))[0] == count
    assert "Votes that close within three days" not in shown


def test_each_row_leads_to_its_list(client, admin_user):
    client.force_login(admin_user)

    for row in found(NOW).values():
        assert client.get(row.page).status_code == 200


# --- The list of motions ----------------------------------------------------------------


def in_queue(name, now=None):
    viewer = registry.Viewer(UserFactory(secretariat=True), now or timezone.now())
    return list(LISTING.queue_of[name].rows(Motion.objects.all(), viewer))


def test_each_kind_that_waits_leads_to_the_queue_that_holds_it():
    _delegate, other = make_delegates(2)
    draft = draft_motion(MotionKind.POSITION)
    motion = open_motion(now=timezone.now())
    contested = close(open_motion())
    services.contest(contested, reason="We voted no.", by=other.user)
    services.propose_recusal(
        motion, motion.roll.first(), reason="Own.", by=UserFactory(secretariat=True)
    )
    question = services.ask(motion, "Who pays?", by=other.user)

    assert in_queue("drafts") == [draft]
    assert in_queue("open") == in_queue("changes") == in_queue("questions") == [motion]
    assert in_queue("closing", motion.closes_at - timedelta(days=1)) == [motion]
    assert in_queue("late", motion.closes_at + timedelta(hours=1)) == [motion]
    assert in_queue("contested") == [contested]
    assert in_queue("unspoken") == in_queue("to_certify") == in_queue("decided") == []

    desk = UserFactory(secretariat=True)
    questions.forward(question, "Who?", by=desk, now=timezone.now())
    services.discard_amendment(motion.amendments.get(), by=desk)
    Representative.objects.filter(pk=other.pk).update(valid_until=timezone.localdate())
    assert (in_queue("questions"), in_queue("answers")) == ([], [motion])
    assert in_queue("unspoken") == [motion]


def test_results_wait_for_a_co_chair_and_then_are_late():
    make_delegates(2)
    motion = close(open_motion())
    late = timezone.now() + timedelta(days=30)
    Motion.objects.filter(pk=motion.pk).update(certify_by=late)

    assert in_queue("to_certify") == [motion]
    assert in_queue("certified_late") == []
    assert in_queue("certified_late", late) == [motion]


def test_an_act_that_waits_for_release_has_its_queue():
    make_delegates(2)
    motion = open_motion()
    assert in_queue("proposed") == []

    propose(motion, "voting.extend", by=UserFactory(secretariat=True))

    assert in_queue("proposed") == [motion]


@pytest.mark.parametrize(
    "typed, is_found", [("poland", True), ("ADMITTED network", True), ("vienna", False)]
)
def test_a_motion_is_found_by_title_question_country_or_reference(typed, is_found):
    make_delegates(2)
    motion = open_motion()

    assert list(LISTING.find(Motion.objects.all(), typed)) == [motion] * is_found
    assert list(LISTING.find(Motion.objects.all(), motion.application.reference)) == [motion]


def test_motions_are_filtered_by_outcome_and_year():
    delegates = make_delegates(3)
    carried = closed_motion(delegates, ["yes", "yes", "yes"])
    viewer = registry.Viewer(UserFactory(secretariat=True), NOW)
    narrow = {one.name: one.narrow for one in LISTING.filters}
    year = str(carried.closes_at.year)

    def kept(name, value):
        return list(narrow[name](Motion.objects.all(), value, viewer))

    assert (kept("outcome", "carried"), kept("outcome", "none_yet")) == ([carried], [])
    assert (kept("year", year), kept("year", str(int(year) + 1))) == ([carried], [])
    years = {one.name: list(one.choices(viewer)) for one in LISTING.filters}["year"]
    assert years == [(year, year)]


def test_the_file_of_motions_tells_no_count_before_the_close():
    delegates = make_delegates(3)
    closed_motion(delegates, ["yes", "no", "yes"])
    motion = open_motion(now=NOW + timedelta(days=30))
    cast(motion, delegates[0], "no")

    heading, newest, counted = table(Motion.objects.all())
    newest, counted = (dict(zip(heading, row, strict=True)) for row in (newest, counted))

    assert (newest["Voted"], newest["Entitled"]) == ("1", "3")
    assert [newest[name] for name in ("Yes", "No", "Abstain", "Outcome")] == [""] * 4
    assert [counted[name] for name in ("Yes", "No", "Abstain")] == ["2", "1", "0"]


# --- What other pages of the admin show -------------------------------------------------


def shown_at(place, thing):
    part = next(one for one in parts_of(place) if one.template.startswith("admin/voting/"))
    return " ".join(render_to_string(part.template, dict(part.context(thing))).split())


def test_a_case_leads_to_its_vote_with_deadline_and_turnout():
    delegate, _other = make_delegates(2)
    application = ApplicationFactory(eligible=True)
    assert "No vote is open yet" in shown_at("case: vote", application)
    motion = open_motion(application=application)
    cast(motion, delegate, "no")

    shown = shown_at("case: vote", application)

    assert admin_page("motion_change", motion.pk) in shown
    assert "1 of 2 have voted" in shown


def test_a_centres_page_says_whether_it_has_voted_and_never_how():
    delegate, other = make_delegates(2)
    assert "It has stood on no roll so far" in shown_at("admin-centre", delegate.centre)
    motion = open_motion()
    cast(motion, delegate, "no", reason="Too early.")

    voted, silent = (shown_at("admin-centre", one.centre) for one in (delegate, other))

    assert admin_page("motion_change", motion.pk) in voted
    assert ">Voted<" in voted
    assert "No ballot yet" not in voted
    assert "No ballot yet" in silent
    assert ">Voted<" not in silent
    assert "Too early." not in voted
    close(motion)
    assert "provisional" in shown_at("admin-centre", other.centre)


def test_a_persons_page_lists_the_rolls_they_stand_on(django_assert_num_queries):
    delegate, _other = make_delegates(2)
    assert "On none." in shown_at("admin-person", delegate.user)
    motions = [open_motion() for _number in range(3)]

    shown = shown_at("admin-person", delegate.user)

    assert all(admin_page("motion_change", motion.pk) in shown for motion in motions)
    with django_assert_num_queries(2):
        shown_at("admin-person", delegate.user)
    Representative.objects.filter(pk=delegate.pk).update(valid_until=NOW.date())
    assert "no longer speaks for the centre" in shown_at("admin-person", delegate.user)
