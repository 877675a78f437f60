"""Rule sets: drafts are edited, tried out and adopted; an adopted one is only read."""

import json

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.templatetags.p2i import moment, status_tag
from proposals.admin_steps import SETTLING, shown_proposal
from voting.admin.drafting import draft_url
from voting.admin.rules import drafts
from voting.admin.rules.forms import ComparisonForm
from voting.admin.rules.steps import (
    ADOPTED_ELSEWHERE,
    DISCARD,
    PUT_TO_THE_VOTE,
    DraftVersions,
)
from voting.models import RuleSet
from voting.permissions import can_adopt_rules
from voting.rules import entries_side_by_side, in_words, words_side_by_side


@admin.register(RuleSet)
class RuleSetAdmin(ReadOnlyMixin, StepsAdmin):
    list_display = ["__str__", "title", "state", "adopted", "sha256"]
    show_full_result_count = False
    change_list_template = "admin/voting/ruleset/list.html"
    steps = (PUT_TO_THE_VOTE, ADOPTED_ELSEWHERE, DISCARD, *SETTLING)
    step_template = "admin/voting/ruleset/step.html"
    versions = DraftVersions()

    @admin.display(description=_("title"))
    def title(self, rule_set):
        return rule_set.rules.title

    @admin.display(description=_("state"))
    def state(self, rule_set):
        if rule_set.is_draft:
            return status_tag("draft", _("Draft"))
        return status_tag("adopted", _("Adopted"))

    @admin.display(description=_("adopted"), ordering="adopted_at")
    def adopted(self, rule_set):
        return moment(rule_set.adopted_at)

    def get_urls(self):
        view, name = self.admin_site.admin_view, "voting_ruleset_%s"
        pages = {"edit": drafts.edit, "try": drafts.try_out}
        return [
            path("compare/", view(self.compare), name=name % "compare"),
            path("draft/", view(self._for_adopters(drafts.new)), name=name % "new"),
            *(
                path(f"<int:pk>/{verb}/", view(self._for_adopters(page)), name=name % verb)
                for verb, page in pages.items()
            ),
            *super().get_urls(),
        ]

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
            return draft_url(result)
        return reverse("admin:voting_ruleset_changelist") if step is DISCARD else ""

    def changelist_view(self, request, extra_context=None):
        context = {"may_adopt": can_adopt_rules(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rule_set = get_object_or_404(RuleSet, pk=number_or_404(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": rule_set.rules.title,
            "rule_set": rule_set,
            "rules": rule_set.rules,
            "rules_in_words": in_words(rule_set.rules, gettext),
            "document": json.dumps(rule_set.document, indent=2, ensure_ascii=False),
            "motions": rule_set.motions.past_draft(),
            "may_adopt": can_adopt_rules(request.user),
            "menu": self.menu(request, rule_set),
            "proposed": shown_proposal(rule_set),
            "in_force": RuleSet.objects.adopted().exclude(pk=rule_set.pk).first(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/voting/ruleset/ruleset.html", context)

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
