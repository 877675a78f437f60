"""Who reads the report of a year with the rows behind it, and who proposes to publish it."""

from common.accounts import Visitor
from members.permissions import is_secretariat

SECRETARIAT_PERMISSIONS = ("reports.view_report", "reports.publish_report")


def can_see_reports(user: Visitor) -> bool:
    """The secretariat; everybody else reads what is published of it."""
    return is_secretariat(user) and user.has_perm("reports.view_report")


def can_publish(user: Visitor) -> bool:
    return is_secretariat(user) and user.has_perm("reports.publish_report")
