"""The governance pages: who leads, by which rules, how balanced, what comes, what was decided."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from knowledge_exchange.tests.factories import MeetingFactory
from members.balance import network
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.tests.factories import (
    NOW,
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    UserFactory,
)
from voting import services
from voting.enums import MotionKind, MotionStatus
from voting.models import Motion, NetworkPosition
from voting.tests.factories import (
    DEFAULT_RULES,
    close,
    draft_motion,
    make_delegates,
    open_drafted,
)
from voting.tests.pages import text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def read(client, address="/governance/"):
    response = client.get(address)
    assert response.status_code == 200
    return text(response)


def certified(title, *, kind=MotionKind.POSITION, at=NOW):
    """A certified motion, without the way there."""
    motion = open_drafted(draft_motion(kind, title=title))
    changes = {"result": {}, "carried": True, "certified_by": UserFactory(), "closed_at": at}
    Motion.objects.filter(pk=motion.pk).update(
        status=MotionStatus.CERTIFIED, certified_at=at, **changes
    )
    motion.refresh_from_db()
    return motion


# --- Co-chairs --------------------------------------------------------------------------


def test_terms_now_to_come_and_past_stand_apart(client):
    CoChairTermFactory(centre__name="Leads now", began="2021", handed_over="")
    CoChairTermFactory(centre__name="Led once", began="2018-01", handed_over="2019-12")
    CoChairTermFactory(centre__name="Leads later", began="2999-01-01", handed_over="")

    shown = read(client)

    order = ["Leads now", "Terms to come", "Leads later", "Past terms", "Led once"]
    assert sorted(order, key=shown.index) == order
    assert "handed over December 2019" in shown


def test_the_rotation_names_pairs_and_its_rule(client):
    for country, maturity in (("SE", "experienced"), ("IT", "new"), ("AT", "experienced")):
        centre = CentreFactory(country=country, name=f"Centre {country}")
        MembershipFactory(centre=centre, maturity=maturity)
    CoChairTermFactory(centre=centre, began="2021", handed_over="")

    shown = read(client, "/governance/rotation/")

    table = shown[shown.index("In this order") : shown.index("How it is made")]
    assert "Centre SE" in table
    assert "Centre IT" in table
    assert "Centre AT" not in table
    assert "Left out, because they lead now or will: Centre AT (Austria)" in shown
    assert "It decides nothing" in shown


def test_without_members_the_rotation_says_what_it_needs(client):
    assert "No pair to propose" in read(client, "/governance/rotation/")


def test_who_led_before_is_known_to_the_rotation_even_without_a_date(db):
    centre = CentreFactory(member=True, country="SE")
    CoChairTermFactory(centre=centre, began="", handed_over="2019")

    (leader,) = network.leaders(NOW.date())

    assert (leader.last_led, leader.leads_now) == (network.UNKNOWN_DATE, False)


# --- Rules ------------------------------------------------------------------------------


def test_each_version_is_read_in_words_with_what_it_changed(client):
    first, second = (
        services.adopt("Rules", {**DEFAULT_RULES, "voting_days": days}, now=NOW + days * DAY)
        for days in (14, 21)
    )

    assert second.get_absolute_url() in read(client)
    assert first.get_absolute_url() in read(client)
    earlier, later = (read(client, one.get_absolute_url()) for one in (first, second))
    assert "It is the first version of its name." in earlier
    assert "until other rules were adopted on 23 November 2026" in earlier
    changed = later[later.index("What it changed") :]
    assert "A vote is open for 14 days" in changed
    assert "A vote is open for 21 days" in changed
    assert "Each country has one vote" not in changed


def test_a_draft_of_rules_has_no_public_page(client):
    make_delegates(1)
    motion = draft_motion(MotionKind.RULE_SET)

    assert client.get(motion.proposed_rule_set.get_absolute_url()).status_code == 404


# --- Balance ----------------------------------------------------------------------------


def test_the_balance_is_told_in_numbers(client):
    for country in ("SE", "EE", "AT"):
        MembershipFactory(centre__country=country, maturity=Maturity.NEW)
    MembershipFactory(centre__country="NO", membership_class=MembershipClass.ASSOCIATE)

    shown = read(client)

    assert "3 of 3 (100 %)" in shown  # new members
    assert "3 of 4 (75 %)" in shown  # Northern Europe, and those in the EU
    assert "4 countries have a centre in the Network, 43 of Europe have none" in shown
    assert "Evenness of the regions: <strong>0.41</strong>" in shown
    assert "J = H / ln 4" in shown
    assert "As of 1 January 2025." in shown


def note(membership, effective="", *, at=NOW, **changes):
    facts = {"membership_class": "member", "maturity": "new", "status": "active", **changes}
    membership.events.create(basis="vote", at=at, effective=effective, **facts)


def test_the_balance_over_time_follows_the_dated_history(client):
    early = MembershipFactory(
        centre__country="SE",
        centre__name="Early",
        status="ended",
        effective="2018-11",
        ended="2024",
    )
    note(early, "2018-11")
    note(early, "2024", status="ended")
    late = MembershipFactory(centre__country="AT", centre__name="Late")
    note(late, at=datetime(2025, 1, 1, 12, tzinfo=UTC))
    note(late, maturity="experienced", at=datetime(2025, 3, 1, 12, tzinfo=UTC))

    timelines = network.timelines()
    shown = read(client)

    assert [[step.since for step in timeline.steps] for timeline in timelines] == [
        ["2018-11", "2024"],
        ["", "2025-03-01"],
    ]
    table = shown[shown.index("From each date on") :]
    order = ["Date not known", "November 2018", "2024", "1 March 2025"]
    assert sorted(order, key=table.index) == order
    assert "counted from the start" in shown


def test_a_membership_without_a_history_counts_as_it_stands(db):
    MembershipFactory(status=MembershipStatus.ENDED, effective="2019", ended="2021")

    (timeline,) = network.timelines()

    assert [(step.since, step.facts.status) for step in timeline.steps] == [
        ("2019", "active"),
        ("2021", "ended"),
    ]


def test_many_steps_are_told_by_the_year(client):
    for month in range(1, 13):
        MembershipFactory(centre__country="SE", effective=f"2019-{month:02}")
    MembershipFactory(centre__country="AT", effective="2020")

    table = read(client).partition("From each date on")[2]

    assert "December 2019" in table
    assert "November 2019" not in table


# --- Calendar ---------------------------------------------------------------------------


def test_open_votes_are_in_the_members_calendar_and_not_in_the_publics(client):
    delegate, *_others = make_delegates(3)
    now = timezone.now()
    motion = open_drafted(draft_motion(MotionKind.POSITION, title="On time", now=now), now=now)

    assert motion.title not in read(client)
    client.force_login(delegate.user)
    shown = read(client)
    assert motion.title in shown
    assert f"/votes/{motion.pk}/calendar.ics" in shown

    close(motion)
    client.logout()
    assert motion.title not in read(client)  # provisional is the members' as well


def test_certified_votes_and_public_meetings_are_everybodys(client):
    make_delegates(3)
    certified("A settled thing", at=timezone.now() - DAY)
    MeetingFactory(public=True, title="Coming up", held="2999-05")
    MeetingFactory(public=True, title="Long ago", held="2021-03")
    MeetingFactory(title="Not public", held="2999-06")

    shown = read(client)

    calendar = shown[shown.index("Calendar of votes") : shown.index("</aside>")]
    assert sorted(["Coming up", "Recent", "A settled thing", "Long ago"], key=calendar.index) == [
        "Coming up",
        "Recent",
        "A settled thing",
        "Long ago",
    ]
    assert "May 2999" in calendar
    assert "Not public" not in calendar


# --- Decisions and positions ------------------------------------------------------------


def test_a_decision_has_the_networks_day_and_year_in_every_zone(client):
    make_delegates(3)
    last_hour = datetime(2024, 12, 31, 22, 30, tzinfo=UTC)  # 23:30 in Brussels, 00:30 in Athens
    title = "Just before midnight"
    certified(title, at=last_hour)
    addresses = ("/governance/decisions/?year=2024", "/governance/decisions/?year=2025")
    client.force_login(UserFactory(time_zone="Europe/Athens"))

    in_its_year, in_the_next = [read(client, address) for address in addresses]

    assert "31 December 2024" in in_its_year
    assert "2025" not in in_its_year
    # A year without decisions is no choice, and so narrows nothing.
    assert in_the_next.count(title) == 1


def test_decisions_are_found_by_kind_year_and_words(client):
    make_delegates(3)
    certified("Words on time", at=datetime(2024, 5, 1, tzinfo=UTC))
    certified("Words on money", at=datetime(2025, 5, 1, tzinfo=UTC))
    certified("Rules on time", kind=MotionKind.RULE_SET, at=datetime(2025, 6, 1, tzinfo=UTC))
    open_drafted(draft_motion(MotionKind.POSITION, title="Open on time"))

    found = {
        asked: [
            title
            for title in ("Words on time", "Words on money", "Rules on time", "Open on time")
            if title in read(client, f"/governance/decisions/?{asked}")
        ]
        for asked in ("", "kind=position", "year=2025", "q=time", "kind=x&year=y&page=z", "q=none")
    }

    everything = ["Words on time", "Words on money", "Rules on time"]
    assert found == {
        "": everything,
        "kind=position": ["Words on time", "Words on money"],
        "year=2025": ["Words on money", "Rules on time"],
        "q=time": ["Words on time", "Rules on time"],
        "kind=x&year=y&page=z": everything,
        "q=none": [],
    }


def test_a_position_has_a_page_that_leads_to_its_decision(client):
    make_delegates(3)
    motion = certified("On time")
    position = NetworkPosition.objects.create(
        motion=motion, title=motion.title, text="It needs <b>time</b>.", adopted_on=NOW.date()
    )

    assert position.get_absolute_url() in read(client)
    shown = read(client, position.get_absolute_url())
    assert "It needs &lt;b&gt;time&lt;/b&gt;." in shown
    assert f"/votes/{motion.pk}/result/" in shown
    assert "Adopted by the members on 2 November 2026." in shown


@pytest.mark.parametrize("address", ["rotation", "decisions"])
def test_these_pages_only_answer_to_reading(client, address):
    assert client.post(f"/governance/{address}/").status_code == 405
