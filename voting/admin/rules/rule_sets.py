"""Rule sets: drafts are edited, tried out and adopted; an adopted one is only read."""

import json

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.mixins import ReadOnlyMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.steps import StepLink
from outbox import letters
from proposals.admin_steps import SETTLING, shown_proposal
from voting.admin.rules import drafts
from voting.admin.rules.forms import ComparisonForm
from voting.admin.rules.rule_set_list import LISTING, keys_in_force, state_tag, with_what_cells_read
from voting.admin.rules.steps import (
    ADOPTED_ELSEWHERE,
    DISCARD,
    PUT_TO_THE_VOTE,
    DraftVersions,
)
from voting.models import RuleSet
from voting.permissions import can_adopt_rules
from voting.rules import SERIES, entries_side_by_side, in_words, words_side_by_side

FOLDER = "admin/voting/ruleset"


@admin.register(RuleSet)
class RuleSetAdmin(ListAdmin, ReadOnlyMixin, PageAdmin):
    listing = LISTING
    page_head = f"{FOLDER}/_head.html"
    page_place = "admin-rules"
    page_sections = (
        PageSection("words", _("What it says"), f"{FOLDER}/_words.html"),
        PageSection("facts", _("Where it comes from"), f"{FOLDER}/_facts.html"),
        PageSection("motions", _("Motions decided by it"), f"{FOLDER}/_motions.html"),
        PageSection("letters", _("Letters"), "admin/page/_letters.html"),
        PageSection("document", _("The document"), f"{FOLDER}/_document.html"),
    )
    steps = (PUT_TO_THE_VOTE, ADOPTED_ELSEWHERE, DISCARD, *SETTLING)
    step_template = f"{FOLDER}/step.html"
    versions = DraftVersions()

    def page_rows(self, rule_sets):
        return with_what_cells_read(rule_sets)

    def tools(self, request):
        links = [StepLink(_("Two side by side"), reverse("admin:voting_ruleset_compare"))]
        if can_adopt_rules(request.user):
            links.append(StepLink(_("Start a draft"), reverse("admin:voting_ruleset_new")))
        return links

    def get_urls(self):
        view, name = self.admin_site.admin_view, "voting_ruleset_%s"
        try_out = self._for_adopters(drafts.try_out)
        return [
            path("compare/", view(self.compare), name=name % "compare"),
            path("draft/", view(self._for_adopters(drafts.new)), name=name % "new"),
            path("<int:pk>/try/", view(try_out), name=name % "try"),
            *super().get_urls(),
        ]

    def edit_view(self, request, pk):
        return self._for_adopters(drafts.edit)(request, pk=pk)

    def may_edit(self, request, rule_set):
        return rule_set.is_draft and can_adopt_rules(request.user)

    def _for_adopters(self, page):
        def guarded(request, **kwargs):
            if not can_adopt_rules(request.user):
                raise PermissionDenied
            return page(request, self.admin_site, **kwargs)

        return guarded

    def may_step(self, request):
        return can_adopt_rules(request.user)

    def locked(self, rule_set):
        """The service's order: the draft, then the version that it would follow."""
        row = super().locked(rule_set)
        list(RuleSet.objects.select_for_update().adopted().filter(name=row.name))
        return row

    def not_now(self, rule_set):
        return gettext("An adopted rule set never changes. Start a new draft from it.")

    def after(self, rule_set, step, result):
        """A motion is prepared on its own page; a draft that is gone has none."""
        if step is PUT_TO_THE_VOTE:
            return reverse("admin:voting_motion_change", args=[result.pk])
        drafts_left = f"{reverse('admin:voting_ruleset_changelist')}?queue=drafts"
        return drafts_left if step is DISCARD else ""

    def page_title(self, rule_set):
        return rule_set.rules.title

    def page_context(self, request, rule_set):
        return {
            "rule_set": rule_set,
            "rules": rule_set.rules,
            "state_tag": state_tag(rule_set),
            "series": _(SERIES[rule_set.series]),
            "is_in_force": rule_set.pk in keys_in_force(),
            "rules_in_words": in_words(rule_set.rules, gettext),
            "document": json.dumps(rule_set.document, indent=2, ensure_ascii=False),
            "motions": rule_set.motions.past_draft(),
            "adoption_motions": rule_set.adoption_motions.all(),
            "proposal": shown_proposal(rule_set),
            "letters": letters.of(rule_set),
            "links": self.links_to(request, rule_set),
        }

    def links_to(self, request, rule_set):
        pk, links = rule_set.pk, []
        may_adopt = can_adopt_rules(request.user)
        if may_adopt:
            links.append(StepLink(_("Try out"), reverse("admin:voting_ruleset_try", args=[pk])))
        if other := RuleSet.objects.adopted().exclude(pk=pk).first():
            beside = f"{reverse('admin:voting_ruleset_compare')}?before={other.pk}&after={pk}"
            links.append(StepLink(_("Beside another"), beside))
        if may_adopt:
            start = f"{reverse('admin:voting_ruleset_new')}?from={pk}"
            links.append(StepLink(_("Start a draft from it"), start))
        return links

    def compare(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ComparisonForm(request.GET if {"before", "after"} <= request.GET.keys() else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two rule sets side by side"),
            "form": form,
        }
        if form.is_valid():
            before, after = form.cleaned_data["before"], form.cleaned_data["after"]
            context |= {
                "before": before,
                "after": after,
                "words": words_side_by_side(before.rules, after.rules, gettext),
                "entries": entries_side_by_side(before.document, after.document),
            }
        return TemplateResponse(request, "admin/voting/ruleset/compare.html", context)
