"""What a person takes home of their own data, and how they ask to have them erased."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common import personal_data, personal_export
from common.form_fields import LinesField
from members.register.two_people import ERASE_PERSON, ERASING_MEANS
from members.register.views.signing_in_again import take
from proposals import services as proposals
from proposals.models import Proposal
from traces.services import note_export


class EraseForm(forms.Form):
    reason = LinesField(
        label=gettext_lazy("What you want to tell the secretariat"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request):
    """POST asks for the erasure; somebody of the secretariat releases it."""
    form = EraseForm(request.POST or None)
    why_not = personal_data.why_not_erased(request.user, timezone.now())
    if request.method == "POST" and not why_not and form.is_valid():
        act = partial(
            proposals.propose,
            request.user,
            ERASE_PERSON.name,
            {"reason": form.cleaned_data["reason"]},
            title=_("Erase the data of a person, who asks for it"),
            reason=form.cleaned_data["reason"] or _("The person asks for it."),
            facts=[(_("What will happen"), str(ERASING_MEANS))],
        )
        said = _("The secretariat is asked. It answers within a month, as the law says.")
        if take(request, act, success=said):
            return redirect("members:own_data")
    goes, stays = personal_data.on_request()
    context = {
        "form": form,
        "why_not": why_not,
        "goes": goes,
        "stays": stays,
        "waiting": Proposal.objects.open().about(request.user).first(),
    }
    return render(request, "members/privacy/own_data.html", context)


@require_POST
@never_cache
def download(request):
    user, now = request.user, timezone.now()
    sections = personal_export.sections(user=user, email=user.email)
    note_export("your-data.zip", user)
    return as_file(personal_export.archive(sections, whose=user.email, now=now))


def as_file(content):
    headers = {"Content-Disposition": 'attachment; filename="your-data.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
