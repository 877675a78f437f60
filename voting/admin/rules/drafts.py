"""The pages on which a draft is started, edited and tried out: nothing of it counts yet."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from common.attempts import attempt
from voting.admin.rules.forms import NewDraftForm, RulesForm
from voting.models import RuleSet
from voting.services import rule_sets
from voting.views.what_if import tried_out

FOLDER = "admin/voting/ruleset"


def new(request, site):
    start = {"source": f"version-{request.GET['from']}"} if "from" in request.GET else {}
    form = NewDraftForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        draft = rule_sets.draft(form.cleaned_data["name"], form.cleaned_data["source"])
        return redirect("admin:voting_ruleset_edit", draft.pk)
    context = {"title": _("A new draft"), "form": form}
    return _page(request, site, "new", context)


def edit(request, site, pk):
    draft = _draft(pk)
    if draft is None:
        return _is_adopted(request, pk)
    form = RulesForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_valid():
        with attempt(request, success=_("The draft is saved.")):
            document, seen = form.cleaned_data["document"], form.cleaned_data["seen"]
            rule_sets.redraft(draft, document, seen=seen)
        return redirect("admin:voting_ruleset_change", draft.pk)
    context = {"title": _("Edit the draft"), "rule_set": draft, "form": form}
    return _page(request, site, "edit", context)


def try_out(request, site, pk):
    rule_set = get_object_or_404(RuleSet, pk=pk)
    context = {
        "title": _("Try out %(rule_set)s") % {"rule_set": rule_set},
        "rule_set": rule_set,
        **tried_out(request, rule_set.rules),
    }
    return _page(request, site, "try", context)


def _draft(pk):
    rule_set = get_object_or_404(RuleSet, pk=pk)
    return rule_set if rule_set.is_draft else None


def _is_adopted(request, pk):
    messages.error(request, _("An adopted rule set never changes. Start a new draft from it."))
    return redirect("admin:voting_ruleset_change", pk)


def _page(request, site, name, context):
    context = {**site.each_context(request), **context}
    return TemplateResponse(request, f"{FOLDER}/{name}.html", context)
