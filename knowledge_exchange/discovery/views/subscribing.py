"""Subscriptions to new papers, for anybody: confirmed, changed and ended by mailed links.

Opening a link changes nothing, so that a program that follows the links of a mail confirms nothing.
"""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from common.outcome_messages import done
from knowledge_exchange import tasks
from knowledge_exchange.discovery.forms import ChoiceForm, SubscribeForm
from knowledge_exchange.discovery.services import subscribing

FOLDER = "knowledge_exchange/finding"


@login_not_required
def subscribe(request):
    """The answer is the same whatever the address."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tasks.ask_for_subscription(**form.cleaned_data)
        return redirect("knowledge_exchange:subscription_asked")
    return render(request, f"{FOLDER}/subscribe.html", {"form": form})


@require_safe
@login_not_required
def asked(request):
    return render(request, f"{FOLDER}/subscription_asked.html")


@never_cache
@login_not_required
def subscription(request, token):
    """Where the mailed link leads: confirm it, later change it."""
    found = subscribing.by_token(token)
    if found is None:
        return _ended(request)
    if not found.is_confirmed:
        return _confirm(request, found)
    return _change(request, found, token)


def _confirm(request, found):
    if request.method == "POST":
        now = timezone.now()
        done(request, subscribing.confirm, found, said=_("You will hear of new papers."), now=now)
        return redirect(request.path)
    return render(request, f"{FOLDER}/confirm.html", {"subscription": found})


def _change(request, found, token):
    now_chosen = {"wants_all": found.wants_all, "themes": found.themes.all()}
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial=now_chosen)
    if request.method == "POST" and form.is_valid():
        told = _("Your choice is stored.")
        done(request, subscribing.choose, found, said=told, **form.cleaned_data)
        return redirect(request.path)
    context = {"subscription": found, "form": form, "token": token}
    return render(request, f"{FOLDER}/subscription.html", context)


@csrf_exempt  # a mail program posts here without having seen the page (RFC 8058)
@never_cache
@login_not_required
def unsubscribe(request, token):
    """The signed address is all it takes. Twice is harmless."""
    found = subscribing.by_token(token)
    if request.method == "POST":
        if found:
            subscribing.end(found)
        return render(request, f"{FOLDER}/unsubscribed.html")
    if found is None:
        return _ended(request)
    context = {"subscription": found, "token": token}
    return render(request, f"{FOLDER}/unsubscribe.html", context)


def _ended(request):
    return render(request, f"{FOLDER}/subscription_ended.html", status=404)
