import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from knowledge_exchange import services
from knowledge_exchange.models import PaperVersion

log = logging.getLogger(__name__)


def ring(version_id):
    """Ask a worker for the PDF now. If nobody can be told, beat's next tick does the same."""
    try:
        render_paper.delay(version_id)
    except (OperationalError, OSError):
        log.warning("the broker cannot be reached; the PDF waits for the next tick")


@shared_task
def render_paper(version_id):
    services.render_pdf(version_id, clock=timezone.now)


@shared_task
def render_waiting_papers():
    waiting = PaperVersion.objects.waiting_for_pdf(timezone.now())
    for version_id in waiting.values_list("pk", flat=True):
        render_paper.delay(version_id)
