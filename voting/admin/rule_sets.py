"""Rule sets as the secretariat reads them. An adopted one never changes."""

import json

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.admin.mixins import ReadOnlyMixin
from p2i_site.admin import number_or_404
from p2i_site.templatetags.p2i import moment
from voting.models import RuleSet
from voting.rules import in_words


@admin.register(RuleSet)
class RuleSetAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["__str__", "title", "adopted", "sha256"]
    show_full_result_count = False

    @admin.display(description=_("title"))
    def title(self, rule_set):
        return rule_set.rules.title

    @admin.display(description=_("adopted"), ordering="adopted_at")
    def adopted(self, rule_set):
        return moment(rule_set.adopted_at)

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
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/voting/ruleset/ruleset.html", context)
