"""Changing the roll of an open vote: one person proposes, another confirms or either discards."""

from copy import copy

from django import forms
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Part, Proposal, Step
from common.dates import database_time
from common.form_fields import LinesField
from members.models import User
from outbox.rehearsal import rehearsed
from proposals.admin_steps import LOOKS_LIKE_ONE_PERSON
from proposals.likeness import look_like_one_person
from voting import services
from voting.enums import AmendmentStatus
from voting.motions import roll


class ReplacementForm(forms.Form):
    leaving = forms.ModelChoiceField(
        label=_("Who leaves"), queryset=User.objects.none(), empty_label=None
    )
    joining = forms.ModelChoiceField(
        label=_("Who votes instead"),
        queryset=User.objects.none(),
        empty_label=None,
        help_text=_("Those who act for this centre in the register today and are not on the roll."),
    )
    reason = LinesField(
        label=_("Reason"),
        help_text=_("Everybody on the roll reads it, by email and on the motion's page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, entry, now, **kwargs):
        super().__init__(*args, **kwargs)
        on_the_roll = entry.voters.on_the_roll().values("user")
        candidates = roll.replacements(entry, now=now).values("user")
        self.fields["leaving"].queryset = User.objects.filter(pk__in=on_the_roll)
        self.fields["joining"].queryset = User.objects.filter(pk__in=candidates)


class RecusalForm(forms.Form):
    reason = LinesField(
        label=_("Why is the centre recused?"),
        help_text=_("Everybody on the roll reads it, by email and on the motion's page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


PROPOSED = _("It is proposed. A colleague, or a co-chair, reads it and releases it.")
CONSEQUENCE = _(
    "Nothing yet: a colleague, or a co-chair who is of no country that it is about, has to release "
    "it. The roll as it was fixed at the opening is kept; the change stands beside it."
)
AFTER_A_BALLOT = _(
    "Once this centre has voted, only somebody who speaks for it no longer is replaced; the ballot "
    "stands until it is changed."
)
READERS = _("Everybody on the roll gets an email with the reason, once it is released.")


def proposal_for(entry):
    """What is proposed for this line of the roll and waits for a second person."""
    return lambda motion: as_proposal(entry.amendments.proposed().first())


def as_proposal(amendment):
    if amendment is None:
        return None
    people = (
        (_("Leaves"), amendment.leaving),
        (_("Votes instead"), amendment.joining),
    )
    return Proposal(
        title=f"{amendment.get_kind_display()}: {amendment.entry.name}",
        proposed_by=amendment.proposed_by,
        proposed_at=amendment.proposed_at,
        status=AmendmentStatus(amendment.status),
        facts=(
            *((label, str(person)) for label, person in people if person),
            (_("Reason"), amendment.reason),
        ),
    )


def replace(entry):
    return Step(
        name="replace",
        label=_("Replace a voter of %(name)s") % {"name": entry.name},
        part=Part.PROPOSES,
        proposal=proposal_for(entry),
        act=lambda motion, *, now, **details: services.propose_replacement(motion, **details),
        why_not=lambda motion, user: (
            ""
            if roll.replacements(entry, now=database_time())
            else _(
                "Nobody else acts for this centre in the register today. Enter the new delegate "
                "in the register first."
            )
        ),
        consequence=f"{CONSEQUENCE} {AFTER_A_BALLOT}",
        sends_later=READERS,
        done=PROPOSED,
        form=ReplacementForm,
        form_details=lambda motion: {"entry": entry, "now": database_time()},
    )


def recuse(entry):
    return Step(
        name="recuse",
        label=_("Record a recusal of %(name)s") % {"name": entry.name},
        part=Part.PROPOSES,
        proposal=proposal_for(entry),
        act=lambda motion, *, reason, by, now: services.propose_recusal(
            motion, entry, reason=reason, by=by
        ),
        consequence=CONSEQUENCE,
        sends_later=READERS,
        done=PROPOSED,
        form=RecusalForm,
    )


def waiting(amendment):
    """The proposal while it waits, else None."""
    is_waiting = amendment.status == AmendmentStatus.PROPOSED
    return lambda motion: as_proposal(amendment) if is_waiting else None


def confirm(amendment):
    if amendment.joining:
        change = _("%(new)s may cast the ballot from now on, and %(gone)s no longer.") % {
            "new": amendment.joining,
            "gone": amendment.leaving,
        }
    else:
        change = _(
            "The centre does not vote on this motion, and the numbers that are needed follow the "
            "rules for a recusal. The centre can take it back until the deadline."
        )
    return Step(
        name="confirm",
        label=_("Confirm the change of the roll"),
        part=Part.RELEASES,
        proposal=waiting(amendment),
        act=lambda motion, *, by, now: services.confirm_amendment(copy(amendment), by=by),
        consequence=change,
        warnings=lambda motion, user: (
            [LOOKS_LIKE_ONE_PERSON] if look_like_one_person(amendment.proposed_by, user) else []
        ),
        seen_by=_("Everybody on the roll gets an email with the reason."),
        done=_("The roll is changed, and everybody on it is told."),
        letters=rehearsed,
    )


def discard(amendment):
    return Step(
        name="discard",
        label=_("Discard the proposal"),
        part=Part.DISCARDS,
        proposal=waiting(amendment),
        act=lambda motion, *, by, now: services.discard_amendment(copy(amendment), by=by),
        consequence=_("The roll stays as it is."),
        done=_("The proposal is discarded. The roll stays as it is."),
    )
