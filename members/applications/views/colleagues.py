"""Colleagues and links of one application: who was invited, who has come, who answers for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import asking
from common.attempts import attempt
from common.once import once
from members.applications.forms import InviteForm
from members.applications.permissions import can_manage
from members.applications.services import access
from members.applications.services import colleagues as service
from members.applications.views.access import for_applicant, remember


@for_applicant
@once
def colleagues(request, application):
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _must_manage(request)
        success = _("The invitation is on its way.")
        with attempt(request, success=success, form=form, field="email"):
            email, now = form.cleaned_data["email"], timezone.now()
            _ask_to_mail(request, email, now)
            service.invite(application, email, by=request.collaborator, now=now)
            return redirect("members:colleagues", application.reference)
    context = {
        "application": application,
        "form": form,
        "people": application.collaborators.active(),
        "me": request.collaborator,
        "manages": can_manage(request.collaborator),
    }
    return render(request, "members/colleagues.html", context)


@require_POST
@for_applicant
@once
def own_link(request, application):
    """The link ends for everybody else; whoever pressed the button stays in."""
    person = access.replace_own_link(request.collaborator, now=timezone.now())
    remember(request, person)
    messages.success(request, _("Your old link is dead; a new one is on its way to you."))
    return redirect("members:colleagues", application.reference)


@require_POST
@for_applicant
@once
def resend_link(request, application, pk):
    person = _colleague(request, application, pk)
    now = timezone.now()
    with attempt(request, success=_("The link is on its way.")):
        _ask_to_mail(request, person.email, now)
        service.resend_link(person, by=request.collaborator, now=now)
    return redirect("members:colleagues", application.reference)


@require_POST
@for_applicant
@once
def replace_link(request, application, pk):
    person = _colleague(request, application, pk)
    with attempt(request, success=_("The old link is dead; a new one is on its way.")):
        service.replace_link(person, by=request.collaborator, now=timezone.now())
    return redirect("members:colleagues", application.reference)


@for_applicant
def remove(request, application, pk):
    person = _colleague(request, application, pk)
    if request.method != "POST":
        context = {"application": application, "person": person}
        return render(request, "members/remove_colleague.html", context)
    with attempt(request, success=_("This person is shut out now.")):
        service.remove(person, by=request.collaborator, now=timezone.now())
    return redirect("members:colleagues", application.reference)


@for_applicant
def hand_over(request, application, pk):
    person = _colleague(request, application, pk)
    if request.method != "POST":
        context = {"application": application, "person": person}
        return render(request, "members/hand_over.html", context)
    with attempt(request, success=_("The application is handed over. You still work on it.")):
        service.hand_over(person, by=request.collaborator, now=timezone.now())
    return redirect("members:colleagues", application.reference)


def _ask_to_mail(request, email, now):
    what = f"colleague of {request.collaborator.pk}"
    asking.ask(request, what, email, pause=access.PAUSE, now=now, rate=asking.INVITATION)


def _colleague(request, application, pk):
    """Somebody else who works on the application, for its owner only."""
    _must_manage(request)
    others = application.collaborators.active().exclude(pk=request.collaborator.pk)
    return get_object_or_404(others, pk=pk)


def _must_manage(request):
    if not can_manage(request.collaborator):
        raise PermissionDenied
