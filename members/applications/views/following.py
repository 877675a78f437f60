"""What an applicant can still do with an application as a whole: withdraw, apply again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.dates import network_day
from common.once import once
from members.applications.forms import WithdrawForm
from members.applications.permissions import can_manage, can_withdraw
from members.applications.services import applying, on_behalf, reapplying
from members.applications.views.access import for_applicant, forget, remember
from members.enums import ApplicationStatus


@for_applicant
def withdraw(request, application):
    person, why_not = request.collaborator, ""
    if not can_withdraw(application):
        why_not = _("This application can no longer be withdrawn.")
    elif not can_manage(person):
        why_not = _("Only the owner of the application can withdraw it.")
    if why_not:
        messages.info(request, why_not)
        return redirect(application)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        was_draft = application.is_draft
        reason, now = form.cleaned_data["reason"], timezone.now()
        applying.withdraw(application, reason=reason, by=person, now=now)
        if was_draft:
            messages.success(request, _("You gave the draft up."))
        else:
            messages.success(request, _("The application is withdrawn."))
        return redirect(application)
    context = {
        "application": application,
        "form": form,
        "in_vote": application.status == ApplicationStatus.IN_VOTE,
    }
    return render(request, "members/withdraw.html", context)


@require_POST
@for_applicant
@once
def object_to(request, application):
    success = _("You objected. Nothing of it is done, and the secretariat reads that.")
    with attempt(request, success=success):
        on_behalf.object_to(application, by=request.collaborator, now=timezone.now())
    return redirect(application)


@require_POST
@for_applicant
@once
def apply_again(request, application):
    """Start from the old answers, or go on with the draft that this address has."""
    now = timezone.now()
    draft = reapplying.reapply(application, by=request.collaborator, now=now, on=network_day(now))
    owner = draft.collaborators.active().get(is_owner=True)
    remember(request, owner)
    if draft.previous == application:
        success = _("This new draft holds your answers and evidence. Bring them up to date.")
    else:
        success = _("This address has a draft already; here it is.")
    messages.success(request, success)
    return redirect(draft)


@require_POST
@for_applicant
def leave(request, application):
    """Close the application in this browser; its link opens it again."""
    forget(request, application)
    messages.success(request, _("The application is closed in this browser."))
    return redirect("members:join")
