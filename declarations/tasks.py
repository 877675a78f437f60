"""Beat's tick. A signature that fails is logged and does not hold up the others."""

import logging

from celery import shared_task
from django.utils import timezone

from common.refusals import Refused
from declarations import reminders

log = logging.getLogger(__name__)


@shared_task
def remind_ministries():
    now = timezone.now()
    for signature in reminders.due(now):
        try:
            reminders.remind(signature, by=None, now=now)
        except Refused:
            log.info("signature %s needs no reminder any more", signature.pk)
        except Exception:
            log.exception("signature %s could not be reminded of", signature.pk)
