"""What waits for this person as the second one, outside the admin too."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.attempts import attempt
from common.form_fields import LinesField
from proposals import kept_elsewhere, services
from proposals.admin_steps import letters_of
from proposals.models import Proposal
from proposals.under_way import shown_again, under_way
from traces.services import note_download


class WhyForm(forms.Form):
    why = LinesField(
        label=gettext_lazy("Why it shall not happen"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@never_cache
def tasks(request):
    context = {
        "to_release": [
            *kept_elsewhere.to_release(request.user),
            *services.to_release(request.user),
        ],
        "proposed": Proposal.objects.open().with_people().filter(proposed_by=request.user),
    }
    return render(request, "proposals/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def proposal(request, pk):
    """For both people, and for whoever may be the second one; nobody else learns of it."""
    row = _proposal_for(request.user, pk)
    why_not_release = services.why_not_release(row, request.user)
    if row.is_waiting and not why_not_release:
        why_not_release = services.why_not_proposed_today(row)
    why_not_settle = services.why_not_settle(row, request.user)
    form = WhyForm(request.POST if "discard" in request.POST else None)
    if request.method == "POST" and _settled(request, row, form):
        return redirect("proposal", row.pk)
    can_release = row.is_waiting and not why_not_release
    context = {
        "proposal": row,
        "form": form,
        "can_release": can_release,
        "can_discard": (row.is_waiting or row.can_be_recalled) and not why_not_settle,
        "why_not_release": why_not_release,
        "looks_like_one_person": services.look_like_one_person_with(row, request.user),
        "letters": letters_of(row) if can_release else [],
        "under_way": under_way(row, timezone.now()),
    }
    page = render(request, "proposals/proposal.html", context)
    return shown_again(page, context["under_way"])


@require_safe
@never_cache
def file(request, pk, file_pk):
    kept = get_object_or_404(_proposal_for(request.user, pk).files, pk=file_pk)
    note_download(request.user, kept.proposal)
    judged = {"filename": str(kept), "content_type": kept.judged["content_type"]}
    return FileResponse(kept.file.open("rb"), as_attachment=True, **judged)


def _proposal_for(user, pk):
    row = get_object_or_404(Proposal.objects.with_people(), pk=pk)
    if services.why_not_release(row, user) and services.why_not_settle(row, user):
        raise Http404
    return row


def _settled(request, row, form):
    details = {"by": request.user, "now": timezone.now()}
    if "release" in request.POST:
        release = reauthentication_required(_release, enabled=row.act.asks_to_sign_in_again)
        release(request, row, **details)
        return True
    if not form.is_valid():
        return False
    take_back = services.discard if row.is_waiting else services.recall
    with attempt(request, success=_("Taken back; nothing has happened.")):
        take_back(row, why=form.cleaned_data["why"], **details)
    return True


def _release(request, row, **details):
    with attempt(request, success=_("Released.")):
        services.release(row, **details)
