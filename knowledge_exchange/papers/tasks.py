"""What beat and the workers do about papers. The names are those of before: beat knows them."""

import logging

from celery import shared_task
from django.utils import timezone

from knowledge_exchange.papers.models import PaperVersion
from knowledge_exchange.papers.services import clearing, consulting, pdfs

log = logging.getLogger(__name__)


def wake_worker(version_id: int) -> None:
    """Ask a worker for the PDF now; whatever the broker does, beat's next tick asks again."""
    try:
        render_paper.delay(version_id)
    except Exception as fault:
        log.warning("the broker does not answer (%s); the PDF waits for beat", fault)


@shared_task(name="knowledge_exchange.tasks.render_paper")
def render_paper(version_id):
    pdfs.render_pdf(version_id, clock=timezone.now)


@shared_task(name="knowledge_exchange.tasks.render_waiting_papers")
def render_waiting_papers():
    waiting = PaperVersion.objects.waiting_for_pdf(timezone.now())
    for version_id in waiting.values_list("pk", flat=True):
        render_paper.delay(version_id)


@shared_task(name="knowledge_exchange.tasks.clear_papers")
def clear_papers():
    """Beat's: what silence has adopted by now, what votes have decided, who has said nothing."""
    now = timezone.now()
    clearing.adopt_due(now)
    clearing.settle_votes(now)
    consulting.remind(now)
    consulting.notify_of_end(now)
    clearing.remind(now)
