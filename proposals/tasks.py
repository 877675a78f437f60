"""Beat's tick: what was released takes effect once nobody can recall it any more.

What nobody released while it was possible lapses; for what still waits whoever has come to be a
second person meanwhile is asked.
"""

import logging

from celery import shared_task

from common.dates import database_time
from proposals import services
from proposals.models import Proposal

log = logging.getLogger(__name__)


@shared_task
def put_released_into_effect():
    for proposal in Proposal.objects.due(database_time()):
        try:
            services.put_into_effect(proposal, now=database_time())
        except Exception:
            log.exception("proposal %s could not take effect", proposal.pk)
    for proposal in Proposal.objects.waiting():
        try:
            if services.lapse(proposal, now=database_time()) is None:
                services.ask_again(proposal, now=database_time())
        except Exception:
            log.exception("proposal %s could not be looked at", proposal.pk)
