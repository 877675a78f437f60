"""A Celery task that does nothing, for `reminders`."""

from celery import shared_task


@shared_task
def nothing():
    pass
