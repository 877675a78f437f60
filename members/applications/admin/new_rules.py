"""The step by which a new version of the process rules comes into force."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.admin.step_forms import digest
from common.admin.steps import Preview, Step
from common.admin.versions import EventVersions, News
from members.register import two_people
from members.register.models import ProcessRules
from members.register.services import process_rules
from outbox.rehearsal import rehearsed
from proposals.admin_steps import proposing

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

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        numbers = {name: cleaned.get(name) for name in self.Meta.fields}
        if not self.errors and numbers == in_force_numbers():
            raise forms.ValidationError(_("Nothing differs from the version in force."))
        return cleaned


def in_force_numbers():
    return forms.model_to_dict(ProcessRules.objects.in_force(), RulesForm.Meta.fields)


def came_into_force(rules):
    text = _t("%(rules)s came into force.") % {"rules": rules}
    return News(text, who=str(rules.adopted_by or ""), at=rules.adopted_at)


def preview(rules, details):
    """Each number that is another one than in the version in force."""
    now = in_force_numbers()
    typed = {name: details[name] for name in now}
    changes = [
        {"label": label, "help": help_text, "before": now[name], "after": typed[name]}
        for name, _least, _most, label, help_text in PERIODS
        if now[name] != typed[name]
    ]
    marked = "is_assumption"
    return Preview(
        template="admin/members/processrules/_changes.html",
        context={
            "in_force": ProcessRules.objects.in_force(),
            "changes": changes,
            "is_adopted_now": now[marked] and not typed[marked],
            "is_assumed_now": typed[marked] and not now[marked],
        },
        fingerprint=digest(repr(typed)),
        changed=_("The numbers are not those that you read. Read them again."),
    )


VERSIONS = EventVersions(events=lambda rules: ProcessRules.objects.all(), tell=came_into_force)
NEW_VERSION = proposing(
    two_people.PROCESS_RULES,
    Step(
        name="new-version",
        label=_("Put a new version in force"),
        act=process_rules.adopt,
        consequence=_(
            "It holds for everything new and can no longer be changed; the version before it "
            "stays on record. Days that were given to somebody stay as they are."
        ),
        seen_by=_("All members are told, and read the new days in what they are sent."),
        done="",
        form=RulesForm,
        form_details=lambda rules: {"initial": in_force_numbers()},
        preview=preview,
        letters=rehearsed,
    ),
)
