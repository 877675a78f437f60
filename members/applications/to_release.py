"""Drafted decisions on applications, for the list of what waits for a second person."""

from django.urls import reverse

from members.applications.models import Decision
from members.applications.services import decisions
from members.register.models import User
from proposals.kept_elsewhere import Waiting


def decisions_to_release(user: User) -> list[Waiting]:
    """Those that this person may release."""
    drafted = Decision.objects.waiting().select_related("application", "drafted_by")
    return [
        Waiting(
            title=f"{decision.get_outcome_display()}: {decision.application.title}",
            url=reverse("members:release_decision", args=[decision.pk]),
            proposed_by=decision.drafted_by,
            proposed_at=decision.drafted_at,
        )
        for decision in drafted
        if not decisions.why_not_release(decision, user)
    ]
