"""The membership form, once: its sections in order, the fields of each, what has to be filled in.

Read by the form, the task list, the check page, the gaps, the page of an edit conflict, the
dossier, the export, the search, and by a new application that begins from old answers.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.enums import Criterion

Words = str | Promise


@dataclass(frozen=True)
class Field:
    """One answer, under the name of its column.

    `label` is empty where the form calls it as the model does, `gap` where it may stay empty; it
    says what to do. `heading` is that of its column in the export, empty where it is not there.
    """

    name: str
    label: Words = ""
    help_text: Words = ""
    gap: Words = ""
    heading: Words = ""
    is_searched: bool = False


@dataclass(frozen=True)
class Section:
    """A step of the form. One on a criterion also holds a statement and evidence."""

    name: str
    label: Words
    fields: tuple[Field, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def is_criterion(self) -> bool:
        return self.name in Criterion


SECTIONS = {
    section.name: section
    for section in (
        Section(
            "organisation",
            _("The organisation and its centre"),
            (
                Field(
                    "organisation_name",
                    _("Organisation that hosts the centre"),
                    _("The name under which it would stand in the register."),
                    gap=_("Name the organisation."),
                    heading=_("Organisation"),
                    is_searched=True,
                ),
                Field("organisation_is_private", heading=_("Private")),
                Field("country", gap=_("Choose the country."), heading=_("Country code")),
                Field(
                    "centre_name",
                    _("Name of the competence centre"),
                    gap=_("Name the competence centre."),
                    heading=_("Centre"),
                    is_searched=True,
                ),
                Field(
                    "established",
                    _("The centre has worked since"),
                    _("A year, a month or a day: 2022, June 2022 or 30.06.2022."),
                    heading=_("Centre works since"),
                ),
                Field("website", heading=_("Website")),
                Field(
                    "about",
                    help_text=_("Two or three sentences, as the public directory would show them."),
                ),
            ),
        ),
        Section(
            "people",
            _("People"),
            (
                Field(
                    "contact_name",
                    _("Person we can ask about this application"),
                    gap=_("Name the person we can ask."),
                    heading=_("Contact"),
                    is_searched=True,
                ),
                Field(
                    "contact_position",
                    _("Position of this person"),
                    heading=_("Contact's position"),
                ),
                Field(
                    "delegate_name",
                    _("Delegate: who would act and vote for the centre"),
                    gap=_("Name the delegate."),
                    heading=_("Delegate"),
                    is_searched=True,
                ),
                Field(
                    "delegate_email",
                    _("Delegate's email address"),
                    gap=_("Give the delegate's email address."),
                    heading=_("Delegate's email address"),
                ),
                Field(
                    "alternate_name",
                    _("Alternate: who would act in the delegate's place (optional)"),
                    heading=_("Alternate"),
                    is_searched=True,
                ),
                Field(
                    "alternate_email",
                    _("Alternate's email address"),
                    heading=_("Alternate's email address"),
                ),
            ),
        ),
        Section(
            Criterion.MANDATE.value,
            Criterion.MANDATE.label,
            (
                Field(
                    "mandate_basis",
                    _("Legal basis of the mandate"),
                    _("The law, decree or decision, with its number and date."),
                    gap=_("Name the legal basis of the mandate."),
                    heading=_("Legal basis of the mandate"),
                ),
                Field(
                    "mandate_authority",
                    _("Authority that gave it"),
                    _("For example: Ministry of Finance."),
                    heading=_("Authority that gave the mandate"),
                ),
                Field(
                    "mandate_valid_until",
                    _("Valid until (if it ends)"),
                    heading=_("Mandate valid until"),
                ),
            ),
        ),
        Section(Criterion.RESOURCES.value, Criterion.RESOURCES.label),
        Section(Criterion.PARTICIPATION.value, Criterion.PARTICIPATION.label),
        Section(Criterion.COMMITMENT.value, Criterion.COMMITMENT.label),
    )
}
FIELDS = {field.name: field for section in SECTIONS.values() for field in section.fields}

# What a section on a criterion holds besides; neither is a column of the application.
STATEMENT = Field("text", _("Statement"), gap=_("Write a statement."))
EVIDENCE = Field("title", _("Evidence"), gap=_("Add at least one file or link."))
EVIDENCE_FACTS = ("language", "issued_on", "valid_until", "pages")  # besides its title
