"""What is done with a meeting by a button: each step is data, shown and taken in one way."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.steps import Section, Step
from common.dates import network_day
from knowledge_exchange import permissions
from knowledge_exchange.meetings import forms
from knowledge_exchange.meetings.services import (
    attending,
    guests,
    meetings,
    minutes,
    practical,
    substitutes,
)
from outbox.rehearsal import rehearsed


def people(rows):
    """Those who are written to, each with the centre that they act for."""
    return tuple(f"{row.user}, {row.centre}" for row in rows)


def becomes_public(*things):
    lines = tuple(f"{thing} {thing.get_absolute_url()}" for thing in things)
    return Section(_("What becomes public"), lines)


def is_to_come(meeting):
    return not meeting.is_over(timezone.now())


def has_minutes_to_share(meeting):
    minutes = getattr(meeting, "minutes", None)
    return bool(minutes and minutes.text and not minutes.is_shared)


def to_invite(meeting):
    return attending.to_invite(meeting, network_day(timezone.now()))


def why_nobody_is_invited(meeting, user):
    if to_invite(meeting):
        return ""
    return _("Everybody who represents a member is invited already.")


def has_begun(meeting):
    return not meeting.is_cancelled and meeting.can_have_begun(timezone.now())


def takes_people(meeting):
    return not meeting.is_cancelled


def may_send_somebody(meeting):
    """The invited who have not sent anybody."""
    alone = meeting.attendances.filter(substitute=None, guest_substitute=None)
    return alone.select_related("user", "centre")


def sent_somebody(meeting):
    sent = meeting.attendances.exclude(substitute=None, guest_substitute=None)
    return sent.select_related("user", "substitute__user", "guest_substitute")


def send_substitute(meeting, *, attendance, **details):
    return substitutes.send(attendance, **details)


def take_substitute_back(meeting, *, attendance, by, now):
    return substitutes.take_back(attendance)


def who_comes_instead(meeting, sent):
    return _("%(name)s comes in the place of %(sender)s.") % {
        "name": sent.comes_instead_name,
        "sender": sent.user,
    }


def answers_that_go(meeting):
    """A change of the questions takes answers with it; how many there are."""
    count = sum(one.answers.count() for one in meeting.practical_questions.all())
    if not count:
        return []
    words = ngettext(
        "%d answer has been given. A question that you word anew or take out loses its answers.",
        "%d answers have been given. A question that you word anew or take out loses its answers.",
        count,
    )
    return [Section(words % count, (), is_warning=True)]


def to_people(meeting):
    """Back to where the people stand."""
    return f"{reverse('admin:knowledge_exchange_meeting_change', args=[meeting.pk])}#people"


def told_of_the_end(meeting):
    """Who hears that a meeting is cancelled."""
    nobody = (_("Nobody: no one is invited, or all have said they cannot come."),)
    return [Section(_("Who gets an email"), people(meetings.to_notify(meeting)) or nobody)]


STEPS = (
    Step(
        name="publish",
        label=_("Make it public"),
        has_own_address=True,
        allowed=permissions.can_publish,
        applies=lambda meeting: not meeting.is_public,
        act=meetings.publish,
        sections=lambda meeting: [becomes_public(meeting)],
        seen_by=_("Everybody finds the meeting on the site and by the search."),
        done=_("The meeting is public."),
    ),
    Step(
        name="invite",
        label=_("Invite"),
        has_own_address=True,
        applies=lambda meeting: not meeting.is_cancelled and is_to_come(meeting),
        act=attending.invite,
        consequence=_(
            "Each person gets an email once, and answers on the meeting's page. Who acts for a "
            "centre later can be invited then."
        ),
        why_not=why_nobody_is_invited,
        done=lambda meeting, invited: (
            ngettext(
                "%d person is invited by email.", "%d people are invited by email.", len(invited)
            )
            % len(invited)
        ),
        form=forms.InviteForm,
        form_details=lambda meeting: {"people": to_invite(meeting)},
        letters=rehearsed,
    ),
    Step(
        name="share_minutes",
        label=_("Send the minutes to the members"),
        has_own_address=True,
        applies=has_minutes_to_share,
        act=minutes.share,
        form=forms.ShareForm,
        consequence=_(
            "Those who are to do something are reminded before, on and after the day. It is sent "
            "once; what you correct later is seen on the page."
        ),
        seen_by=_("The members can read the minutes, the decisions and the actions from then on."),
        done=_("The members can read the minutes, and the letters are on their way."),
        letters=rehearsed,
    ),
    Step(
        name="cancel",
        label=_("Cancel the meeting"),
        has_own_address=True,
        applies=is_to_come,
        act=meetings.cancel,
        consequence=_(
            "This cannot be undone: a meeting that takes place after all is entered anew."
        ),
        seen_by=_(
            "Its page stays and says that it is cancelled, and why. Calendars show it as cancelled."
        ),
        sections=told_of_the_end,
        why_not=lambda meeting, user: _("It is already cancelled.") if meeting.is_cancelled else "",
        done=_("The meeting is cancelled, and those who would have come are told."),
        form=forms.CancelForm,
        letters=rehearsed,
        style="btn-danger",
    ),
    Step(
        name="add-guest",
        label=_("Add a guest or observer"),
        applies=takes_people,
        act=guests.add,
        form=forms.GuestForm,
        consequence=_(
            "For people without a sign-in. They get no letter. Their name is erased two years "
            "after the meeting, what to prepare for them two weeks after it."
        ),
        seen_by=_(
            "The members and the secretariat see name and organisation; the public does not."
        ),
        done=lambda meeting, guest: _("%(name)s is on the list.") % {"name": guest},
        back=to_people,
        is_aside=True,
    ),
    Step(
        name="add-present",
        label=_("Add people who were there"),
        applies=has_begun,
        act=attending.add_present,
        form=forms.PresentForm,
        form_details=lambda meeting: {"people": attending.could_have_come(meeting)},
        consequence=_("People with a sign-in who are not on the list. They are noted as present."),
        done=lambda meeting, added: (
            ngettext(
                "%d person is noted as present.", "%d people are noted as present.", len(added)
            )
            % len(added)
        ),
        back=to_people,
        is_aside=True,
    ),
    Step(
        name="send-substitute",
        label=_("Enter a substitute"),
        applies=lambda meeting: takes_people(meeting) and may_send_somebody(meeting).exists(),
        act=send_substitute,
        form=forms.SecretariatSubstituteForm,
        form_details=lambda meeting: {
            "attendances": may_send_somebody(meeting),
            "colleagues": substitutes.colleagues(meeting, timezone.now()),
        },
        consequence=_(
            "Who was invited is noted as somebody who cannot come. A colleague is invited and says "
            "themselves whether they come."
        ),
        done=who_comes_instead,
        letters=rehearsed,
        back=to_people,
        is_aside=True,
    ),
    Step(
        name="take-substitute-back",
        label=_("Take a substitute back"),
        applies=lambda meeting: sent_somebody(meeting).exists(),
        act=take_substitute_back,
        form=forms.TakeBackForm,
        form_details=lambda meeting: {"attendances": sent_somebody(meeting)},
        consequence=_(
            "A colleague stays invited; somebody without a sign-in is taken off the list."
        ),
        done=lambda meeting, row: _("Nobody comes in the place of %(name)s.") % {"name": row.user},
        back=to_people,
        is_aside=True,
    ),
    Step(
        name="questions",
        label=_("Practical questions"),
        applies=lambda meeting: not meeting.is_cancelled and is_to_come(meeting),
        act=practical.set_questions,
        form=forms.QuestionsForm,
        form_details=lambda meeting: {"asked": meeting.practical_questions.all()},
        sections=answers_that_go,
        consequence=_(
            "Asked of whoever says that they come, such as diet, access needs or dinner. Only the "
            "secretariat reads the answers; they are erased two weeks after the meeting."
        ),
        done=lambda meeting, asked: (
            ngettext("%d question is asked.", "%d questions are asked.", len(asked)) % len(asked)
        ),
        back=to_people,
        is_aside=True,
    ),
)
