"""Who may read drafts, write, comment, clear and publish papers."""

from members.enums import VOTING_ROLES
from members.models import Membership
from members.permissions import can_answer_for
from members.register.acting import acting_today

SECRETARIAT_PERMISSIONS = (
    *(
        f"knowledge_exchange.{verb}_{model}"
        for model in (
            "partner",
            "series",
            "theme",
            "meeting",
            "agendaitem",
            "attendance",
            "material",
            "minutes",
            "decision",
            "action",
            "paper",
            "author",
            "paperversion",
        )
        for verb in ("add", "change", "view")
    ),
    "knowledge_exchange.delete_agendaitem",
    "knowledge_exchange.delete_decision",
    "knowledge_exchange.delete_action",
    "knowledge_exchange.delete_author",
    "knowledge_exchange.view_clearance",
    "knowledge_exchange.view_silenceprocedure",
    "knowledge_exchange.view_paperevent",
    "knowledge_exchange.publish_paper",
    "knowledge_exchange.view_subscription",
    "knowledge_exchange.delete_subscription",
)


def can_read_drafts(user):
    """The secretariat, and everybody who acts for a centre of the Network."""
    if user.is_active and user.is_staff and user.has_perm("knowledge_exchange.view_paper"):
        return True
    return acting_today(user) is not None


def can_see_use(user):
    """How often papers are read: the secretariat, and everybody who acts for a centre."""
    return can_read_drafts(user)


def can_write(user):
    """The secretariat, and everybody who votes for a centre."""
    if user.is_active and user.is_staff and user.has_perm("knowledge_exchange.change_paper"):
        return True
    return _acts_as_voter(user) is not None


def can_give_up(user, paper):
    """Who began it, while nobody else was asked about it; the secretariat does it in the admin."""
    if not (can_write(user) and paper.is_in_preparation):
        return False
    begun_by = paper.events.order_by("pk").values_list("by", flat=True).first()
    return begun_by == user.pk and not paper.versions.members_were_asked_about().exists()


def can_set_doi(user):
    """The secretariat: a DOI is registered for the Network."""
    return user.is_active and user.is_staff and user.has_perm("knowledge_exchange.change_paper")


def can_comment(user):
    """Whoever may read a draft may say something about it."""
    return can_read_drafts(user)


def can_speak_for_centre(user):
    """Object, and state the centre's position: a voting role of an active member centre."""
    acting = _acts_as_voter(user)
    if acting is None:
        return False
    return Membership.objects.entitled_to_vote().filter(centre=acting.centre_id).exists()


def _acts_as_voter(user):
    acting = acting_today(user)
    return acting if acting and acting.role in VOTING_ROLES else None


def can_publish(user):
    """Publish and withdraw, make a meeting public, ask for a PDF again."""
    return user.is_active and user.is_staff and user.has_perm("knowledge_exchange.publish_paper")


def can_manage_meetings(user):
    """Invite, cancel, note attendance, share minutes."""
    return user.is_active and user.is_staff and user.has_perm("knowledge_exchange.change_meeting")


def can_add_material(user, meeting):
    """The secretariat, and who votes for a centre that organises the meeting.

    `meeting.organising_centres` should be prefetched.
    """
    if can_manage_meetings(user):
        return True
    acting = _acts_as_voter(user)
    organisers = {centre.pk for centre in meeting.organising_centres.all()}
    return acting is not None and acting.centre_id in organisers


def can_read_minutes(user, minutes):
    """The secretariat while they are written, the members once they have them, then maybe all."""
    if minutes is None:
        return False
    if can_manage_meetings(user):
        return True
    return minutes.is_shared and (minutes.is_public or can_read_drafts(user))


def can_tick_off(user, action):
    """The secretariat, and delegate and alternates of the centre that is to do it."""
    if can_manage_meetings(user):
        return True
    return action.centre_id is not None and can_answer_for(user, action.centre)
