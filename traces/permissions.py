"""Who reads the traces. Nobody changes one."""

from common.accounts import Visitor

SECRETARIAT_PERMISSIONS = ["traces.view_trace"]


def can_read_traces(user: Visitor) -> bool:
    return user.has_perm("traces.view_trace")


def can_see_addresses(user: Visitor) -> bool:
    """From where somebody signed in: for who looks into an attack, not for colleagues."""
    return user.is_active and user.is_superuser
