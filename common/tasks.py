from celery import shared_task
from django.utils import timezone

from common import personal_data


@shared_task
def purge() -> None:
    """Beat's, every night: whatever the schedule of personal data says has had its time."""
    for _purged in personal_data.purge(timezone.now()):
        pass
