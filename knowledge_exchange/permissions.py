"""Who may read drafts, write and publish papers."""

from members.enums import VOTING_ROLES
from members.permissions import representation_of

SECRETARIAT_PERMISSIONS = (
    *(
        f"knowledge_exchange.{verb}_{model}"
        for model in ("partner", "meeting", "paper", "paperversion")
        for verb in ("add", "change", "view")
    ),
    "knowledge_exchange.view_clearance",
    "knowledge_exchange.view_paperevent",
    "knowledge_exchange.publish_paper",
)


def can_read_drafts(user):
    """The secretariat, and everybody who votes for a centre."""
    if user.is_active and user.is_staff and user.has_perm("knowledge_exchange.view_paper"):
        return True
    if not user.is_authenticated:
        return False
    representation = representation_of(user)
    return representation is not None and representation.role in VOTING_ROLES


def can_publish(user):
    """Publish and withdraw, make a meeting public, ask for a PDF again."""
    return user.is_active and user.is_staff and user.has_perm("knowledge_exchange.publish_paper")
