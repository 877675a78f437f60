"""The secretariat's pages: following a vote, calling it off, reading rule sets."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.tests.step_pages import press
from members.tests.factories import (
    UserFactory,
)
from outbox import kinds
from outbox.models import Mail, MailStatus
from proposals import services as proposals
from proposals.models import Proposal
from voting import services
from voting.admin import motion_page
from voting.enums import MotionStatus
from voting.models import Motion
from voting.tests.factories import (
    cast,
    close,
    make_delegates,
    make_rule_set,
    open_motion,
)
from voting.tests.pages import Voter, admin_page, page, text

pytestmark = pytest.mark.django_db
NOT_STAFF = ["delegate", "alternate", "chair", "observer", "stranger", "outsider", "public"]


@pytest.fixture
def onlooker(client, db):
    """Staff who may look at motions and no more."""
    user = UserFactory(staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_motion"))
    client.force_login(user)
    return client


# --- Following a vote -------------------------------------------------------------------


def test_the_list_shows_status_deadline_and_turnout(desk, motion, network):
    cast(motion, Voter(network["delegate"]), "no")

    shown = text(desk.get(admin_page("motion_changelist")))

    assert motion.title in shown
    assert "1 of 3" in shown


def test_a_motion_shows_who_has_voted_and_which_mails_went_to_whom(desk, motion, network):
    cast(motion, Voter(network["delegate"]), "no", reason="Too early.")

    shown = text(desk.get(admin_page("motion_change", motion.pk)))

    assert shown.count(">Voted<") == 1
    assert shown.count(">Not voted<") == 2
    for role in ("delegate", "alternate", "other", "chair"):
        assert str(network[role]) in shown
    for kind in ("voting.opened", "voting.reminder", "voting.ballot_recorded"):
        assert f">{kinds.label(kind)}</a>" in shown
    assert "Too early." not in shown


def test_a_motions_page_says_what_waits_and_leads_to_case_centres_people_and_rules(
    desk, motion, network
):
    silent = motion.roll.get(unit="NL")
    colleague = UserFactory(secretariat=True)
    change = services.propose_recusal(motion, silent, reason="Own.", by=colleague)
    question = services.ask(motion, "Who pays?", by=network["chair"])

    shown = text(desk.get(admin_page("motion_change", motion.pk)))

    assert f"proposed by {colleague}" in shown
    assert admin_page("motion_amendment", motion.pk, change.pk) in shown
    assert admin_page("motion_question", motion.pk, question.pk) in shown
    assert "3 ballots have not been cast" in shown
    assert "A change of this line is proposed" in shown
    assert admin_page("motion_recuse", motion.pk, silent.pk) not in shown
    centre = network["chair"].representations.get().centre
    for model, pk in (
        ("application", motion.application_id),
        ("centre", centre.pk),
        ("user", network["chair"].pk),
    ):
        assert reverse(f"admin:members_{model}_change", args=[pk]) in shown
    assert motion.rule_set.get_admin_url() in shown


def waits_on(motion, now):
    return motion_page.context_of(Motion.objects.get(pk=motion.pk), now)["waits"]


def test_a_result_says_who_may_certify_it_until_somebody_contests_it(network, motion):
    closed = close(motion)
    now = closed.closed_at

    assert [person.user for person in waits_on(motion, now).certifiers] == [network["chair"]]
    services.contest(closed, reason="We voted no.", by=network["other"])
    waits = waits_on(motion, now)
    assert (waits.certifiers, len(waits.objections)) == (None, 1)


def test_on_a_settled_motion_nothing_waits(network, motion):
    close(motion)
    assert waits_on(motion, motion.closes_at)
    services.certify(
        motion, reasons="No.", by=network["chair"], now=motion.closes_at, on=timezone.localdate()
    )

    assert not waits_on(motion, motion.closes_at)


def test_a_mail_that_did_not_arrive_stands_out(desk, motion, network):
    path = admin_page("motion_change", motion.pk)
    assert "Needs a look" not in text(desk.get(path))

    Mail.objects.filter(user=network["other"], kind="voting.opened").update(
        status=MailStatus.FAILED, why="550 No such person"
    )

    shown = text(desk.get(path))
    assert shown.count("Needs a look") == 1
    assert "550 No such person" in shown


def test_after_the_close_the_secretariat_reads_result_and_roll_call(desk, motion, network):
    cast(motion, Voter(network["delegate"]), "no", reason="Too early.")
    close(motion)

    shown = text(desk.get(admin_page("motion_change", motion.pk)))

    assert "Result: not carried" in shown
    assert "Too early." in shown


def test_a_vote_that_nobody_closed_is_said_to_be_late(desk, network):
    motion = open_motion()  # long ago

    assert "background work does not run" in text(desk.get(admin_page("motion_change", motion.pk)))


@pytest.mark.parametrize("path", ["motion_add", "ruleset_add"])
def test_nothing_is_added_as_a_table_row(desk, path):
    assert desk.get(admin_page(path)).status_code == 403


@pytest.mark.parametrize("what", ["motion", "ruleset"])
def test_nothing_is_deleted(desk, motion, what):
    pk = motion.pk if what == "motion" else motion.rule_set_id

    assert desk.post(admin_page(f"{what}_delete", pk), {"post": "yes"}).status_code == 403
    assert Motion.objects.exists()


@pytest.mark.parametrize("key", ["0", "x"])
@pytest.mark.parametrize("what", ["motion", "ruleset"])
def test_what_does_not_exist_is_not_found(desk, what, key):
    assert desk.get(admin_page(f"{what}_change", key)).status_code == 404


def admin_pages(motion):
    return [
        admin_page("motion_changelist"),
        admin_page("motion_change", motion.pk),
        admin_page("motion_end", motion.pk, "withdraw"),
        admin_page("motion_open", motion.application_id),
        admin_page("ruleset_changelist"),
        admin_page("ruleset_change", motion.rule_set_id),
    ]


@pytest.mark.parametrize("role", NOT_STAFF)
def test_the_secretariats_pages_are_closed_to_everybody_else(as_role, motion, role):
    client = as_role(role)

    for path in admin_pages(motion):
        assert client.get(path).status_code in (302, 403), path


def test_staff_who_may_only_look_change_nothing(onlooker, network, motion):
    allowed, *closed = (
        onlooker.get(path).status_code
        for path in (
            admin_page("motion_change", motion.pk),
            admin_page("motion_end", motion.pk, "withdraw"),
            admin_page("motion_open", motion.application_id),
            admin_page("ruleset_change", motion.rule_set_id),
        )
    )

    assert (allowed, closed) == (200, [403, 403, 403])
    assert "Withdraw the motion" not in text(onlooker.get(admin_page("motion_change", motion.pk)))
    answer = onlooker.post(admin_page("motion_end", motion.pk, "withdraw"), {"reasons": "Why."})
    assert answer.status_code == 403


def test_staff_without_a_right_to_see_motions_see_none(client, motion):
    client.force_login(UserFactory(staff=True))

    assert [client.get(path).status_code for path in admin_pages(motion)] == [403] * 6


def test_a_motion_of_twelve_takes_no_more_queries_than_one_of_three(desk, network):
    small = open_motion(now=timezone.now())
    make_delegates(12)
    large = open_motion(now=timezone.now())

    counts = []
    for motion in (small, large):
        with CaptureQueriesContext(connection) as captured:
            desk.get(admin_page("motion_change", motion.pk))
        counts.append(len(captured))

    assert large.roll.count() > 3 * small.roll.count()
    assert counts[0] == counts[1]


def test_a_list_of_twelve_takes_no_more_queries_than_one_of_three(desk, network):
    rule_set, counts = make_rule_set(), []
    for more in (3, 9):
        for _motion in range(more):
            open_motion(rule_set=rule_set, now=timezone.now())
        with CaptureQueriesContext(connection) as captured:
            desk.get(admin_page("motion_changelist"))
        counts.append(len(captured))

    assert counts[0] == counts[1]


# --- Calling off ------------------------------------------------------------------------


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "how, needs_close, status",
    [("withdraw", False, MotionStatus.WITHDRAWN), ("annul", True, MotionStatus.ANNULLED)],
)
def test_calling_off_is_proposed_and_released_by_a_co_chair(
    desk, client, network, motion, how, needs_close, status
):
    if needs_close:
        close(motion)
    path = admin_page("motion_end", motion.pk, how)
    assert path in text(desk.get(admin_page("motion_change", motion.pk)))

    asked = text(desk.get(path))
    without = text(press(desk, path, reasons=" "))
    done = press(desk, path, reasons="The text was wrong.")

    assert "A co-chair has to release it" in asked
    assert 'href="#id_reasons"' in without
    assert done.url == admin_page("motion_change", motion.pk)
    release = admin_page("motion_end", motion.pk, "release")
    assert "You proposed this" in text(desk.get(release))
    client.force_login(UserFactory(secretariat=True))
    assert "A co-chair releases it." in text(client.get(release))
    motion.refresh_from_db()
    assert motion.status == ("closed" if needs_close else "open")

    client.force_login(network["chair"])
    row = Proposal.objects.get()
    assert "The text was wrong." in text(client.get(row.get_absolute_url()))
    client.post(row.get_absolute_url(), {"release": "yes"})
    proposals.put_into_effect(row, now=timezone.now() + timedelta(minutes=30))
    motion.refresh_from_db()
    assert (motion.status, motion.reasons) == (status, "The text was wrong.")
    event = motion.events.last()
    assert (event.proposed_by, event.by) == (network["secretariat"], network["chair"])
    assert "released by" in text(client.get(motion.get_absolute_url()))


def test_a_proposal_to_call_off_is_discarded_with_a_reason(desk, motion):
    press(desk, admin_page("motion_end", motion.pk, "withdraw"), reasons="Wrong text.")

    press(desk, admin_page("motion_end", motion.pk, "discard-proposal"), reason="A mistake.")

    assert Proposal.objects.get().status == "discarded"


@pytest.mark.parametrize("how", ["annul", "certify"])
def test_a_step_that_is_not_possible_changes_nothing(desk, motion, how):
    why = {"reasons": "Why.", "confirm": "yes"}
    answer = desk.post(admin_page("motion_end", motion.pk, how), why, follow=True)

    motion.refresh_from_db()
    assert motion.status == MotionStatus.OPEN
    assert answer.status_code == 404 if how == "certify" else "not possible now" in text(answer)


# --- Rule sets --------------------------------------------------------------------------


def test_a_rule_set_is_read_in_words_and_as_it_is(desk, motion):
    listed = text(desk.get(admin_page("ruleset_changelist")))
    shown = text(desk.get(admin_page("ruleset_change", motion.rule_set_id)))

    assert motion.rule_set.rules.title in listed
    assert "There must be more yes than no votes: a tie fails." in shown
    assert motion.rule_set.sha256 in shown
    assert motion.title in shown
    assert "&quot;voting_days&quot;: 14" in shown


def test_the_secretariat_reads_a_motion_as_the_members_do(desk, motion):
    assert page("motion", motion) in text(desk.get(admin_page("motion_change", motion.pk)))
    assert desk.get(page("motion", motion)).status_code == 200


def test_a_certified_motion_can_only_be_annulled(desk, motion, network):
    close(motion)
    services.certify(
        motion, reasons="No.", by=network["chair"], now=motion.closes_at, on=timezone.localdate()
    )

    shown = text(desk.get(admin_page("motion_change", motion.pk)))

    assert admin_page("motion_end", motion.pk, "annul") in shown
    assert admin_page("motion_end", motion.pk, "withdraw") not in shown
