"""What an applicant can still do with an application as a whole: withdraw, apply again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.dates import network_day
from members.applications.forms import WithdrawForm
from members.applications.services import applying, reapplying
from members.applications.views.access import for_applicant, forget, remember
from members.enums import ApplicationStatus
from members.permissions import can_manage, can_withdraw


@for_applicant
def withdraw(request, application):
    why_not = _why_not_withdraw(request.collaborator, application)
    if why_not:
        messages.info(request, why_not)
        return redirect(application)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _withdrawn(request, application, form.cleaned_data["reason"])
    context = {
        "application": application,
        "form": form,
        "in_vote": application.status == ApplicationStatus.IN_VOTE,
    }
    return render(request, "members/withdraw.html", context)


def _why_not_withdraw(person, application):
    if not can_withdraw(application):
        return _("This application can no longer be withdrawn.")
    if not can_manage(person):
        return _("Only the owner of the application can withdraw it.")
    return ""


def _withdrawn(request, application, reason):
    told = (
        _("You gave the draft up.") if application.is_draft else _("The application is withdrawn.")
    )
    applying.withdraw(application, reason=reason, by=request.collaborator, now=timezone.now())
    messages.success(request, told)
    return redirect(application)


@require_POST
@for_applicant
def apply_again(request, application):
    """Start from the old answers, or go on with the draft that this address has."""
    now = timezone.now()
    draft = reapplying.reapply(application, by=request.collaborator, now=now, on=network_day(now))
    owner = draft.collaborators.active().get(is_owner=True)
    remember(request, owner)
    if draft.previous == application:
        told = _("This new draft holds your answers and evidence. Bring them up to date.")
    else:
        told = _("This address has a draft already; here it is.")
    messages.success(request, told)
    return redirect(draft)


@require_POST
@for_applicant
def leave(request, application):
    """Close the application in this browser; its link opens it again."""
    forget(request, application)
    messages.success(request, _("The application is closed in this browser."))
    return redirect("members:join")
