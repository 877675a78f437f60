"""Before an application is open: what membership takes, asking for a link, opening it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members import tasks
from members.enums import REQUIREMENTS, Criterion
from members.forms import StartForm
from members.models import Application
from members.views.access import remember


@login_not_required
def join(request):
    requirements = [(criterion.label, REQUIREMENTS[criterion]) for criterion in Criterion]
    return render(request, "members/join.html", {"criteria": requirements})


@login_not_required
def apply(request):
    """Ask for an address and mail the link. The answer is the same whatever the address."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _link_asked(request, form, start=True)
    return render(request, "members/apply.html", {"form": form})


@login_not_required
def resend_link(request):
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _link_asked(request, form, start=False)
    return render(request, "members/resend_link.html", {"form": form})


def _link_asked(request, form, *, start):
    email = form.cleaned_data["email"]
    tasks.ask_for_link(email, start=start)
    messages.success(request, _("You asked for a link to %(email)s.") % {"email": email})
    return redirect("members:link_sent")


@login_not_required
def link_sent(request):
    return render(request, "members/link_sent.html")


@never_cache
@login_not_required
def open_application(request, token):
    """The mailed link shows a button, so that a mail scanner's visit opens nothing."""
    application = Application.objects.by_link(token).first()
    if application is None:
        return render(request, "members/link_dead.html", {"form": StartForm()}, status=404)
    if request.method == "POST":
        remember(request, application)
        return redirect(application)
    return render(request, "members/open_application.html", {"application": application})
