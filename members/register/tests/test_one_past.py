"""Profile, chart, API and export tell one past of a membership, whatever was corrected or late."""

import pytest

from api import presenting, querysets
from members.balance import network
from members.balance.composition_over_time import steps
from members.models import Membership
from members.register.history_words import history
from members.register.importing import register_table
from members.register.importing.columns import COLUMNS
from members.register.services import memberships
from members.tests.factories import NOW, CentreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(secretariat, colleague):
    people = {"by": secretariat, "released_by": colleague}
    return {"reason": "By the board.", **people, "now": NOW}


def entered(noted, **facts):
    centre = CentreFactory(name="Keino", slug="keino", country="FI")
    return memberships.enter(centre, **{**noted, "effective": "2018", **facts})


def told():
    """Since when each of the four readers says that something holds, and what holds now."""
    chart = steps(network.timelines())
    profile = history(Membership.objects.prefetch_related("events"))
    presented = presenting.member(querysets.members().get(slug="keino"))["membership"]
    (exported,) = (dict(zip(COLUMNS, row, strict=True)) for row in list(register_table.table())[1:])
    return {
        "chart": [(step.since, step.balance.total, step.balance.members) for step in chart],
        "profile": [(line.since, line.words) for line in profile],
        "api": (presented["effective"], presented["class"], presented["status"]),
        "export": (exported["effective"], exported["class"], exported["status"]),
    }


def test_a_corrected_date_is_corrected_for_every_reader(noted):
    member = entered(noted, membership_class="member")

    memberships.correct_dates(member, **{**noted, "announced": "", "effective": "2019"})

    assert told() == {
        "chart": [("2019", 1, 1)],
        "profile": [("2019", "In the Network as a full member.")],
        "api": ("2019", "member", "active"),
        "export": ("2019", "member", "active"),
    }


def test_a_change_noted_late_stands_at_its_date_for_every_reader(noted):
    """First its suspension of 2024 was noted, then that it had become a member in 2022."""
    member = entered(noted, membership_class="associate")
    memberships.suspend(member, **noted, effective="2024")

    memberships.change_class(member, "member", **noted, effective="2022")

    assert told() == {
        "chart": [("2018", 1, 0), ("2022", 1, 1)],  # suspended, it is still in the Network
        "profile": [
            ("2018", "In the Network as an associate."),
            ("2022", "Full member."),
            ("2024", "Suspended."),
        ],
        "api": ("2018", "member", "suspended"),
        "export": ("2018", "member", "suspended"),
    }


def test_an_end_noted_late_ends_for_every_reader_on_its_date(noted):
    member = entered(noted, membership_class="member")
    memberships.change_maturity(member, "experienced", **noted, effective="2024")

    memberships.end(member, **noted, effective="2023")

    assert told() == {
        "chart": [("2018", 1, 1), ("2023", 0, 0)],
        "profile": [
            ("2018", "In the Network as a full member."),
            ("2023", "Left the Network."),
        ],
        "api": ("2018", "member", "ended"),
        "export": ("2018", "member", "ended"),
    }
