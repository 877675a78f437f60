"""The letters of all wings: the queue finds an app's kinds in its `emails` module."""

from members.applications import emails as applications
from members.register import centre_emails, login_emails, register_emails, sign_in_emails

__all__ = ["applications", "centre_emails", "login_emails", "register_emails", "sign_in_emails"]
