from datetime import timedelta
from itertools import pairwise

import pytest

from members.tests.factories import NOW, two_people
from outbox import services as outbox
from outbox.kinds import compose
from outbox.models import Mail, MailStatus
from voting import services
from voting.tests.factories import (
    cast,
    close,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_observer,
    open_motion,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def deliver(at):
    outbox.deliver_due(lambda: at)


def reminded(mailoutbox):
    return sorted(
        letter.to[0] for letter in mailoutbox if letter.subject.startswith("Vote closes on")
    )


def addresses(*people):
    return sorted(person.user.email for person in people)


def before_close(motion, hours):
    return motion.closes_at - hours * HOUR


def test_everybody_on_the_roll_gets_the_opening_notice_and_nobody_else(mailoutbox):
    delegate, other = make_delegates(2)
    alternate = make_alternate(delegate)
    make_observer(delegate)
    open_motion()

    deliver(NOW)

    assert sorted(letter.to[0] for letter in mailoutbox) == addresses(delegate, other, alternate)
    assert {letter.subject for letter in mailoutbox} == {
        letter.subject for letter in mailoutbox if letter.subject.startswith("Vote open until ")
    }


def test_only_delegates_of_units_without_a_ballot_are_reminded(mailoutbox):
    voted, silent, recused = make_delegates(3)
    make_alternate(silent)
    motion = open_motion()
    cast(motion, voted)
    services.recuse(motion, reason="Own interest.", by=recused.user, clock=lambda: NOW)

    deliver(before_close(motion, 168))

    assert reminded(mailoutbox) == addresses(silent)


def test_alternates_are_reminded_where_there_is_no_delegate(mailoutbox):
    delegate, other = make_delegates(2)
    first, second = make_alternate(delegate), make_alternate(delegate)
    delegate.delete()
    motion = open_motion()

    deliver(before_close(motion, 168))

    assert reminded(mailoutbox) == addresses(first, second, other)


def test_each_reminder_leaves_once_however_often_the_tick_comes(mailoutbox):
    (silent,) = make_delegates(1)
    motion = open_motion()

    for hours in (169, 168, 168, 100, 72, 71, 24, 23, 1):
        deliver(before_close(motion, hours))

    assert reminded(mailoutbox) == addresses(silent) * 3


def test_after_an_outage_the_latest_reminder_is_enough(mailoutbox):
    (silent,) = make_delegates(1)
    motion = open_motion()

    deliver(before_close(motion, 20))

    assert reminded(mailoutbox) == addresses(silent)
    rows = Mail.objects.filter(kind="voting.reminder").order_by("due_at")
    assert [row.status for row in rows] == [
        MailStatus.CANCELLED,
        MailStatus.CANCELLED,
        MailStatus.SENT,
    ]


def test_who_opted_out_is_not_reminded_and_still_votes(mailoutbox):
    (silent,) = make_delegates(1)
    silent.user.wants_reminders = False
    silent.user.save()
    motion = open_motion()

    for hours in (168, 72, 24):
        deliver(before_close(motion, hours))

    assert reminded(mailoutbox) == []
    assert cast(motion, silent, at=before_close(motion, 1)).sequence == 1


def test_a_ballot_between_two_reminders_stops_the_second(mailoutbox):
    (person,) = make_delegates(1)
    motion = open_motion()
    deliver(before_close(motion, 168))

    cast(motion, person, at=before_close(motion, 100))
    deliver(before_close(motion, 72))

    assert reminded(mailoutbox) == addresses(person)


@pytest.mark.parametrize("end", ["close", "withdraw"])
def test_nobody_is_reminded_of_a_vote_that_is_over(mailoutbox, end):
    make_delegates(1)
    motion = open_motion()
    deliver(NOW)
    if end == "close":
        close(motion)
    else:
        services.withdraw(motion, reasons="Wrong text.", **two_people(), now=NOW)

    deliver(motion.closes_at + HOUR)

    assert reminded(mailoutbox) == []


def test_nobody_is_reminded_after_the_deadline_though_nobody_has_closed_the_vote(mailoutbox):
    make_delegates(1)
    motion = open_motion()

    deliver(motion.closes_at)

    assert mailoutbox == []


def test_a_reminder_due_before_the_opening_is_not_planned():
    make_delegates(1)

    motion = open_motion(closes_at=NOW + 168 * HOUR)

    due = Mail.objects.filter(kind="voting.reminder").values_list("due_at", flat=True)
    assert sorted(due) == [before_close(motion, 72), before_close(motion, 24)]


def test_a_mail_about_the_vote_reads_as_a_person_would_write_it(mailoutbox):
    (silent,) = make_delegates(1)
    silent.user.time_zone = "Europe/Athens"
    silent.user.save()
    motion = open_motion()

    deliver(before_close(motion, 168))

    letter = next(letter for letter in mailoutbox if "closes" in letter.subject)
    assert letter.subject.startswith(
        "Vote closes on 16 November 2026, 11:00 EET (09:00 UTC): Admission of Applying centre"
    )
    assert "has not voted yet. Cast its ballot by 16 November 2026, 11:00 EET" in letter.body
    assert f"/votes/{motion.pk}/" in letter.body


def test_every_kind_of_mail_can_be_written_and_stops_when_it_no_longer_applies(mailoutbox):
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    motion = open_motion()
    for person in (chair, *others):
        cast(motion, person)
    deliver(NOW + HOUR)
    close(motion)
    deliver(motion.closes_at)
    services.certify(motion, by=chair.user, now=motion.closes_at + HOUR, on=motion.closes_at.date())
    deliver(motion.closes_at + HOUR)

    beginnings = [letter.subject.partition(":")[0] for letter in mailoutbox]
    told = {beginning for beginning in beginnings if not beginning.startswith("Vote open until")}
    assert told >= {
        "Your centre's ballot is recorded",
        "Provisional result, carried",
        "Certify the result",
        "Decided, carried",
    }
    assert not Mail.objects.filter(kind__startswith="voting", status=MailStatus.FAILED).exists()


@pytest.mark.parametrize(
    "end, subject", [("withdraw", "Vote withdrawn"), ("annul", "Result annulled")]
)
def test_calling_a_vote_off_tells_the_reasons(mailoutbox, end, subject):
    make_delegates(1)
    motion = open_motion()
    if end == "annul":
        close(motion)
    getattr(services, end)(motion, reasons="The text was wrong.", **two_people(), now=NOW)

    deliver(motion.closes_at)

    [letter] = [mail for mail in mailoutbox if mail.subject.startswith(subject)]
    assert "The text was wrong." in letter.body


def test_a_result_annulled_at_once_is_not_announced_as_provisional(mailoutbox):
    chair, _other = make_delegates(2)
    make_co_chair(chair)
    motion = open_motion()
    close(motion)
    services.annul(motion, reasons="The text was wrong.", **two_people(), now=NOW)

    deliver(motion.closes_at)

    told = {letter.subject.partition(":")[0] for letter in mailoutbox}
    assert "Result annulled" in told
    assert not told & {"Provisional result, not carried", "Certify the result"}


def test_reminders_are_planned_in_the_order_in_which_they_are_due():
    make_delegates(1)
    open_motion()

    due = list(
        Mail.objects.filter(kind="voting.reminder").order_by("pk").values_list("due_at", flat=True)
    )

    assert all(earlier < later for earlier, later in pairwise(due))


def test_a_reminder_leads_to_where_reminders_are_switched_off():
    make_delegates(1)
    motion = open_motion()

    opened = compose(Mail.objects.get(kind="voting.opened"), NOW)
    mail = Mail.objects.filter(kind="voting.reminder").order_by("-due_at").first()
    reminder = compose(mail, before_close(motion, 1))

    assert "/accounts/preferences/" in reminder.text
    assert "/accounts/preferences/" in reminder.html
    assert "/accounts/preferences/" not in opened.text
