"""A centre's mandate in the admin: the current one, the earlier ones, the step to replace it."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Section, Step
from common.dates import show_partial
from members.register.models import Mandate
from members.register.services import mandates


class MandateForm(forms.ModelForm):
    class Meta:
        model = Mandate
        fields = ["legal_basis", "issuing_authority", "since", "valid_until"]
        help_texts = {
            "legal_basis": _("The law, decree or decision, with its number and date. Published."),
            "issuing_authority": _("Who issued it. Published."),
            "since": _("A year, a month or a day: 2022, June 2022 or 30.06.2022. Published."),
            "valid_until": _(
                "Empty if no end is known. Shown to the centre's own people; they and the "
                "secretariat's mailbox are warned before that day."
            ),
        }


def on_record(centre):
    """The mandate that the new one takes the place of."""
    mandate = centre.mandates.current().first()
    if mandate is None:
        return []
    last_day = mandate.valid_until
    facts = (
        (_("Legal basis"), mandate.legal_basis),
        (_("Issuing authority"), mandate.issuing_authority),
        (_("Since"), show_partial(mandate.since)),
        (_("Valid until"), date_format(last_day, "j F Y") if last_day else ""),
    )
    lines = tuple(f"{label}: {fact or '–'}" for label, fact in facts)
    return [Section(_("On record now, and kept as an earlier one"), lines)]


def facts_of_the_current(centre):
    current = centre.mandates.current().first()
    initial = forms.model_to_dict(current, MandateForm.Meta.fields) if current else {}
    return {"initial": initial}


MANDATE = Step(
    name="mandate",
    label=_("Enter or replace the mandate"),
    has_own_address=True,
    act=mandates.replace_mandate,
    consequence=_(
        "The mandate below is the centre's from now on. The membership's history says so."
    ),
    seen_by=_(
        "Legal basis, authority and since are shown to everybody on the centre's page, the last "
        "day to the centre's own people."
    ),
    sections=on_record,
    done=lambda centre, mandate: (
        _("The mandate is on record: %(basis)s.") % {"basis": mandate.legal_basis}
    ),
    form=MandateForm,
    form_details=facts_of_the_current,
    is_aside=True,
)
