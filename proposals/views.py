"""What waits for a person, and the page of a proposal, outside the admin too."""

from dataclasses import dataclass

from allauth.account.decorators import reauthentication_required
from django import forms
from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common import waiting
from common.attempts import attempt
from common.form_fields import LinesField
from proposals import services
from proposals.admin_steps import letters_of
from proposals.enums import ProposalStatus
from proposals.models import Proposal
from proposals.under_way import shown_again, under_way
from traces.services import note_download

PER_PAGE = waiting.TASKS - 1
PARTS = {
    "you": waiting.Whose.YOU,
    "colleagues": waiting.Whose.COLLEAGUES,
    "others": waiting.Whose.OTHERS,
}


class WhyForm(forms.Form):
    why = LinesField(
        label=gettext_lazy("Why it shall not happen"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@never_cache
def tasks(request):
    """What waits: for this person, for their colleagues, for others. Each part has its pages."""
    numbers = {name: _page_number(request.GET.get(name)) for name in PARTS}
    shown = min(max(numbers.values()) * PER_PAGE + 1, waiting.CAP)
    look = waiting.kept_shelves if shown == waiting.TASKS else waiting.shelves
    found = look(waiting.Viewer(request.user, timezone.now()), limit=shown)
    waiting.keep_badge(request.user, found[waiting.Whose.YOU].count)
    parts = {name: _Page(name, found[whose], numbers[name]) for name, whose in PARTS.items()}
    released = Proposal.objects.open().exclude(status=ProposalStatus.WAITING)
    own = Q(proposed_by=request.user) | Q(released_by=request.user)
    context = {"parts": parts, "released": released.filter(own).order_by("takes_effect_at")}
    return render(request, "proposals/tasks.html", context)


@dataclass(frozen=True)
class _Page:
    """A page of one part; what is beyond the first hundred of a kind is read in its own list."""

    name: str
    shelf: waiting.Shelf
    number: int

    @property
    def count(self):
        return self.shelf.count

    @property
    def things(self):
        return self.shelf.waiting[(self.number - 1) * PER_PAGE :][:PER_PAGE]

    @property
    def before(self):
        return f"?{self.name}={self.number - 1}#{self.name}" if self.number > 1 else ""

    @property
    def after(self):
        is_more = len(self.shelf.waiting) > self.number * PER_PAGE
        return f"?{self.name}={self.number + 1}#{self.name}" if is_more else ""


def _page_number(typed):
    """The first page for whatever is no number of one."""
    is_number = typed is not None and typed.isascii() and typed.isdigit() and len(typed) < 4
    return max(int(typed), 1) if is_number else 1


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def proposal(request, pk):
    """For both people, and for whoever may be the second one; nobody else learns of it."""
    row = _proposal_for(request.user, pk)
    why_not_release = services.why_not_release(row, request.user)
    if row.is_waiting and not why_not_release:
        why_not_release = services.why_not_proposed_today(row)
    why_not_settle = services.why_not_settle(row, request.user)
    form = WhyForm(request.POST if "discard" in request.POST else None)
    if request.method == "POST" and _settled(request, row, form):
        return redirect("proposal", row.pk)
    can_release = row.is_waiting and not why_not_release
    context = {
        "proposal": row,
        "form": form,
        "can_release": can_release,
        "can_discard": (row.is_waiting or row.can_be_recalled) and not why_not_settle,
        "why_not_release": why_not_release,
        "looks_like_one_person": services.look_like_one_person_with(row, request.user),
        "letters": letters_of(row) if can_release else [],
        "under_way": under_way(row, timezone.now()),
        "subject_page": _subject_page(row, request.user),
    }
    page = render(request, "proposals/proposal.html", context)
    return shown_again(page, context["under_way"])


def _subject_page(row, user):
    """The page of what it is about, for whoever may enter the admin; "" if there is none."""
    kind = row.subject_type
    try:
        page = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[row.subject_id])
    except NoReverseMatch:
        return ""
    return page if user.is_staff else ""


@require_safe
@never_cache
def file(request, pk, file_pk):
    kept = get_object_or_404(_proposal_for(request.user, pk).files, pk=file_pk)
    note_download(request.user, kept.proposal)
    judged = {"filename": str(kept), "content_type": kept.judged["content_type"]}
    return FileResponse(kept.file.open("rb"), as_attachment=True, **judged)


def _proposal_for(user, pk):
    row = get_object_or_404(Proposal.objects.with_people(), pk=pk)
    if services.why_not_release(row, user) and services.why_not_settle(row, user):
        raise Http404
    return row


def _settled(request, row, form):
    details = {"by": request.user, "now": timezone.now()}
    if "release" in request.POST:
        release = reauthentication_required(_release, enabled=row.act.asks_to_sign_in_again)
        release(request, row, **details)
        return True
    if not form.is_valid():
        return False
    take_back = services.discard if row.is_waiting else services.recall
    with attempt(request, success=_("Taken back; nothing has happened.")):
        take_back(row, why=form.cleaned_data["why"], **details)
    return True


def _release(request, row, **details):
    with attempt(request, success=_("Released.")):
        services.release(row, **details)
