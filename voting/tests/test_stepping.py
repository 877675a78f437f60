"""A mail that comes to nothing steps to the next person: delegate, alternates, head of centre."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.enums import RepresentativeRole
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from outbox import services as outbox
from outbox.models import Mail, MailStatus
from voting import services, tasks
from voting.emails import notifications
from voting.tests.factories import cast, close, make_alternate, make_delegates, open_motion
from voting.tests.pages import admin_page, text

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def people():
    delegate, _other = make_delegates(2)
    alternate = make_alternate(delegate)
    head = RepresentativeFactory(centre=delegate.centre, role=RepresentativeRole.HEAD)
    return [delegate, alternate, head]


@pytest.fixture
def motion(people):
    return open_motion()


@pytest.fixture
def due(motion):
    """A week before the close, when the first reminder is due."""
    return motion.closes_at - 168 * HOUR


def fail(motion, person, kind="voting.reminder"):
    mails = Mail.objects.filter(kind=kind, user=person.user)
    first = mails.order_by("due_at", "pk").first()
    Mail.objects.filter(pk=first.pk).update(
        status=MailStatus.FAILED, sent_at=None, why="550 No such person"
    )


def first_reminders(motion):
    """Who has a row for the first reminder, in the order in which they got it."""
    rows = Mail.objects.filter(kind="voting.reminder", details__hours=168).order_by("pk")
    return list(rows.values_list("user", flat=True))


def pks(*people):
    return [person.user_id for person in people]


def austrians(motion, people):
    return [pk for pk in first_reminders(motion) if pk in pks(*people)]


def test_while_the_mail_is_on_its_way_nobody_else_is_written_to(motion, people, due):
    notifications.step_on(motion, now=due)

    assert austrians(motion, people) == pks(people[0])


def test_a_failed_reminder_steps_to_the_alternate_and_then_to_the_head(
    motion, people, due, mailoutbox
):
    delegate, alternate, head = people
    fail(motion, delegate)
    notifications.step_on(motion, now=due)
    assert austrians(motion, people) == pks(delegate, alternate)

    fail(motion, alternate)
    notifications.step_on(motion, now=due)
    assert austrians(motion, people) == pks(delegate, alternate, head)

    outbox.deliver_due(lambda: due)
    [letter] = [mail for mail in mailoutbox if mail.to == [head.user.email]]
    assert "because you head this centre" in letter.body
    assert "See to it that somebody casts it." in letter.body


def test_each_step_is_taken_once(motion, people, due):
    fail(motion, people[0])

    for _tick in range(3):
        notifications.step_on(motion, now=due)

    assert austrians(motion, people) == pks(*people[:2])


def test_after_the_head_there_is_nobody_left(motion, people, due):
    for person in people:
        fail(motion, person)
        notifications.step_on(motion, now=due)

    assert austrians(motion, people) == pks(*people)


def test_a_centre_that_has_voted_is_left_in_peace(motion, people, due):
    fail(motion, people[0])
    cast(motion, people[1])

    notifications.step_on(motion, now=due)

    assert austrians(motion, people) == pks(people[0])


def test_an_opening_notice_that_reached_one_person_steps_no_further(motion, people):
    delegate, alternate, head = people
    fail(motion, delegate, kind="voting.opened")
    notifications.step_on(motion, now=NOW)
    assert not Mail.objects.filter(user=head.user).exists()

    fail(motion, alternate, kind="voting.opened")
    notifications.step_on(motion, now=NOW)
    assert Mail.objects.get(user=head.user).kind == "voting.opened"


def test_a_login_that_is_closed_counts_as_not_reached(motion, people, due):
    delegate, alternate, _head = people
    delegate.user.is_active = False
    delegate.user.save()
    outbox.deliver_due(lambda: due)

    notifications.step_on(motion, now=due)

    assert austrians(motion, people) == pks(delegate, alternate)


def test_who_opted_out_is_not_stepped_over(motion, people, due):
    people[0].user.wants_reminders = False
    people[0].user.save()
    outbox.deliver_due(lambda: due)

    notifications.step_on(motion, now=due)

    assert austrians(motion, people) == pks(people[0])


def test_a_mail_that_came_back_steps_on_too(motion, people, due):
    outbox.deliver_due(lambda: due)
    sent = Mail.objects.get(kind="voting.reminder", details__hours=168, user=people[0].user)

    outbox.note_return(sent, by=UserFactory(secretariat=True), now=due)
    notifications.step_on(motion, now=due)

    assert austrians(motion, people) == pks(*people[:2])


def test_the_tick_steps_on_and_leaves_closed_votes(motion, people, monkeypatch, due):
    fail(motion, people[0])
    monkeypatch.setattr(tasks, "database_time", lambda: due)
    tasks.follow_up_open_motions()
    assert austrians(motion, people) == pks(*people[:2])

    fail(motion, people[1])
    close(motion)
    tasks.follow_up_open_motions()
    assert austrians(motion, people) == pks(*people[:2])


def test_the_secretariat_sees_whose_mail_failed_and_who_was_written_to_next(
    motion, people, due, client
):
    fail(motion, people[0])
    notifications.step_on(motion, now=due)
    fail(motion, people[1])
    notifications.step_on(motion, now=due)
    client.force_login(UserFactory(secretariat=True))

    shown = text(client.get(admin_page("motion_change", motion.pk)))

    assert shown.count("550 No such person") == 4  # on the roll, and among the letters
    assert f"{people[2].user}</a> <span" in shown
    assert "Head of centre" in shown


def test_a_head_follows_the_vote_and_never_casts(people, client):
    motion = open_motion(now=timezone.now())
    client.force_login(people[2].user)

    shown = text(client.get(motion.get_absolute_url()))

    assert "casts the ballot of the centre that you head" in shown
    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(motion, people[2])
