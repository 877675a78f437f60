import logging

from celery import shared_task

from voting import services
from voting.clock import database_time
from voting.models import Motion

log = logging.getLogger(__name__)


@shared_task
def close_due_motions():
    """Beat's tick. A motion that cannot be counted is logged and does not hold up the others."""
    for motion in Motion.objects.due_to_close(database_time()):
        try:
            services.close(motion, now=database_time())
        except Exception:
            log.exception("motion %s could not be closed", motion.pk)
