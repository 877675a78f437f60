from datetime import timedelta

import pytest

from members.tests.factories import UserFactory
from outbox import desk
from outbox.tests.factories import NOW, MailFactory

pytestmark = pytest.mark.django_db


def test_the_desk_counts_what_waits_for_a_person_and_what_is_late(django_assert_num_queries):
    MailFactory(failed=True)
    oldest = MailFactory(in_doubt=True, due_at=NOW - timedelta(days=2))
    late = MailFactory(due_at=NOW - timedelta(minutes=11))
    MailFactory(due_at=NOW - timedelta(minutes=9))
    MailFactory(sent=True, due_at=NOW - timedelta(days=3))

    MailFactory(of_a_stranger=True, due_at=NOW + timedelta(minutes=1))
    MailFactory(due_at=NOW + timedelta(minutes=1))

    with django_assert_num_queries(3):
        for_a_person, overdue, of_strangers = desk.queues(NOW, None)

    assert (for_a_person.count, for_a_person.oldest) == (2, oldest.due_at)
    assert (overdue.count, overdue.oldest) == (1, late.due_at)
    assert of_strangers.count == 1


def test_each_row_of_the_desk_leads_to_the_mails_it_counts(client):
    client.force_login(UserFactory(secretariat=True))
    failed, late, turn, sent = (
        MailFactory(failed=True),
        MailFactory(due_at=NOW - timedelta(days=3650)),
        MailFactory(of_a_stranger=True, due_at=NOW + timedelta(days=3650)),
        MailFactory(sent=True),
    )

    for row, mail in zip(desk.queues(NOW, None), [failed, late, turn], strict=True):
        page = client.get(row.url).content.decode()
        shown = [other for other in (failed, late, turn, sent) if other.to in page]
        assert shown == [mail]
