import logging

from celery import shared_task
from django.utils import timezone

from common.dates import database_time
from members.applications.services import access, applying, expiry
from members.register.services import endings, leaving, reconfirming, weekly
from members.register.services.expiry import warn_of_mandates
from members.register.tasks import mail_password_links

__all__ = ["mail_password_links"]  # found here, as all of this app's
log = logging.getLogger(__name__)


def ask_for_link(email, *, start):
    """Look the address up in a worker, so that no answer's length tells what is known of it.

    Without a broker it happens here: a late link is worse than that.
    """
    try:
        mail_link.delay(email, start=start)
    except Exception:
        log.warning("the broker does not answer; a link is mailed without it")
        mail_link(email, start=start)


@shared_task
def mail_link(email, *, start):
    if start:
        applying.start(email, now=timezone.now())
    else:
        access.resend_links(email, now=timezone.now())


@shared_task
def warn_of_expiry():
    """Beat's, every hour: mandates and evidence that end soon or have ended."""
    warn_of_mandates(timezone.now())
    expiry.warn_of_evidence(timezone.now())


@shared_task
def ask_to_reconfirm():
    """Beat's, every hour: ask the members whose time has come, and remind those asked."""
    reconfirming.ask_those_due(timezone.now())
    reconfirming.remind(timezone.now())


@shared_task
def write_what_waits():
    """Beat's, every hour: the letter of the week, to whoever has not been looked at for it."""
    weekly.write_those_due(timezone.now())


@shared_task
def leave_on_the_day():
    """Beat's, every minute: centres whose planned day to leave has come."""
    leaving.leave_on_the_day(database_time())


@shared_task
def end_what_went_with_roles():
    """Beat's, every minute: sessions, tokens and calendar addresses of roles that are over."""
    endings.end_with_roles(database_time())
