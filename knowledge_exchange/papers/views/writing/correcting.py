"""Proposing that details or authors of a published paper be corrected."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt
from common.once import once
from knowledge_exchange import permissions
from knowledge_exchange.papers import two_people
from knowledge_exchange.papers.correction_forms import AuthorsFormSet, CorrectDetailsForm
from knowledge_exchange.papers.services import corrections, details
from knowledge_exchange.papers.views.writing.access import for_writers
from proposals import services as proposals


@for_writers
@once
def correct(request, paper):
    if not two_people.can_propose_correction(request.user, paper):
        raise PermissionDenied
    kind = two_people.CORRECT
    seen = request.POST.get("seen") or corrections.fingerprint(paper)
    sent = request.POST if request.method == "POST" else None
    is_staff = permissions.can_publish(request.user)
    form = CorrectDetailsForm(sent, instance=copy(paper), is_staff=is_staff)
    authors = AuthorsFormSet(sent, queryset=paper.author_list.select_related("centre"))
    if form.is_valid() and not authors.is_valid():
        form.add_error(None, _("Look at the authors: what is to be mended stands beside it."))
    elif form.is_valid():
        stored = details.stored_details(paper)
        changes = {name: value for name, value in form.details().items() if stored[name] != value}
        author_list = authors.in_order()
        change = {"changes": changes, "author_list": author_list, "seen": seen}
        by, now = request.user, timezone.now()
        with attempt(request, form=form, success=two_people.PROPOSED) as proposing:
            proposals.try_out(kind, paper, change, by=by, now=now)
            proposals.propose(
                paper,
                kind.name,
                change,
                title=_("%(act)s: %(thing)s") % {"act": kind.label, "thing": paper},
                reason=form.cleaned_data["reason"],
                facts=two_people.before_and_after(paper, changes, author_list),
                by=by,
                now=now,
            )
        if proposing.succeeded:
            return redirect("tasks")
    context = {"paper": paper, "form": form, "authors": authors, "seen": seen}
    return render(request, "knowledge_exchange/writing/correct.html", context)
