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

from common import asking
from common.attempts import attempt
from common.once import once
from knowledge_exchange.discovery import tasks
from knowledge_exchange.discovery.forms import ChoiceForm, SubscribeForm
from knowledge_exchange.discovery.services import subscribing

FOLDER = "knowledge_exchange/finding"


@login_not_required
@once
def subscribe(request):
    """The answer is the same whatever the address."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, now = form.cleaned_data["email"], timezone.now()
        said = asking.when(subscribing.PAUSE, now)
        with attempt(request, success=said, form=form, field="email"):
            asking.ask(request, "subscription", email, pause=subscribing.PAUSE, now=now)
            tasks.ask_for_subscription(**form.cleaned_data)
            return redirect("knowledge_exchange:subscription_asked")
    return render(request, f"{FOLDER}/subscribe.html", {"form": form})


@require_safe
@login_not_required
def subscription_asked(request):
    return render(request, f"{FOLDER}/subscription_asked.html")


@never_cache
@login_not_required
def subscription(request, token):
    """Where the mailed link leads: confirm it, later change it."""
    subscription = subscribing.by_token(token)
    if subscription is None:
        return _ended(request)
    context = {"subscription": subscription, "token": token}
    if not subscription.is_confirmed:
        if request.method == "POST":
            with attempt(request, success=_("You will hear of new papers.")):
                subscribing.confirm(subscription, now=timezone.now())
            return redirect(request.path)
        return render(request, f"{FOLDER}/confirm.html", context)
    present = {"wants_all": subscription.wants_all, "themes": subscription.themes.all()}
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial=present)
    if form.is_valid():
        with attempt(request, success=_("Your choice is stored.")):
            subscribing.choose(subscription, **form.cleaned_data)
        return redirect(request.path)
    return render(request, f"{FOLDER}/subscription.html", {**context, "form": form})


@csrf_exempt  # a mail program posts here without having seen the page (RFC 8058)
@never_cache
@login_not_required
def unsubscribe(request, token):
    """The signed address is all it takes. Twice is harmless."""
    subscription = subscribing.by_token(token)
    if request.method == "POST":
        if subscription:
            subscribing.end(subscription)
        return render(request, f"{FOLDER}/unsubscribed.html")
    if subscription is None:
        return _ended(request)
    context = {"subscription": subscription, "token": token}
    return render(request, f"{FOLDER}/unsubscribe.html", context)


def _ended(request):
    return render(request, f"{FOLDER}/subscription_ended.html", status=404)
