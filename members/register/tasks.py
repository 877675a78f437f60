"""What a worker does for sign-ins; `members/tasks.py` has them found."""

import logging

from celery import shared_task
from django.utils import timezone

from members.register.services import accounts

log = logging.getLogger(__name__)


def ask_for_password_link(email):
    """Have a worker look the address up, so that no answer's length tells what is known of it.

    Without a broker it happens here: a late link is worse than that.
    """
    try:
        mail_password_links.delay(email)
    except Exception:
        log.warning("the broker does not answer; a link is queued without it")
        mail_password_links(email)


@shared_task
def mail_password_links(email):
    accounts.mail_password_links_to(email, now=timezone.now())
