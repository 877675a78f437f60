"""The secretariat's pages: following a vote, opening it, calling it off, reading rule sets."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.enums import ApplicationStatus, MembershipStatus
from members.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox import kinds
from outbox.models import Mail, MailStatus
from voting import services
from voting.admin.forms import OpeningForm
from voting.enums import MotionStatus
from voting.models import Motion
from voting.tests.factories import (
    cast,
    close,
    make_alternate,
    make_delegates,
    make_rule_set,
    open_motion,
)
from voting.tests.pages import Voter, admin_page, page, text
from voting.tests.test_ballot_pages import Fields

pytestmark = pytest.mark.django_db
NOT_STAFF = ["delegate", "alternate", "chair", "observer", "stranger", "outsider", "public"]


@pytest.fixture
def desk(as_role):
    """The test client, logged in as the secretariat."""
    return as_role("secretariat")


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


def test_the_list_leaves_drafts_out(desk, motion):
    Motion.objects.filter(pk=motion.pk).update(status=MotionStatus.DRAFT, opened_at=None)

    assert motion.title not in text(desk.get(admin_page("motion_changelist")))
    assert desk.get(admin_page("motion_change", motion.pk)).status_code == 404


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


@pytest.mark.parametrize(
    "how, needs_close, status",
    [("withdraw", False, MotionStatus.WITHDRAWN), ("annul", True, MotionStatus.ANNULLED)],
)
def test_calling_off_asks_first_and_takes_reasons(desk, motion, how, needs_close, status):
    if needs_close:
        close(motion)
    path = admin_page("motion_end", motion.pk, how)
    assert path in text(desk.get(admin_page("motion_change", motion.pk)))

    asked = text(desk.get(path))
    without = text(desk.post(path, {"reasons": " "}))
    done = desk.post(path, {"reasons": "The text was wrong."})

    assert "Everybody on the roll gets a mail" in asked
    assert 'href="#id_reasons"' in without
    assert done.url == admin_page("motion_change", motion.pk)
    motion.refresh_from_db()
    assert (motion.status, motion.reasons) == (status, "The text was wrong.")


@pytest.mark.parametrize("how", ["annul", "certify"])
def test_a_step_that_is_not_possible_changes_nothing(desk, motion, how):
    answer = desk.post(admin_page("motion_end", motion.pk, how), {"reasons": "Why."}, follow=True)

    motion.refresh_from_db()
    assert motion.status == MotionStatus.OPEN
    assert answer.status_code == 404 if how == "certify" else "no longer possible" in text(answer)


# --- Opening ----------------------------------------------------------------------------


@pytest.fixture
def eligible(network):
    make_rule_set()
    return ApplicationFactory(eligible=True, centre_name="KEINO")


def opening(application):
    return admin_page("motion_open", application.pk)


def proposed(client, application, **changes):
    """What the first page of opening would send."""
    form = client.get(opening(application)).context["form"]
    return {
        "rule_set": form["rule_set"].value(),
        "closes_on": form["closes_on"].value().isoformat(),
        "closes_at": f"{form['closes_at'].value():%H:%M}",
        **changes,
    }


def test_a_vote_is_opened_in_two_steps(desk, eligible, network):
    looked = desk.post(opening(eligible), proposed(desk, eligible))
    assert not Motion.objects.exists()
    done = desk.post(opening(eligible), {**Fields(looked).values, "open": "1"})

    motion = Motion.objects.get()
    assert done.url == admin_page("motion_change", motion.pk)
    assert motion.is_open
    assert motion.events.get().by == network["secretariat"]
    eligible.refresh_from_db()
    assert eligible.status == ApplicationStatus.IN_VOTE


def test_before_opening_everything_is_shown_that_it_would_fix(desk, eligible, network):
    nobody = CentreFactory(member=True, country="ES")
    suspended = RepresentativeFactory(centre=CentreFactory(member=True, country="IT"))
    suspended.centre.memberships.update(status=MembershipStatus.SUSPENDED)
    third = CentreFactory(member=True, country="EE")
    stand_in = make_alternate(RepresentativeFactory(centre=third))
    third.representatives.exclude(pk=stand_in.pk).delete()

    shown = text(desk.post(opening(eligible), proposed(desk, eligible)))

    assert "Should KEINO be admitted to the Network as a member?" in shown
    assert "A motion is carried when at least 2/3" in shown
    assert make_rule_set().sha256 in shown
    for role in ("delegate", "alternate", "other", "chair"):
        assert str(network[role]) in shown
    assert nobody.name in shown
    assert shown.count("No valid delegate: cannot vote") == 1
    assert shown.count(">No delegate<") == 1
    assert shown.count(">Suspended<") == 1
    assert "Opening notice to 5 people" in shown
    assert shown.count("Reminder to the delegates") == 3
    assert "Eastern Europe would have its first" in shown


def test_going_back_keeps_rules_and_deadline(desk, eligible):
    fields = proposed(desk, eligible, closes_at="09:15")
    values = Fields(desk.post(opening(eligible), fields)).values

    shown = text(desk.post(opening(eligible), {**values, "change": "1"}))

    assert 'value="09:15' in shown
    assert "Look at what would be opened" in shown


def test_a_roll_that_has_changed_is_looked_at_again(desk, eligible):
    values = Fields(desk.post(opening(eligible), proposed(desk, eligible))).values
    RepresentativeFactory(centre=CentreFactory(member=True, country="ES"))

    again = desk.post(opening(eligible), {**values, "open": "1"})

    assert "The register has changed since you looked." in text(again)
    assert not Motion.objects.exists()
    desk.post(opening(eligible), {**Fields(again).values, "open": "1"})
    assert Motion.objects.get().roll.filter(unit="ES").exists()


def test_opening_without_having_looked_shows_the_page_first(desk, eligible):
    shown = text(desk.post(opening(eligible), {**proposed(desk, eligible), "open": "1"}))

    assert "Open this vote?" in shown
    assert not Motion.objects.exists()


def test_a_second_click_leads_to_the_motion_that_is_open(desk, eligible):
    values = Fields(desk.post(opening(eligible), proposed(desk, eligible))).values

    for _click in range(2):
        answer = desk.post(opening(eligible), {**values, "open": "1"}, follow=True)

    motion = Motion.objects.get()
    assert answer.redirect_chain[0][0] == admin_page("motion_change", motion.pk)
    assert "already open" in text(answer)


def test_an_application_under_review_cannot_be_voted_on(desk, network):
    application = ApplicationFactory(under_review=True)

    answer = desk.get(opening(application), follow=True)

    assert "Only an eligible application can be put to the vote." in text(answer)


def test_a_draft_application_is_not_found(desk, network):
    assert desk.get(opening(ApplicationFactory())).status_code == 404


def test_without_anybody_who_could_vote_there_is_no_button(client, db):
    client.force_login(UserFactory(secretariat=True))
    make_rule_set()
    application = ApplicationFactory(eligible=True)

    looked = client.post(opening(application), proposed(client, application))
    forced = client.post(opening(application), {**Fields(looked).values, "open": "1"}, follow=True)

    assert 'name="open"' not in text(looked)
    assert "no member has a valid delegate" in text(forced)
    assert not Motion.objects.exists()


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"closes_on": "2020-01-01"}, "closes_on", "The deadline lies in the past."),
        ({"closes_on": "soon"}, "closes_on", "Enter a valid date."),
        ({"closes_at": ""}, "closes_at", "This field is required."),
        ({"rule_set": "0"}, "rule_set", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_named_beside_its_field(desk, eligible, changes, field, message):
    answer = desk.post(opening(eligible), proposed(desk, eligible, **changes))

    assert message in str(answer.context["form"].errors[field])
    assert f'href="#id_{field}"' in text(answer)


NOW = timezone.datetime.fromisoformat("2026-10-01T09:00:00+00:00")


def filled_in(now=NOW, **fields):
    rule_set = make_rule_set()
    return OpeningForm({"rule_set": rule_set.pk, **fields}, now=now)


@pytest.mark.parametrize(
    "which, in_utc", [("first", "2026-10-25T00:30+00:00"), ("second", "2026-10-25T01:30+00:00")]
)
def test_a_time_that_comes_twice_is_asked_about(db, which, in_utc):
    fields = {"closes_on": "2026-10-25", "closes_at": "02:30"}

    asked, answered = filled_in(**fields), filled_in(**fields, which=which)

    assert asked.errors["which"] == [
        "Summer time ends that night, so the clocks show this time twice."
    ]
    assert [label for _value, label in asked.fields["which"].choices] == [
        "02:30 CEST (00:30 UTC)",
        "02:30 CET (01:30 UTC)",
    ]
    assert answered.is_valid()
    assert answered.cleaned_data["deadline"].isoformat(timespec="minutes") == in_utc


def test_a_time_that_clocks_skip_is_named_with_the_next_one(db):
    form = filled_in(NOW + timedelta(days=160), closes_on="2027-03-28", closes_at="02:30")

    assert form.errors["closes_at"] == [
        "On 28 March 2027 the clocks of Europe/Brussels skip 02:30: summer time begins. "
        "The next time that they show is 03:30."
    ]


def test_the_deadline_is_by_the_networks_clocks_whatever_zone_the_viewer_reads_in(db):
    with timezone.override("Asia/Tokyo"):
        form = filled_in(closes_on="2026-11-24", closes_at="17:00")
        assert form.is_valid()

    assert form.cleaned_data["deadline"].isoformat() == "2026-11-24T16:00:00+00:00"


def test_the_proposed_deadline_is_the_rule_sets_and_can_be_opened(db):
    rule_set = make_rule_set(voting_days=7)
    form = OpeningForm(now=NOW)

    initial = {name: form[name].value() for name in ("closes_on", "closes_at")}

    assert f"{initial['closes_on']} {initial['closes_at']}" == "2026-10-08 17:00:00"
    assert OpeningForm({"rule_set": rule_set.pk, **initial}, now=NOW).is_valid()


def test_without_a_rule_set_in_force_the_page_says_so(desk, network):
    application = ApplicationFactory(eligible=True)

    assert "No rule set is in force yet" in text(desk.get(opening(application)))


def test_with_one_it_does_not(desk, eligible):
    assert "No rule set is in force yet" not in text(desk.get(opening(eligible)))


# --- Rule sets --------------------------------------------------------------------------


def test_a_rule_set_is_read_in_words_and_as_it_is(desk, motion):
    listed = text(desk.get(admin_page("ruleset_changelist")))
    shown = text(desk.get(admin_page("ruleset_change", motion.rule_set_id)))

    assert motion.rule_set.sha256 in listed
    assert "There must be more yes than no votes: a tie fails." in shown
    assert motion.rule_set.sha256 in shown
    assert motion.title in shown
    assert "&quot;voting_days&quot;: 14" in shown


def test_the_secretariat_reads_a_motion_as_the_members_do(desk, motion):
    assert page("motion", motion) in text(desk.get(admin_page("motion_change", motion.pk)))
    assert desk.get(page("motion", motion)).status_code == 200


def test_a_certified_motion_offers_nothing_to_end(desk, motion, network):
    close(motion)
    services.certify(
        motion, reasons="No.", by=network["chair"], now=motion.closes_at, on=timezone.localdate()
    )

    shown = text(desk.get(admin_page("motion_change", motion.pk)))

    assert "the motion is settled" in shown
    assert "/end/" not in shown
