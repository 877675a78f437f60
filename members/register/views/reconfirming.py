"""A centre's own page on which it confirms the four criteria again. Nothing of it is public."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.attempts import attempt
from common.once import once
from members.enums import ReconfirmationStatus
from members.permissions import can_answer_for
from members.register.reconfirm_form import ReconfirmForm
from members.register.services import reconfirming
from members.register.views.own_centre import own_centre


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def reconfirm(request, slug):
    """Observers read; a delegate or alternate answers, once."""
    centre = own_centre(request.user, slug)
    latest = centre.reconfirmations.select_related("answered_by").first()
    waits = latest is not None and latest.status == ReconfirmationStatus.ASKED
    mandate = centre.mandates.current().first()
    form = ReconfirmForm(request.POST or None, has_mandate=mandate is not None)
    if request.method == "POST" and not can_answer_for(request.user, centre):
        raise PermissionDenied
    if request.method == "POST" and not waits:
        messages.error(request, _("No answer is awaited: a colleague may have answered meanwhile."))
        return redirect("members:reconfirm", centre.slug)
    if request.method == "POST" and form.is_valid():
        with attempt(request, success=_("Your centre's answer was sent to the secretariat.")):
            reconfirming.answer(
                latest,
                form.answers,
                mandate_basis=form.cleaned_data["mandate_basis"],
                mandate_valid_until=form.cleaned_data["mandate_valid_until"],
                by=request.user,
                now=timezone.now(),
            )
        return redirect("members:reconfirm", centre.slug)
    context = {
        "centre": centre,
        "mandate": mandate,
        "reconfirmation": latest,
        "answers": latest.answers_in_order() if latest else [],
        "waits": waits,
        "form": form if waits and can_answer_for(request.user, centre) else None,
    }
    return render(request, "members/reconfirm.html", context)
