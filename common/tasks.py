from celery import shared_task

from common import once


@shared_task
def forget_old_forms() -> None:
    """Beat's, every hour: the numbers of forms that are too old to be sent again."""
    once.forget_old_forms()
