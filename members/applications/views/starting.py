"""Before an application is open: what membership takes, asking for a link, opening it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common import asking
from common.attempts import attempt
from common.once import once
from members import tasks
from members.applications.forms import CodeForm, StartForm
from members.applications.models import Collaborator
from members.applications.services import access
from members.applications.services.expiry import UNOPENED_FOR
from members.applications.views.access import (
    asked_in_this_browser,
    remember,
    remember_asking,
)
from members.enums import REQUIREMENTS, Criterion


@login_not_required
def join(request):
    requirements = [(criterion.label, REQUIREMENTS[criterion]) for criterion in Criterion]
    return render(request, "members/join.html", {"criteria": requirements})


@login_not_required
@once
def apply(request):
    """Ask for an address and mail the link. The answer is the same whatever the address."""
    return _ask_for_link(request, "members/apply.html", start=True)


@login_not_required
@once
def resend_link(request):
    return _ask_for_link(request, "members/resend_link.html", start=False)


def _ask_for_link(request, template, *, start):
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, now = form.cleaned_data["email"], timezone.now()
        to = _("You asked for a link to %(email)s.") % {"email": email}
        said = f"{to} {asking.when(access.PAUSE, now)}"
        with attempt(request, success=said, form=form, field="email"):
            asking.ask(request, "application", email, pause=access.PAUSE, now=now)
            tasks.ask_for_link(email, start=start)
            return redirect("members:link_sent")
    return render(request, template, {"form": form})


@login_not_required
def link_sent(request):
    return render(request, "members/link_sent.html")


@never_cache
@login_not_required
@once(then=lambda token: reverse("members:enter_code", args=[token]))
def open_application(request, token):
    """The mailed link shows a button, so that a mail scanner's visit sends no code."""
    person = _person_by(token)
    if person is None:
        return _dead(request, token)
    if request.method == "POST":
        success = _("A code is on its way to the address of this link.")
        with attempt(request, success=success):
            mail = access.ask_for_code(person, now=timezone.now())
            remember_asking(request, person, mail.details["serial"])
        return redirect("members:enter_code", token)
    context = {"application": person.application, "token": token}
    return render(request, "members/open_application.html", context)


@never_cache
@login_not_required
@once
def enter_code(request, token):
    """The right code opens the application in this browser."""
    person = _person_by(token)
    if person is None:
        return _dead(request, token)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with attempt(request, form=form, field="code"):
            typed, serial = form.cleaned_data["code"], asked_in_this_browser(request, person)
            person = access.enter(person, typed, serial=serial, now=timezone.now())
            remember(request, person)
            return redirect(person.application)
    context = {"application": person.application, "token": token, "form": form}
    return render(request, "members/enter_code.html", context)


def _person_by(token):
    return Collaborator.objects.by_link(token).select_related("application").first()


def _dead(request, token):
    """404, or 410 for the link of a draft that was erased because nobody opened it."""
    is_erased = access.is_of_erased_draft(token)
    context = {"form": StartForm(), "is_erased": is_erased, "days": UNOPENED_FOR.days}
    return render(request, "members/link_dead.html", context, status=410 if is_erased else 404)
