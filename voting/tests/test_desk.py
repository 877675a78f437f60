from datetime import timedelta

import pytest
from django.urls import reverse

from common import waiting as registry
from members.models import Representative
from members.tests.factories import NOW, UserFactory
from voting import services, what_waits
from voting.tests.factories import close, make_alternate, make_delegates, open_motion
from voting.tests.pages import text

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
