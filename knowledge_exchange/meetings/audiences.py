"""Letters to those invited to a meeting: who has not answered, who comes, or all of them."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.models import Attendance, Meeting
from knowledge_exchange.meetings.notifications import still_acting
from members.models import User
from outbox.audiences import Addressee, Audience, with_sign_in

COMING = (Reply.ON_SITE, Reply.ONLINE)
COMES, ON_SITE, ONLINE, PRESENT, INVITED = "comes", "on_site", "online", "present", "invited"
ATTENDANCE: dict[str, tuple[object, Callable[[QuerySet[Attendance]], QuerySet[Attendance]]]] = {
    COMES: (_("Who comes or joins online"), lambda rows: rows.filter(reply__in=COMING)),
    ON_SITE: (_("Who comes"), lambda rows: rows.filter(reply=Reply.ON_SITE)),
    ONLINE: (_("Who joins online"), lambda rows: rows.filter(reply=Reply.ONLINE)),
    PRESENT: (_("Who was there"), lambda rows: rows.filter(presence=Presence.PRESENT)),
    INVITED: (_("All who are invited"), lambda rows: rows),
}


class MeetingForm(forms.Form):
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Meeting"), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        invited = Attendance.objects.values("meeting")
        self.fields["meeting"].queryset = Meeting.objects.filter(pk__in=invited, cancelled_at=None)


class ParticipantsForm(MeetingForm):
    who = forms.ChoiceField(
        label=_("Who"), choices=[(name, label) for name, (label, _rows) in ATTENDANCE.items()]
    )


def not_answered(now: datetime, *, meeting: Meeting) -> list[Addressee]:
    return _reached(meeting.attendances.filter(reply=Reply.NONE), now)


def participants(now: datetime, *, meeting: Meeting, who: str) -> list[Addressee]:
    _label, rows = ATTENDANCE[who]
    return _reached(rows(meeting.attendances.all()), now)


def _reached(rows: QuerySet[Attendance], now: datetime) -> list[Addressee]:
    people = User.objects.filter(pk__in=rows.values("user"))
    return with_sign_in(still_acting(people, now))


def not_answered_in_words(*, meeting: Meeting) -> str:
    return gettext("those who have not answered the invitation to %(meeting)s") % {
        "meeting": meeting
    }


def participants_in_words(*, meeting: Meeting, who: str) -> str:
    words = {
        COMES: gettext("those who come to %(meeting)s or join it online"),
        ON_SITE: gettext("those who come to %(meeting)s"),
        ONLINE: gettext("those who join %(meeting)s online"),
        PRESENT: gettext("those who were at %(meeting)s"),
        INVITED: gettext("those who are invited to %(meeting)s"),
    }
    return words[who] % {"meeting": meeting}


AUDIENCES = (
    Audience(
        name="meetings.not_answered",
        label=_("Who has not answered an invitation"),
        hint=_("Those who are invited to a meeting and have not said whether they come."),
        form=MeetingForm,
        people=not_answered,
        whom=not_answered_in_words,
        only_while=True,
        is_reminder=True,
    ),
    Audience(
        name="meetings.participants",
        label=_("Participants of a meeting"),
        hint=_("Those who come, who were there, or all who are invited."),
        form=ParticipantsForm,
        people=participants,
        whom=participants_in_words,
    ),
)
