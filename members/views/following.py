"""What an applicant can still do with an application as a whole: withdraw it, close it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.permissions import can_withdraw
from members.services import applying
from members.views.access import for_applicant, forget


@for_applicant
def withdraw(request, application):
    if request.method == "POST":
        applying.withdraw(application, now=timezone.now())
        messages.success(request, _("The application was withdrawn."))
        return redirect(application)
    if not can_withdraw(application):
        messages.info(request, _("This application can no longer be withdrawn."))
        return redirect(application)
    return render(request, "members/withdraw.html", {"application": application})


@require_POST
@for_applicant
def leave(request, application):
    """Close the application in this browser; its link opens it again."""
    forget(request, application)
    messages.success(request, _("The application is closed in this browser."))
    return redirect("members:join")
