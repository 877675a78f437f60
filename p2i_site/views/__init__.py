"""Pages that speak for the whole Network."""

from p2i_site.views.errors import (
    bad_request,
    csrf_failure,
    forbidden,
    not_found,
    server_error,
    too_many_requests,
)
from p2i_site.views.governance import decisions, governance, position, rotation, rule_set
from p2i_site.views.pages import contact, demo_mailbox, health, home, robots, search, security

__all__ = [
    "bad_request",
    "contact",
    "csrf_failure",
    "decisions",
    "demo_mailbox",
    "forbidden",
    "governance",
    "health",
    "home",
    "not_found",
    "position",
    "robots",
    "security",
    "rotation",
    "rule_set",
    "search",
    "server_error",
    "too_many_requests",
]
