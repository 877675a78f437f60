"""What is done with a person's sign-in in the admin, step by step: most of it takes two people."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import personal_data
from common.admin.steps import Section, Step
from common.form_fields import EmailField
from members.register import second_steps, two_people
from members.register.acting import acting_today
from members.register.services import accounts, addresses, colleagues, erasing
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, ReasonForm, proposing


def role_of(person):
    """What rests while the sign-in is locked, and why that may not be enough."""
    acting = acting_today(person)
    if acting is None:
        return []
    words = _(
        "Acts for %(centre)s: %(role)s. Only the page of the centre ends or hands over a role."
    )
    facts = {"centre": acting.centre, "role": acting.get_role_display()}
    return [Section(words % facts, (), is_warning=True)]


class AddressForm(ReasonForm):
    email = EmailField(
        label=_("New address"),
        max_length=254,
        help_text=_("Ask the person for it by telephone, at the number that stands here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    field_order = ["email", "reason"]


def what_goes_and_stays(person):
    goes, stays = personal_data.on_request()
    return [
        Section(_("Erased"), tuple(f"{line.label}: {line.goes}" for line in goes)),
        Section(
            _("Kept"), tuple(f"{line.label}: {line.why_kept}" for line in stays if line.why_kept)
        ),
    ]


READ_BY = _(
    "The person, everybody who speaks for their centre, its role mailbox and the secretariat, "
    "with the reason."
)
STEPS = (
    Step(
        name="lock",
        label=_("Lock the sign-in"),
        applies=lambda person: person.is_active,
        act=accounts.lock,
        why_not=accounts.why_not_switch,
        form=ReasonForm,
        consequence=_(
            "From then on nobody signs in as this person, who acts for no centre. Sessions, tokens "
            "and the private calendar address end. It takes two people to unlock it."
        ),
        seen_by=READ_BY,
        sections=role_of,
        done=lambda person, row: (
            _("The sign-in of %(person)s is locked. They and their centre are told.")
            % {"person": row}
        ),
        letters=rehearsed,
        style="btn-danger",
    ),
    proposing(
        two_people.UNLOCK,
        Step(
            name="unlock",
            label=_("Unlock the sign-in"),
            applies=lambda person: not person.is_active and not accounts.is_ended(person),
            act=accounts.unlock,
            why_not=accounts.why_not_switch,
            form=ReasonForm,
            consequence=_(
                "From then on this person signs in with the password they had, and gets letters. "
                "The role for a centre holds again, unless it has ended meanwhile. Tokens and the "
                "private calendar address are made anew: the lock has ended them."
            ),
            seen_by=READ_BY,
            done="",
            letters=rehearsed,
        ),
    ),
    proposing(
        two_people.END_SIGN_IN,
        Step(
            name="end-for-good",
            label=_("End the sign-in for good"),
            applies=lambda person: not person.is_active and not accounts.is_ended(person),
            act=accounts.end_for_good,
            why_not=accounts.why_not_switch,
            form=ReasonForm,
            consequence=_(
                "Nobody ever signs in with it again, and the role that the person has for a centre "
                "ends. Whoever shall act again needs an invitation to another address."
            ),
            seen_by=READ_BY,
            done="",
            letters=rehearsed,
            style="btn-danger",
            is_aside=True,
        ),
    ),
    proposing(
        two_people.REMOVE_FACTOR,
        Step(
            name="remove-second-step",
            label=_("Switch the second step off"),
            applies=second_steps.has_one,
            act=accounts.remove_second_step,
            why_not=accounts.why_not_help,
            form=ReasonForm,
            consequence=_(
                "For somebody who lost their telephone and their recovery codes: the password "
                "alone signs in until they switch a second step on again."
            ),
            seen_by=_("The person is told."),
            done="",
            letters=rehearsed,
            is_aside=True,
        ),
    ),
    proposing(
        two_people.CHANGE_ADDRESS,
        Step(
            name="change-address",
            label=_("Move the sign-in to another address"),
            applies=lambda person: person.is_active,
            act=addresses.change_for,
            why_not=accounts.why_not_help,
            form=AddressForm,
            consequence=_(
                "For somebody who has lost the former mailbox; others change their address "
                "themselves, and both addresses confirm. Their sessions, tokens and private "
                "calendar address end."
            ),
            seen_by=_(
                "The person is told at both addresses, and so is everybody who speaks for their "
                "centre, with the reason."
            ),
            done="",
            letters=rehearsed,
            is_aside=True,
        ),
    ),
    proposing(
        two_people.ADD_COLLEAGUE,
        Step(
            name="add-colleague",
            label=_("Make them one of the secretariat"),
            applies=lambda person: person.is_active and not colleagues.is_colleague(person),
            act=colleagues.add,
            why_not=accounts.why_not_help,
            form=ReasonForm,
            consequence=_(
                "The person works at the desk: sees applicants' files, proposes and releases. "
                "They have 14 days from their first sign-in to set up a second step."
            ),
            seen_by=_("The person is told. Both names stay in the history."),
            done="",
            letters=rehearsed,
            is_aside=True,
        ),
    ),
    proposing(
        two_people.REMOVE_COLLEAGUE,
        Step(
            name="remove-colleague",
            label=_("Take them out of the secretariat"),
            applies=colleagues.is_colleague,
            act=colleagues.remove,
            why_not=accounts.why_not_help,
            form=ReasonForm,
            consequence=_(
                "The person has no rights in the admin from then on. Their sessions, tokens and "
                "private calendar address end; the sign-in stays."
            ),
            seen_by=_("The person is told. Both names stay in the history."),
            done="",
            letters=rehearsed,
            style="btn-danger",
            is_aside=True,
        ),
    ),
    proposing(
        two_people.ERASE_PERSON,
        Step(
            name="erase",
            label=_("Erase the person's data"),
            applies=lambda person: person.erased_at is None,
            act=erasing.erase,
            why_not=lambda person, user: personal_data.why_not_erased(person, timezone.now()),
            form=ReasonForm,
            sections=what_goes_and_stays,
            consequence=two_people.ERASING_MEANS,
            seen_by=_(
                "The person is told at the address they had. Pages say “Person whose data were "
                "erased” where the name stood."
            ),
            done="",
            letters=rehearsed,
            style="btn-danger",
            is_aside=True,
        ),
    ),
    *SETTLING,
)
