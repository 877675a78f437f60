"""Beat's ticks. A motion that fails is logged and does not hold up the others."""

import logging

from celery import shared_task

from common.dates import database_time
from voting import services
from voting.emails import notifications
from voting.models import Motion

log = logging.getLogger(__name__)


@shared_task
def close_due_motions():
    _each(services.to_close(database_time()), services.close, "closed")


@shared_task
def withdraw_moot_motions():
    """The applicant has withdrawn while the members vote or a result waits."""
    _each(Motion.objects.moot(), services.drop_moot, "called off")


@shared_task
def follow_the_register():
    """Who stopped speaking for a centre was refused at once; here the record learns of it."""
    _each(Motion.objects.undecided(), services.follow_the_register, "brought up to date")


@shared_task
def follow_up_open_motions():
    """Mails that came to nothing step to the next person; answers go to the roll."""
    taking_ballots = list(Motion.objects.taking_ballots(database_time()))
    _each(taking_ballots, notifications.step_on, "followed up")
    _each(taking_ballots, notifications.notify_answered, "told an answer")


@shared_task
def follow_up_results():
    """Whoever may certify is asked once the period is over, and again where it is late."""
    waiting = Motion.objects.awaiting_certification(database_time()).with_subject()
    _each(waiting, notifications.follow_up_result, "asked for its certification")


def _each(motions, act, done):
    for motion in motions:
        try:
            act(motion, now=database_time())
        except Exception:
            log.exception("motion %s could not be %s", motion.pk, done)
