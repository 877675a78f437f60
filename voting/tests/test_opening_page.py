"""Opening a vote in the admin: rules and deadline first, then everything that would be fixed."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from members.enums import ApplicationStatus, MembershipStatus
from members.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    RepresentativeFactory,
    UserFactory,
)
from voting.admin.forms import OpeningForm
from voting.models import Motion
from voting.tests.factories import (
    make_alternate,
    make_rule_set,
)
from voting.tests.pages import admin_page, text
from voting.tests.test_ballot_pages import Fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def eligible(network):
    make_rule_set()
    return ApplicationFactory(eligible=True, centre_name="KEINO")


def opening(application):
    return admin_page("motion_open", application.pk)


def proposed(client, application, **changes):
    """What the first page of opening would send."""
    form = client.get(opening(application)).context["page"].form
    return {
        "rule_set": form["rule_set"].value(),
        "closes_on": form["closes_on"].value(),
        "closes_at": f"{form['closes_at'].value():%H:%M}",
        **changes,
    }


def test_a_vote_is_opened_in_two_steps(desk, eligible, network):
    looked = desk.post(opening(eligible), proposed(desk, eligible))
    assert not Motion.objects.exists()
    done = desk.post(opening(eligible), {**Fields(looked).values, "confirm": "yes"})

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
    assert "Continue and read what will happen" in shown


def test_a_roll_that_has_changed_is_looked_at_again(desk, eligible):
    values = Fields(desk.post(opening(eligible), proposed(desk, eligible))).values
    RepresentativeFactory(centre=CentreFactory(member=True, country="ES"))

    again = desk.post(opening(eligible), {**values, "confirm": "yes"})

    assert "The register has changed since you looked." in text(again)
    assert not Motion.objects.exists()
    desk.post(opening(eligible), {**Fields(again).values, "confirm": "yes"})
    assert Motion.objects.get().roll.filter(unit="ES").exists()


def test_opening_without_having_looked_shows_the_page_first(desk, eligible):
    shown = text(desk.post(opening(eligible), {**proposed(desk, eligible), "confirm": "yes"}))

    assert "Open this vote?" in shown
    assert not Motion.objects.exists()


def test_a_second_click_leads_to_the_motion_that_is_open(desk, eligible):
    values = Fields(desk.post(opening(eligible), proposed(desk, eligible))).values

    for _click in range(2):
        answer = desk.post(opening(eligible), {**values, "confirm": "yes"}, follow=True)

    motion = Motion.objects.get()
    assert answer.redirect_chain[0][0] == admin_page("motion_change", motion.pk)
    assert "is not sent twice" in text(answer)


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
    forced = client.post(
        opening(application), {**Fields(looked).values, "confirm": "yes"}, follow=True
    )

    assert 'name="confirm"' not in text(looked)
    assert "no member has a valid delegate" in text(forced)
    assert not Motion.objects.exists()


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"closes_on": "2020-01-01"}, "closes_on", "The deadline lies in the past."),
        ({"closes_on": "soon"}, "closes_on", "Write a day like"),
        ({"closes_at": ""}, "closes_at", "This field is required."),
    ],
)
def test_what_is_wrong_is_named_beside_its_field(desk, eligible, changes, field, message):
    answer = desk.post(opening(eligible), proposed(desk, eligible, **changes))

    assert message in str(answer.context["page"].form.errors[field])
    assert f'href="#id_{field}"' in text(answer)


NOW = timezone.datetime.fromisoformat("2026-10-01T09:00:00+00:00")


def filled_in(now=NOW, **fields):
    rule_set = make_rule_set()
    return OpeningForm({"rule_set": rule_set.pk, **fields}, kind="admission", now=now)


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


@pytest.mark.parametrize(
    "zone, day, at, in_utc",
    [
        ("Europe/Athens", "2026-11-24", "17:00", "2026-11-24 15:00"),
        ("Europe/Lisbon", "2027-03-29", "17:00", "2027-03-29 16:00"),  # summer time began
        ("Europe/Lisbon", "2027-03-26", "17:00", "2027-03-26 17:00"),
        ("", "2026-11-24", "17:00", "2026-11-24 16:00"),
    ],
)
def test_a_deadline_is_by_the_clocks_of_the_zone_that_was_chosen(db, zone, day, at, in_utc):
    rule_set = make_rule_set()
    chosen = {"rule_set": rule_set.pk, "closes_on": day, "closes_at": at, "zone": zone}

    form = OpeningForm(chosen, kind="admission", now=NOW)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["deadline"] == datetime.fromisoformat(f"{in_utc}+00:00")


@pytest.mark.parametrize("zone, asked", [("Europe/Athens", "03:30"), ("Europe/Lisbon", "01:30")])
def test_each_zone_has_a_night_of_its_own_that_is_asked_about(db, zone, asked):
    """Summer time ends at one instant for all, which the clocks show differently."""
    rule_set = make_rule_set(minimum_voting_days=0)
    chosen = {"rule_set": rule_set.pk, "closes_on": "2027-10-31", "zone": zone}

    form = OpeningForm({**chosen, "closes_at": asked}, kind="admission", now=NOW)
    other = OpeningForm({**chosen, "closes_at": "02:30"}, kind="admission", now=NOW)

    assert "which" in form.errors
    assert other.is_valid()


def test_a_zone_that_does_not_exist_is_refused(db):
    rule_set = make_rule_set()
    chosen = {"rule_set": rule_set.pk, "closes_on": "2026-11-24", "closes_at": "17:00"}

    assert (
        "zone" in OpeningForm({**chosen, "zone": "Europe/Utopia"}, kind="admission", now=NOW).errors
    )


def test_the_proposed_deadline_is_the_rule_sets_and_can_be_opened(db):
    rule_set = make_rule_set(voting_days=7)
    form = OpeningForm(kind="admission", now=NOW)

    initial = {name: form[name].value() for name in ("closes_on", "closes_at")}

    assert f"{initial['closes_on']} {initial['closes_at']}" == "8 October 2026 17:00:00"
    assert OpeningForm({"rule_set": rule_set.pk, **initial}, kind="admission", now=NOW).is_valid()


def test_without_a_rule_set_in_force_the_page_says_so(desk, network):
    application = ApplicationFactory(eligible=True)

    assert "No rule set is in force yet" in text(desk.get(opening(application)))


def test_with_one_it_does_not(desk, eligible):
    assert "No rule set is in force yet" not in text(desk.get(opening(eligible)))
