"""Asking the applicant, by way of the secretariat."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.attempts import attempt
from common.once import once
from voting import services
from voting.forms import QuestionForm
from voting.permissions import entry_of, why_no_ballot
from voting.views.access import motion_for, refused


@never_cache
@once(words=("question",))
def ask(request, pk):
    motion = motion_for(request.user, pk)
    if motion.application is None:
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None)
    heading = _("Your question was not sent")
    entry = entry_of(request.user, motion)
    if why_not := why_no_ballot(request.user, motion, entry, timezone.now()):
        return refused(request, motion, heading, why_not, form, status=403)
    if not form.is_valid():
        return render(request, "voting/ask.html", {"motion": motion, "form": form})
    success = _("Your question is with the secretariat, which passes it on.")
    with attempt(request, success=success, form=form) as asking:
        services.ask(motion, form.cleaned_data["question"], by=request.user)
    if asking.refusal:
        return refused(request, motion, heading, str(asking.refusal), form, status=409)
    return redirect(f"{motion.get_absolute_url()}#voter-questions")
