"""A drafted decision on an application, for whoever may release it outside the admin."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.attempts import attempt
from members.applications.models import Decision
from members.applications.next_steps import what_release_did
from members.applications.services import decisions
from outbox.rehearsal import letter_of
from proposals.likeness import look_like_one_person
from proposals.views import WhyForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def release_decision(request, pk):
    """For the second person alone; nobody else learns of it, and it is gone once it is settled."""
    decision = get_object_or_404(
        Decision.objects.waiting().select_related("application", "drafted_by"), pk=pk
    )
    if decisions.why_not_release(decision, request.user):
        raise Http404
    form = WhyForm(request.POST if "discard" in request.POST else None)
    how = {"by": request.user, "now": timezone.now()}
    if "release" in request.POST:
        with attempt(request, success=what_release_did(decision.application, decision)):
            decisions.release(decision, **how)
        return redirect("tasks")
    if form.is_valid():
        with attempt(request, success=_("Discarded; the review goes on.")):
            decisions.discard(decision, why=form.cleaned_data["why"], **how)
        return redirect("tasks")
    context = {
        "decision": decision,
        "application": decision.application,
        "findings": decision.application.findings.order_by("pk"),
        "letters": [letter_of(mail, how["now"]) for mail in decisions.mails_of(decision)[:1]],
        "looks_like_one_person": look_like_one_person(decision.drafted_by, request.user),
        "form": form,
    }
    return render(request, "members/release_decision.html", context)
