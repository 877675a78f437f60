"""The periods of the process: versions to read, and a form for the next one."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.attempts import attempt
from members.register.models import ProcessRules
from members.register.services import process_rules

PERIODS = (  # name, least, most, label, help
    (
        "answer_days",
        1,
        365,
        _("Days to answer a question"),
        _("The day proposed when you ask an applicant; you can choose another one."),
    ),
    (
        "reminder_days_before_due",
        0,
        60,
        _("Reminder: days before the due day"),
        _("For questions and reconfirmations. A second reminder goes out on the day after."),
    ),
    (
        "overdue_after_days",
        1,
        365,
        _("Waiting for an applicant: days until the desk says so"),
        _("Counted from the question."),
    ),
    (
        "recall_minutes",
        0,
        1440,
        _("Minutes between releasing a decision and mailing it"),
        _("Time to take a decision back before the applicant reads it."),
    ),
    (
        "reapply_days_after_ineligible",
        0,
        1825,
        _("Days until an applicant that was not eligible may apply again"),
        _("0 for at once."),
    ),
    (
        "expiry_warning_days",
        0,
        730,
        _("Warning: days before a mandate or evidence ends"),
        _("A second warning goes out when it has ended."),
    ),
    (
        "reconfirm_every_years",
        0,
        20,
        _("Members reconfirm the four criteria every so many years"),
        _("0 for never. Members who were not asked for that long are asked within the hour."),
    ),
    (
        "reconfirm_answer_days",
        1,
        365,
        _("Days to answer a reconfirmation"),
        "",
    ),
)


class RulesForm(forms.ModelForm):
    class Meta:
        model = ProcessRules
        fields = [*(name for name, *_rest in PERIODS), "is_assumption"]
        help_texts = {"is_assumption": _("Marked until the Network has adopted these numbers.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, least, most, label, help_text in PERIODS:
            if name in self.fields:
                self.fields[name] = forms.IntegerField(
                    min_value=least, max_value=most, label=label, help_text=help_text
                )


@admin.register(ProcessRules)
class ProcessRulesAdmin(admin.ModelAdmin):
    """A version never changes and is never deleted; a change is a new version."""

    form = RulesForm
    list_display = ["__str__", "state", "adopted_at", "adopted_by", "is_assumption"]
    list_select_related = ["adopted_by"]
    show_full_result_count = False
    add_form_template = change_form_template = "admin/members/processrules/version.html"

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    @admin.display(description=_("state"))
    def state(self, rules):
        return _("In force") if rules == ProcessRules.objects.in_force() else _("Earlier")

    def get_changeform_initial_data(self, request):
        """The next version starts from the one in force."""
        return forms.model_to_dict(ProcessRules.objects.in_force(), RulesForm.Meta.fields)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "in_force": ProcessRules.objects.in_force(),
            "title": _("Process rules") if obj else _("New version of the process rules"),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_fields(self, request, obj=None):
        if obj is None:
            return RulesForm.Meta.fields
        return ["version", "adopted_at", "adopted_by", *RulesForm.Meta.fields]

    def save_model(self, request, obj, form, change):
        process_rules.adopt(obj, by=request.user, now=timezone.now())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with attempt(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        return self._response_post_save(request, None)
