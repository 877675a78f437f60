"""The periods of the process: versions to read, and a step to the next one."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from common.admin.step_admin import StepsAdmin
from members.applications.admin.new_rules import NEW_VERSION, VERSIONS, RulesForm
from members.register.models import ProcessRules
from proposals.admin_steps import SETTLING


@admin.register(ProcessRules)
class ProcessRulesAdmin(StepsAdmin):
    """A version never changes and is never deleted; a change is a new version."""

    form = RulesForm
    list_display = ["__str__", "state", "adopted_at", "adopted_by", "is_assumption"]
    list_select_related = ["adopted_by"]
    show_full_result_count = False
    change_form_template = "admin/members/processrules/version.html"
    steps = (NEW_VERSION, *SETTLING)
    versions = VERSIONS

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    @admin.display(description=_("state"))
    def state(self, rules):
        return _("In force") if rules == ProcessRules.objects.in_force() else _("Earlier")

    def may_step(self, request):
        return self.has_add_permission(request)

    def step_object(self, request, pk):
        """Whichever version the page was asked from, a new one follows the one in force."""
        super().step_object(request, pk)
        return ProcessRules.objects.in_force()

    def add_view(self, request, form_url="", extra_context=None):
        self.must_be_allowed(request, NEW_VERSION)
        return redirect(self.step_url(NEW_VERSION, ProcessRules.objects.in_force()))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"in_force": ProcessRules.objects.in_force(), "title": _("Process rules")}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_fields(self, request, obj=None):
        who = ["adopted_by", "released_by"]
        return ["version", "adopted_at", *who, *RulesForm.Meta.fields]
