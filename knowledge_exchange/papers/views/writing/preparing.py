"""Beginning a paper, and the pages that say how far it is."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common import markdown
from common.attempts import attempt
from common.markdown import figures_in
from common.once import once
from knowledge_exchange import permissions
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers import shown_figures, two_people
from knowledge_exchange.papers.forms import ProposeForm, WithdrawForm
from knowledge_exchange.papers.permissions import can_give_up
from knowledge_exchange.papers.services import details, publishing, writing
from knowledge_exchange.papers.views.writing.access import draft_of, for_writers
from knowledge_exchange.papers.writing_forms import BeginPaperForm, CorrectionForm
from proposals import services as proposals


@once(words=("title",))
def begin_paper(request, number):
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), number=number)
    if not permissions.can_write(request.user):
        raise PermissionDenied
    form = BeginPaperForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        title = form.cleaned_data["title"]
        with attempt(request, form=form) as beginning:
            paper = details.begin_paper(meeting, title=title, by=request.user, now=timezone.now())
        if beginning.succeeded:
            return redirect("knowledge_exchange:write", paper.slug)
    context = {"meeting": meeting, "form": form}
    return render(request, "knowledge_exchange/writing/begin.html", context)


@for_writers
def tasks(request, paper):
    draft = draft_of(paper)
    context = {
        "paper": paper,
        "draft": draft,
        "has_published_text": paper.versions.published().exists(),
        "figures": paper.figures.count(),
        "described": bool(paper.abstract and (paper.licence or paper.why_not_stated)),
        "gaps": details.gaps(paper, draft),
        "can_give_up": can_give_up(request.user, paper),
        "may_correct": two_people.can_propose_correction(request.user, paper),
        "to_propose": [
            (act, kind.label)
            for act, kind in (("publish", two_people.PUBLISH), ("withdraw", two_people.WITHDRAW))
            if not (request.user.is_staff or why_not_propose(kind, request.user, paper))
        ],
    }
    return render(request, "knowledge_exchange/writing/tasks.html", context)


@for_writers
def check(request, paper):
    draft = draft_of(paper)
    text = None
    if draft and not draft.is_uploaded:
        text = markdown.render(draft.body, figures=shown_figures.on_page(paper))
    used = figures_in(draft.body) if text else set()
    context = {
        "paper": paper,
        "draft": draft,
        "gaps": details.gaps(paper, draft),
        "text": text,
        "unused": [figure for figure in paper.figures.all() if figure.name not in used],
        "authors": paper.author_list.select_related("centre"),
    }
    return render(request, "knowledge_exchange/writing/check.html", context)


@for_writers
def give_up(request, paper):
    if not can_give_up(request.user, paper):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with attempt(request, success=_("The paper is given up."), form=form) as giving_up:
            reasons = form.cleaned_data["reasons"]
            publishing.give_up(paper, by=request.user, reasons=reasons, now=timezone.now())
        if giving_up.succeeded:
            return redirect("knowledge_exchange:index")
    context = {"paper": paper, "form": form}
    return render(request, "knowledge_exchange/writing/give_up.html", context)


def why_not_propose(kind, user, paper):
    return kind.why_lapsed(paper, timezone.now()) or kind.why_not_propose(user, paper)


@for_writers
@once
def propose(request, paper, act):
    """A centre that is one of the authors asks that the paper be published, or withdrawn."""
    kind = {"publish": two_people.PUBLISH, "withdraw": two_people.WITHDRAW}[act]
    if why_not_propose(kind, request.user, paper):
        raise PermissionDenied
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        with attempt(request, success=two_people.PROPOSED, form=form) as proposing:
            proposals.propose(
                paper,
                kind.name,
                {"reasons": reason} if kind is two_people.WITHDRAW else {},
                title=_("%(act)s: %(thing)s") % {"act": kind.label, "thing": paper},
                reason=reason,
                by=request.user,
                now=timezone.now(),
            )
        if proposing.succeeded:
            return redirect("tasks")
    context = {"paper": paper, "kind": kind, "form": form}
    return render(request, "knowledge_exchange/writing/propose.html", context)


@for_writers
@once
def new_version(request, paper):
    """Begin a correction, or say anew what it corrects."""
    draft = draft_of(paper)
    if not paper.versions.published().exists():
        return redirect("knowledge_exchange:write_text", paper.slug)
    form = CorrectionForm(request.POST if request.method == "POST" else None, instance=draft)
    if form.is_valid():
        what_changed = form.cleaned_data["what_changed"]
        with attempt(request):
            if draft:
                writing.say_what_changed(draft, what_changed)
            else:
                writing.begin_correction(
                    paper, what_changed=what_changed, by=request.user, now=timezone.now()
                )
        return redirect("knowledge_exchange:write", paper.slug)
    context = {"paper": paper, "draft": draft, "form": form}
    return render(request, "knowledge_exchange/writing/new_version.html", context)
