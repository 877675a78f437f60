from datetime import timedelta

import pytest

from common import waiting
from members.tests.factories import UserFactory
from outbox import what_waits
from outbox.tests.factories import NOW, MailFactory

pytestmark = pytest.mark.django_db


def on_the_desk():
    viewer = waiting.Viewer(UserFactory(secretariat=True), NOW)
    viewer.user.has_perm("outbox.settle_mail")  # asked once for all that a person may
    return waiting.look(viewer, limit=1, kinds=what_waits.KINDS)


def test_the_desk_counts_what_waits_for_a_person_and_what_is_late(django_assert_num_queries):
    MailFactory(failed=True)
    oldest = MailFactory(in_doubt=True, due_at=NOW - timedelta(days=2))
    late = MailFactory(due_at=NOW - timedelta(minutes=11))
    MailFactory(due_at=NOW - timedelta(minutes=9))
    MailFactory(sent=True, due_at=NOW - timedelta(days=3))

    MailFactory(of_a_stranger=True, due_at=NOW + timedelta(minutes=1))
    MailFactory(due_at=NOW + timedelta(minutes=1))

    asked = on_the_desk()
    first = next(asked)
    with django_assert_num_queries(2):
        for_a_person, overdue, of_strangers = first, *asked

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

    for row, mail in zip(on_the_desk(), [failed, late, turn], strict=True):
        page = client.get(row.page).content.decode()
        shown = [other for other in (failed, late, turn, sent) if other.to in page]
        assert shown == [mail]
