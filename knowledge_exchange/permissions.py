"""Who may read drafts, write, comment, clear and publish; what depends on a row is its wing's."""

from common.accounts import Visitor
from members.enums import VOTING_ROLES
from members.models import Membership, Representative
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


def can_read_drafts(user: Visitor) -> bool:
    """The secretariat, and everybody who acts for a centre of the Network."""
    if user.is_active and user.is_staff and user.has_perm("knowledge_exchange.view_paper"):
        return True
    return acting_today(user) is not None


def can_see_use(user: Visitor) -> bool:
    """How often papers are read: the secretariat, and everybody who acts for a centre."""
    return can_read_drafts(user)


def can_write(user: Visitor) -> bool:
    """The secretariat, and everybody who votes for a centre."""
    if user.is_active and user.is_staff and user.has_perm("knowledge_exchange.change_paper"):
        return True
    return acting_voter(user) is not None


def can_set_doi(user: Visitor) -> bool:
    """The secretariat: a DOI is registered for the Network."""
    return user.is_active and user.is_staff and user.has_perm("knowledge_exchange.change_paper")


def can_comment(user: Visitor) -> bool:
    """Whoever may read a draft may say something about it."""
    return can_read_drafts(user)


def can_speak_for_centre(user: Visitor) -> bool:
    """Object, and state the centre's position: a voting role of an active member centre."""
    acting = acting_voter(user)
    if acting is None:
        return False
    return Membership.objects.entitled_to_vote().filter(centre=acting.centre_id).exists()


def acting_voter(user: Visitor) -> Representative | None:
    """Whoever votes for a centre of the Network today."""
    acting = acting_today(user)
    return acting if acting and acting.role in VOTING_ROLES else None


def can_publish(user: Visitor) -> bool:
    """Publish and withdraw, make a meeting public, ask for a PDF again."""
    return user.is_active and user.is_staff and user.has_perm("knowledge_exchange.publish_paper")


def can_manage_meetings(user: Visitor) -> bool:
    """Invite, cancel, note attendance, share minutes."""
    return user.is_active and user.is_staff and user.has_perm("knowledge_exchange.change_meeting")
