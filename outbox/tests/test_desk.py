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

    with django_assert_num_queries(2):
        for_a_person, overdue = desk.queues(NOW, None)

    assert (for_a_person.count, for_a_person.oldest) == (2, oldest.due_at)
    assert (overdue.count, overdue.oldest) == (1, late.due_at)


def test_each_row_of_the_desk_leads_to_the_mails_it_counts(client):
    client.force_login(UserFactory(secretariat=True))
    failed, late, sent = (
        MailFactory(failed=True),
        MailFactory(due_at=NOW - timedelta(days=3650)),
        MailFactory(sent=True),
    )

    for row, mail, others in zip(
        desk.queues(NOW, None), [failed, late], [[late, sent], [failed, sent]], strict=True
    ):
        page = client.get(row.url).content.decode()
        assert mail.to in page
        assert not [other.to for other in others if other.to in page]
