from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import trial
from common.edit_conflicts import Conflict, fingerprint
from knowledge_exchange import permissions
from knowledge_exchange.papers import two_people
from knowledge_exchange.papers.services import details, frozen_details
from knowledge_exchange.papers.views.writing.access import for_writers
from knowledge_exchange.papers.writing_forms import DetailsForm


@for_writers
def edit(request, paper):
    stored = details.stored_details(paper)
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        instance=paper,
        sets_doi=permissions.can_set_doi(request.user),
    )
    if not form.is_valid():
        seen = request.POST.get("seen", fingerprint(stored))
        return _page(request, paper, form, seen=seen)
    seen, by, now = request.POST.get("seen", ""), request.user, timezone.now()
    with trial() as saving:
        details.save(paper, form.details(), by=by, now=now, seen=seen)
    if isinstance(saving.refusal, Conflict):
        seen, conflict = fingerprint(saving.refusal.stored), in_words(saving.refusal, form)
        return _page(request, paper, form, seen=seen, conflict=conflict)
    if saving.refusal:
        form.add_error(None, str(saving.refusal))
        return _page(request, paper, form, seen=seen)
    messages.success(request, _("Saved."))
    page = "write" if "leave" in request.POST else "write_authors"
    return redirect(f"knowledge_exchange:{page}", paper.slug)


def _page(request, paper, form, *, seen, conflict=None):
    stands = frozen_details.why_frozen(paper)
    if stands:
        form.show_only()
    context = {
        "paper": paper,
        "form": form,
        "seen": seen,
        "conflict": conflict,
        "stands": stands,
        "may_correct": two_people.can_propose_correction(request.user, paper),
    }
    status = 409 if conflict else 200
    return render(request, "knowledge_exchange/writing/details.html", context, status=status)


def in_words(conflict, form):
    """Both texts of each field that reads otherwise, as `members/_conflict.html` shows them."""
    typed = form.details()
    return {
        "title": _("Somebody else changed the details meanwhile"),
        "differences": [
            {
                "label": form[name].label,
                "yours": _as_read(form, name, typed[name]),
                "stored": _as_read(form, name, conflict.stored[name]),
            }
            for name in typed
            if typed[name] != conflict.stored[name]
        ],
    }


def _as_read(form, name, value):
    if name == "themes":
        chosen = form.fields[name].queryset.filter(pk__in=value)
        return ", ".join(theme.name for theme in chosen)
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value))
