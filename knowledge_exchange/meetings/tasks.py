"""What beat asks of meetings. The name is that of before: beat knows it."""

from celery import shared_task
from django.utils import timezone

from knowledge_exchange.meetings.services import attending, minutes


@shared_task(name="knowledge_exchange.tasks.follow_up_meetings")
def follow_up_meetings():
    """Every hour: what meetings agreed and is due by now, and who has not answered."""
    now = timezone.now()
    minutes.remind(now)
    attending.remind(now)
