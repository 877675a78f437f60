"""Asking the applicant, by way of the secretariat."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voting import services
from voting.forms import QuestionForm
from voting.permissions import entry_of, why_no_ballot
from voting.views.access import motion_for


@never_cache
def ask(request, pk):
    motion = motion_for(request.user, pk)
    if motion.application is None:
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None)
    entry = entry_of(request.user, motion)
    if why_not := why_no_ballot(request.user, motion, entry, timezone.now()):
        return _not_asked(request, motion, why_not, form, status=403)
    if not form.is_valid():
        return render(request, "voting/ask.html", {"motion": motion, "form": form})
    try:
        services.ask(motion, form.cleaned_data["question"], by=request.user)
    except services.Refused as refusal:
        return _not_asked(request, motion, str(refusal), form, status=409)
    messages.success(request, _("Your question is with the secretariat, which passes it on."))
    return redirect(f"{motion.get_absolute_url()}#voter-questions")


def _not_asked(request, motion, why_not, form, *, status):
    context = {"motion": motion, "heading": _("Your question was not sent"), "why_not": why_not}
    if form.is_bound and form.is_valid():
        context["question"] = form.cleaned_data["question"]
    return render(request, "voting/refused.html", context, status=status)
