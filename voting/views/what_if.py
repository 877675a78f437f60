"""What would be, and what would have been. Nothing here knows a motion that is not certified."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from voting.forms import CountsForm, WhatIfForm
from voting.models import Motion
from voting.rules import what_if
from voting.tally import Counts, tally

PER_PAGE = 20


@require_safe
@login_not_required
@vary_on_headers("X-Part")
def page(request):
    form = WhatIfForm().fill(request.GET)
    context = {"form": form}
    if form.is_valid():
        context |= _decided(request, form.rules, form.cleaned_data["counts"])
    name = "_what_if" if "X-Part" in request.headers else "what_if"
    return render(request, f"voting/{name}.html", context)


def tried_out(request, rules):
    """The same for a given rule set, a draft for instance, as the context of a page."""
    form = CountsForm().fill(request.GET)
    if not form.is_valid():
        return {"form": form}
    return {"form": form, **_decided(request, rules, form.cleaned_data["counts"])}


def _decided(request, rules, counts):
    """Certified motions come with `.replay`, and whether it differs from what was decided."""
    certified = Motion.objects.certified().select_related("rule_set")
    latest_first = certified.order_by("-certified_at", "-pk")
    replayed = Paginator(latest_first, PER_PAGE).get_page(request.GET.get("page"))
    for motion in replayed:
        motion.replay = tally(rules, Counts(**motion.result["counts"]))
        motion.differs = motion.replay.carried != motion.carried
    return {
        "rules": rules,
        "counts": counts,
        "silent": counts.entitled - counts.recused - counts.took_part,
        "took_part": counts.took_part,
        "result": tally(rules, counts),
        "turnouts": what_if.chart(
            rules, entitled=counts.entitled, recused=counts.recused, abstain=counts.abstain
        ),
        "replayed": replayed,
    }
