"""What a meeting's page says of what is left to do, and of what happened so far."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def what_next(meeting, people, now):
    """In sentences, the most urgent first; what is cancelled waits for nothing."""
    if meeting.is_cancelled:
        return ""
    waits = _afterwards(meeting, people) if meeting.is_over(now) else _before(meeting, people, now)
    if not meeting.is_public:
        waits.append(_("The meeting is not public yet."))
    return " ".join(waits) or _("Nothing waits.")


def _before(meeting, people, now):
    invited = [one for one in people if not one.is_guest]
    if not invited:
        return [_("Nobody is invited yet.")]
    silent = sum(one.is_silent for one in people)
    if not silent:
        return [_("Everybody who is invited has answered.")]
    words = ngettext("%d person has not answered.", "%d people have not answered.", silent) % silent
    if not meeting.takes_answers(now):
        return [words, _("Registration is closed.")]
    if not meeting.answers_until:
        return [words]
    return [
        words,
        _("Registration closes on %(when)s; a week before it they are asked by a letter.")
        % {"when": meeting.answer_by},
    ]


def _afterwards(meeting, people):
    waits = []
    if any(one.is_awaited for one in people):
        waits.append(_("Note who was there."))
    minutes = getattr(meeting, "minutes", None)
    if not (minutes and minutes.text):
        waits.append(_("Write the minutes."))
    elif not minutes.is_shared:
        waits.append(_("Send the minutes to the members."))
    if not meeting.papers.exists():
        waits.append(_("Nobody has begun a paper after it yet."))
    return waits


def history(meeting, people):
    """(what, when, by whom), the latest first, from what the rows say themselves."""
    minutes = getattr(meeting, "minutes", None)
    events = [
        (_("Entered"), meeting.created_at, None),
        (_("Made public"), meeting.published_at, None),
        (_("Cancelled"), meeting.cancelled_at, None),
        (_("Minutes sent to the members"), minutes and minutes.shared_at, None),
    ]
    rows = [one.row for one in people]
    invited = [row.invited_at for row in rows if getattr(row, "invited_at", None)]
    for at in sorted(set(invited)):
        count = invited.count(at)
        events.append((ngettext("%d person invited", "%d people invited", count) % count, at, None))
    noted = [(row.noted_at, row.noted_by) for row in rows if row.noted_at]
    for at, by in dict.fromkeys(noted):
        count = noted.count((at, by))
        said = ngettext("Attendance of %d person noted", "Attendance of %d people noted", count)
        events.append((said % count, at, by))
    return sorted((event for event in events if event[1]), key=lambda event: event[1], reverse=True)
