"""What waits around meetings: invitations, what was agreed, and what the secretariat follows up."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from knowledge_exchange.meetings.enums import Reply
from knowledge_exchange.meetings.models import Action, Attendance, Meeting
from knowledge_exchange.permissions import can_manage_meetings, can_read_drafts
from members.enums import VOTING_ROLES
from members.register.acting import acting_today


def _title(row: Row, prefix: str = "") -> str:
    names = {"number": row[f"{prefix}number"], "title": row[f"{prefix}title"]}
    return _text("Meeting %(number)d: %(title)s") % names


def invitations(viewer: Viewer) -> Things | None:
    """Until registration closes, or the meeting begins; as `Meeting.takes_answers` has it."""
    if not can_read_drafts(viewer.user):
        return None
    unanswered = Attendance.objects.for_user(viewer.user).filter(
        reply=Reply.NONE,
        meeting__cancelled_at=None,
        meeting__in=Meeting.objects.upcoming(viewer.now).order_by().values("pk"),
    )
    closing = unanswered.annotate(
        answer_by=Coalesce("meeting__register_until", "meeting__starts_at")
    )
    return Things(
        rows=closing.filter(Q(answer_by=None) | Q(answer_by__gt=viewer.now)),
        since="invited_at",
        until="answer_by",
        fields=("meeting__number", "meeting__title"),
        title=lambda row: _title(row, "meeting__"),
        url=lambda row: reverse(
            "knowledge_exchange:answer_invitation", args=[row["meeting__number"]]
        ),
    )


def actions(viewer: Viewer) -> Things | None:
    """A centre's own; the secretariat's are those of no centre. Since the members have them."""
    shared = Action.objects.open().shared()
    acting = acting_today(viewer.user)
    if can_manage_meetings(viewer.user):
        own, whose = shared.filter(centre=None), Whose.YOU
    elif acting is not None:
        own = shared.filter(centre=acting.centre)
        whose = Whose.YOU if acting.role in VOTING_ROLES else Whose.COLLEAGUES
    else:
        return None
    return _actions(own, whose)


def actions_overdue(viewer: Viewer) -> Things | None:
    if not can_manage_meetings(viewer.user):
        return None
    return _actions(Action.objects.overdue(viewer.day).exclude(centre=None), Whose.OTHERS)


def _actions(rows: QuerySet[Action], whose: Whose) -> Things:
    return Things(
        rows=rows,
        since="meeting__minutes__shared_at",
        until="due_on",
        fields=("what",),
        title=lambda row: row["what"],
        url=lambda row: reverse("knowledge_exchange:action", args=[row["pk"]]),
        whose=whose,
    )


def _for_the_desk(select: Callable[[Viewer], QuerySet[Meeting]], since: str):
    def things(viewer: Viewer) -> Things | None:
        if not can_manage_meetings(viewer.user):
            return None
        return Things(
            rows=select(viewer),
            since=since,
            fields=("number", "title"),
            title=_title,
            url=lambda row: reverse("admin:knowledge_exchange_meeting_change", args=[row["pk"]]),
        )

    return things


def _listed(query: str, model: str = "meeting") -> Callable[[], str]:
    return lambda: f"{reverse(f'admin:knowledge_exchange_{model}_changelist')}?{query}"


KINDS = (
    Kind(
        name="meetings.invitation",
        label=_("Invitations to answer"),
        act=_("Say whether you come"),
        things=invitations,
        calendar=_("Answer the invitation: %(title)s"),
    ),
    Kind(
        name="meetings.action",
        label=_("Actions agreed at meetings"),
        act=_("Tick it off when it is done"),
        things=actions,
        page=_listed("queue=open", "action"),
        calendar=_("Due: %(title)s"),
    ),
    Kind(
        name="meetings.private",
        label=_("Meetings not yet public"),
        act=_("Make it public"),
        things=_for_the_desk(
            lambda viewer: Meeting.objects.private().filter(cancelled_at=None), "created_at"
        ),
        page=_listed("queue=private"),
    ),
    Kind(
        name="meetings.attendance",
        label=_("Attendance to note"),
        act=_("Note who was there"),
        things=_for_the_desk(
            lambda viewer: Meeting.objects.over_and_not_noted(viewer.now), "ends_at"
        ),
        page=_listed("queue=attendance"),
    ),
    Kind(
        name="meetings.minutes",
        label=_("Minutes to send"),
        act=_("Write and send the minutes"),
        things=_for_the_desk(
            lambda viewer: Meeting.objects.over_and_without_minutes(viewer.now), "ends_at"
        ),
        page=_listed("queue=minutes"),
    ),
    Kind(
        name="meetings.action_overdue",
        label=_("Actions overdue"),
        act=_("See the action"),
        things=actions_overdue,
        page=_listed("queue=overdue", "action"),
    ),
)
