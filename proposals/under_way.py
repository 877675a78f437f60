"""What a worker is doing by now: a page shows how far it has come, and comes again by itself."""

from datetime import datetime

from django.http import HttpResponse

from common import progress
from proposals.models import Proposal

COMES_AGAIN = "5"  # seconds


def under_way(proposal: Proposal | None, now: datetime) -> dict[str, progress.Progress | None]:
    """Empty unless the proposal's time has come and nothing can show yet what came of it."""
    if proposal is None or not proposal.is_due(now) or proposal.subject is None:
        return {}
    return {"progress": progress.of(proposal.subject)}


def shown_again(response: HttpResponse, parts: object) -> HttpResponse:
    """The page comes again by itself, without a script, as long as the work is under way."""
    if parts:
        response["Refresh"] = COMES_AGAIN
    return response
