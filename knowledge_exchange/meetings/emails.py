"""What the Network writes to the invited and to the members about its meetings."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from knowledge_exchange.meetings import calendars
from knowledge_exchange.meetings.enums import Reply
from knowledge_exchange.meetings.services import attending, meetings, minutes, substitutes
from outbox.kinds import composes, letter

INVITED = _("You get this because you represent a member centre and are invited.")
MEMBER = _("You get this because you represent a member centre of the Network.")
RESPONSIBLE = _("You get this because you speak for the centre, or are of the secretariat.")
FOLDER = "knowledge_exchange/mails"


@composes(attending.INVITED)
def invited(mail, now):
    meeting = mail.about
    if meeting.is_cancelled or meeting.is_over(now):
        return None
    return letter(
        f"{FOLDER}/meeting_invited.txt",
        {"meeting": meeting},
        why=INVITED,
        action=(_("Say whether you come"), _answer_page(meeting)),
        attachments=_calendar_file(meeting),
    )


@composes(substitutes.SENT)
def sent_as_substitute(mail, now):
    """As long as they are still meant to come in that place."""
    meeting, details = mail.about, mail.details
    pair = meeting.attendances.filter(pk=details["sender"], substitute=details["substitute"])
    sender = pair.select_related("user").first()
    if sender is None or meeting.is_cancelled or meeting.is_over(now):
        return None
    return letter(
        f"{FOLDER}/meeting_substitute.txt",
        {"meeting": meeting, "sender": sender.user},
        why=_("You get this because somebody of your centre says that you come in their place."),
        action=(_("Say whether you come"), _answer_page(meeting)),
        attachments=_calendar_file(meeting),
    )


def _calendar_file(meeting):
    """The entry as it stands now, with the link: the letter goes to members. None without a day."""
    if meeting.day is None:
        return ()
    content = calendars.of_meeting(meeting, for_members=True)
    return ((f"meeting-{meeting.number}.ics", content, "text/calendar"),)


@composes(attending.REMINDER, is_reminder=True)
def answer_due(mail, now):
    """Only while there is something to answer, and by the closing that was meant."""
    attendance = mail.about
    meeting = attendance.meeting
    is_as_meant = (
        meeting.answers_until and meeting.answers_until.isoformat() == mail.details["closes"]
    )
    if attendance.reply != Reply.NONE or not is_as_meant or not meeting.takes_answers(now):
        return None
    return letter(
        f"{FOLDER}/answer_due.txt",
        {"meeting": meeting},
        why=INVITED,
        action=(_("Say whether you come"), _answer_page(meeting)),
        switch_off=reverse("members:preferences"),
    )


def _answer_page(meeting):
    return reverse("knowledge_exchange:answer_invitation", args=[meeting.number])


@composes(meetings.CHANGED)
def changed(mail, now):
    """A later change says it as well."""
    meeting = mail.about
    is_latest = mail.details["number"] == meeting.calendar_number
    if meeting.is_cancelled or not is_latest or meeting.is_over(now):
        return None
    return letter(
        f"{FOLDER}/meeting_changed.txt",
        {"meeting": meeting},
        why=INVITED,
        action=(_("See the meeting"), meeting.get_absolute_url()),
        attachments=_calendar_file(meeting),
    )


@composes(meetings.CANCELLED)
def cancelled(mail, now):
    meeting = mail.about
    return letter(
        f"{FOLDER}/meeting_cancelled.txt",
        {"meeting": meeting},
        why=INVITED,
        action=(_("See the meeting"), meeting.get_absolute_url()),
        attachments=_calendar_file(meeting),
    )


@composes(minutes.SHARED)
def minutes_shared(mail, now):
    meeting = mail.about
    return letter(
        f"{FOLDER}/minutes_shared.txt",
        {
            "meeting": meeting,
            "decisions": meeting.decisions.all(),
            "actions": meeting.actions.select_related("centre"),
        },
        why=MEMBER,
        action=(_("Read the minutes"), f"{meeting.get_absolute_url()}#minutes"),
    )


@composes(minutes.REMINDER, is_reminder=True)
def action_due(mail, now):
    """Only while it is to be done, and by the day that was meant."""
    action = mail.about
    if action is None or action.is_done or str(action.due_on) != mail.details["due_on"]:
        return None
    return letter(
        f"{FOLDER}/action_due.txt",
        {
            "action": action,
            "meeting": action.meeting,
            "days": (action.due_on - network_day(now)).days,
        },
        why=RESPONSIBLE,
        action=(_("Tick it off when it is done"), action.get_absolute_url()),
        switch_off=reverse("members:preferences"),
    )
