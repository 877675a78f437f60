"""Deadlines in calendars: one file a motion, and a private feed that says nothing of ballots."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from members.tests.factories import two_people
from members.tests.signing_in import sign_in_again
from voting import services
from voting.models import CalendarFeed, Motion
from voting.tests.factories import cast, close, make_rule_set, open_motion
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
ADDRESS = reverse("voting:calendar")
CHANGE = reverse("voting:change_calendar")


def entries(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).walk("VEVENT")


def feed_of(client, user):
    feed = CalendarFeed.objects.get(user=user)
    return client.get(reverse("voting:calendar_feed", args=[feed.token]))


@pytest.fixture
def with_feed(as_role, network):
    client = as_role("delegate")
    sign_in_again(client, network["delegate"])
    client.post(CHANGE, {"new": "1"})
    client.logout()
    return client


def test_a_motion_is_one_entry_at_its_deadline_with_alarms(as_role, motion):
    [entry] = entries(as_role("delegate").get(page("motion_calendar", motion)))

    assert entry.decoded("dtstart") == motion.closes_at.replace(microsecond=0)
    assert str(entry["uid"]).startswith(f"motion-{motion.pk}@")
    assert (entry["sequence"], str(entry["status"])) == (0, "CONFIRMED")
    assert motion.title in entry["summary"]
    alarms = [alarm.decoded("trigger") for alarm in entry.walk("VALARM")]
    assert alarms == [-timedelta(hours=hours) for hours in (168, 72, 24)]


def test_the_page_of_the_feed_names_all_that_stands_in_it(as_role, network):
    shown = text(as_role("delegate").get(ADDRESS))

    for part in (
        "vote",
        "meetings",
        "comments",
        "adopted by silence",
        "line",
        "reconfirm",
        "actions",
    ):
        assert part in shown


@pytest.mark.parametrize("role, status", [("stranger", 403), ("outsider", 403), ("public", 302)])
def test_a_motions_file_is_closed_to_others(as_role, motion, role, status):
    assert as_role(role).get(page("motion_calendar", motion)).status_code == status


def test_an_extended_vote_keeps_its_id_and_raises_its_number(as_role, motion):
    later = motion.closes_at + timedelta(days=7)
    Motion.objects.filter(pk=motion.pk).update(closes_at=later, deadline_version=2)

    [entry] = entries(as_role("delegate").get(page("motion_calendar", motion)))

    assert str(entry["uid"]).startswith(f"motion-{motion.pk}@")
    assert entry["sequence"] == 1
    assert entry.decoded("dtstart") == later.replace(microsecond=0)


def test_a_withdrawn_vote_is_cancelled_with_a_higher_number(as_role, motion, network):
    services.withdraw(motion, reasons="Why.", **two_people(), now=timezone.now())

    [entry] = entries(as_role("delegate").get(page("motion_calendar", motion)))

    assert (entry["sequence"], str(entry["status"])) == (1, "CANCELLED")
    assert not entry.walk("VALARM")


def test_the_feed_needs_its_address_and_no_login(with_feed, motion, network):
    other = open_motion(now=timezone.now())

    found = entries(feed_of(with_feed, network["delegate"]))

    assert {str(entry["uid"]).partition("@")[0] for entry in found} == {
        f"motion-{motion.pk}",
        f"motion-{other.pk}",
    }


def test_the_feed_says_nothing_of_ballots_and_people(with_feed, motion, network):
    before = feed_of(with_feed, network["delegate"]).content.decode()
    cast(motion, Voter(network["delegate"]), "no", reason="PLANTED", at=timezone.now())
    after = feed_of(with_feed, network["delegate"]).content.decode()

    def without_stamp(shown):
        return [line for line in shown.splitlines() if not line.startswith("DTSTAMP")]

    assert without_stamp(before) == without_stamp(after)
    for user in filter(None, network.values()):
        assert user.email not in after
        assert user.name not in after.splitlines()


def test_the_feed_holds_only_votes_on_whose_roll_the_person_is(with_feed, motion, network):
    motion.roll.get(voters__user=network["delegate"]).voters.all().delete()

    assert entries(feed_of(with_feed, network["delegate"])) == []


def test_what_is_long_over_leaves_the_feed(with_feed, motion, network):
    Motion.objects.filter(pk=motion.pk).update(
        opened_at=timezone.now() - timedelta(days=200),
        closes_at=timezone.now() - timedelta(days=91),
    )

    assert entries(feed_of(with_feed, network["delegate"])) == []


def test_another_address_ends_the_old_one(as_role, network, with_feed, motion):
    old = CalendarFeed.objects.get(user=network["delegate"]).token
    client = as_role("delegate")
    asked = client.post(CHANGE, {"new": "1"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert CalendarFeed.objects.get(user=network["delegate"]).token == old

    sign_in_again(client, network["delegate"])
    client.post(CHANGE, {"new": "1"})
    new = CalendarFeed.objects.get(user=network["delegate"]).token

    assert new != old
    assert client.get(reverse("voting:calendar_feed", args=[old])).status_code == 404
    assert new in text(client.get(ADDRESS))


def test_an_address_can_be_ended(as_role, network, with_feed):
    client = as_role("delegate")

    client.post(CHANGE, {"end": "1"})

    assert not CalendarFeed.objects.exists()
    assert "You have no address yet." in text(client.get(ADDRESS))


def test_a_closed_login_ends_the_feed(with_feed, network):
    network["delegate"].is_active = False
    network["delegate"].save()

    assert feed_of(with_feed, network["delegate"]).status_code == 404


@pytest.mark.parametrize("role, status", [("stranger", 403), ("outsider", 403), ("public", 302)])
def test_others_get_no_address(as_role, network, role, status):
    client = as_role(role)

    assert client.get(ADDRESS).status_code == status
    assert client.post(CHANGE, {"new": "1"}).status_code == status
    assert client.get(CHANGE).status_code in (302, 405)


# --- Read anew only where something changed ---------------------------------------------


def test_a_calendar_that_asks_again_gets_the_file_only_when_something_changed(
    with_feed, motion, network
):
    first = feed_of(with_feed, network["delegate"])
    address = first.wsgi_request.path

    again = with_feed.get(address, headers={"If-None-Match": first["ETag"]})
    Motion.objects.filter(pk=motion.pk).update(closes_at=motion.closes_at + timedelta(days=7))
    extended = with_feed.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, extended.status_code) == (304, 200)
    assert first["Cache-Control"] == "private, no-cache"


def test_the_stamp_is_the_time_of_the_last_step_and_calendars_come_each_hour(with_feed, motion):
    response = feed_of(with_feed, CalendarFeed.objects.get().user)
    [entry] = entries(response)

    assert entry.decoded("dtstamp") == motion.opened_at.replace(microsecond=0)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in response.content
    assert b"X-PUBLISHED-TTL:PT1H" in response.content


def test_until_when_to_confirm_stands_in_the_feed(with_feed, network):
    certification = {"by": "co-chair", "confirmation_days": 3, "within_days": 14}
    rule_set = make_rule_set(certification=certification)
    motion = close(open_motion(now=timezone.now(), rule_set=rule_set))

    found = {
        str(entry["uid"]).partition("@")[0]: entry
        for entry in entries(feed_of(with_feed, network["delegate"]))
    }

    ends = found[f"confirm-{motion.pk}"].decoded("dtstart")
    assert ends == (motion.closed_at + timedelta(days=3)).replace(microsecond=0)
