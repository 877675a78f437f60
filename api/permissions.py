"""Who may let a program read members' data."""

from common.accounts import Visitor
from members.permissions import can_read_dossiers, is_secretariat

SECRETARIAT_PERMISSIONS = ("api.view_token",)


def can_hold_tokens(user: Visitor) -> bool:
    """Whoever acts for a centre, and the secretariat. Asked at every use, not only at the start."""
    return can_read_dossiers(user)


def can_revoke_for_others(user: Visitor) -> bool:
    return is_secretariat(user)
