from datetime import timedelta

import pytest

from members.tests.factories import NOW
from voting import desk, services
from voting.tests.factories import close, make_delegates, open_motion
from voting.tests.pages import text

pytestmark = pytest.mark.django_db


def waiting(now):
    return {str(row.label): (row.count, row.oldest) for row in desk.queues(now, None)}


def test_the_desk_counts_what_waits_and_since_when():
    make_delegates(2)
    motion = open_motion()
    close(open_motion())

    assert waiting(motion.closes_at - timedelta(days=3)) == {
        "Votes that close within three days": (1, NOW),
        "Votes past their deadline that nobody has closed": (0, None),
        "Results that wait for a co-chair": (1, motion.closes_at),
        "Contested results, to be settled or annulled": (0, None),
    }


def test_a_contested_result_waits_in_a_queue_of_its_own_and_not_for_a_co_chair(client, admin_user):
    delegate, _other = make_delegates(2)
    contested, quiet = close(open_motion()), close(open_motion())
    services.contest(contested, reason="We voted no.", by=delegate.user)
    client.force_login(admin_user)

    found = {str(row.label): row for row in desk.queues(NOW, None)}
    objected = found["Contested results, to be settled or annulled"]
    awaited = found["Results that wait for a co-chair"]

    assert (objected.count, awaited.count) == (1, 1)
    assert contested.title in text(client.get(objected.url))
    assert quiet.title not in text(client.get(objected.url))
    assert contested.title not in text(client.get(awaited.url))


@pytest.mark.parametrize(
    "late, count", [(timedelta(minutes=9), 0), (timedelta(minutes=10), 1), (timedelta(days=1), 1)]
)
def test_a_vote_that_nobody_closes_shows_after_ten_minutes(late, count):
    make_delegates(2)
    motion = open_motion()

    shown = waiting(motion.closes_at + late)

    assert shown["Votes past their deadline that nobody has closed"][0] == count
    assert shown["Votes that close within three days"][0] == 0


def test_each_row_leads_to_its_list(client, admin_user):
    client.force_login(admin_user)

    for row in desk.queues(NOW, None):
        assert client.get(row.url).status_code == 200
