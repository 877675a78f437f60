"""The first page after the first sign-in: what to do first, as short as it can be."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.permissions import centre_of, is_secretariat
from members.register import second_steps
from members.register.services import accounts


@require_safe
def welcome(request):
    context = {
        "centre": centre_of(request.user),
        "has_second_step": second_steps.has_one(request.user),
        "due": accounts.second_step_due(request.user, now=timezone.now()),
        "is_secretariat": is_secretariat(request.user),
    }
    return render(request, "members/welcome.html", context)
