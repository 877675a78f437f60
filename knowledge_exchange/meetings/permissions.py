"""Who may do what with a meeting, its minutes and what was agreed."""

from common.accounts import Visitor
from knowledge_exchange.meetings.models import Action, Meeting, Minutes
from knowledge_exchange.permissions import acting_voter, can_manage_meetings, can_read_drafts
from members.permissions import can_answer_for


def can_add_material(user: Visitor, meeting: Meeting) -> bool:
    """The secretariat, and who votes for a centre that organises the meeting.

    `meeting.organising_centres` should be prefetched.
    """
    if can_manage_meetings(user):
        return True
    acting = acting_voter(user)
    organisers = {centre.pk for centre in meeting.organising_centres.all()}
    return acting is not None and acting.centre_id in organisers


def can_read_minutes(user: Visitor, minutes: Minutes | None) -> bool:
    """The secretariat while they are written, the members once they have them, then maybe all."""
    if minutes is None:
        return False
    if can_manage_meetings(user):
        return True
    return minutes.is_shared and (minutes.is_public or can_read_drafts(user))


def can_tick_off(user: Visitor, action: Action) -> bool:
    """The secretariat, and delegate and alternates of the centre that is to do it."""
    if can_manage_meetings(user):
        return True
    return action.centre is not None and can_answer_for(user, action.centre)
