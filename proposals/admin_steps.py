"""A step of the admin made one for two people: its page proposes, another page releases.

`proposing(kind, step)` is the step's page, which keeps what it would do; `SETTLING` are the pages
on which a second person releases it, somebody drops it, and one of both recalls it.
"""

from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import replace
from datetime import datetime
from functools import partial

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.accounts import User
from common.admin import steps
from common.admin.steps import Part, Step, Trial, text_for
from common.admin.versions import in_words
from common.dates import show_instant
from common.form_fields import LinesField, PartialDateField
from common.refusals import Refused
from outbox.rehearsal import rehearsed
from proposals import services
from proposals.enums import ProposalStatus
from proposals.kinds import Kind
from proposals.models import Proposal
from uploads.checking import CheckedUpload

REASONS = ("reason", "reasons", "why")  # what forms call it
LOOKS_LIKE_ONE_PERSON = gettext_lazy(
    "The two accounts look like one person's: the same name or telephone, or nearly the same "
    "address. This stays on record."
)


class ReasonForm(forms.Form):
    reason = LinesField(
        label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def proposing(kind: Kind, step: Step) -> Step:
    """The step, kept for a second person instead of taken.

    Where its form asks for no reason one is asked for; a form that is made anew for each object
    has none.
    """
    has_reason = any(name in getattr(step.form, "base_fields", ()) for name in REASONS)

    def form(*args: object, **details: object) -> forms.Form:
        made = step.form(*args, **details)
        if not has_reason:
            made.fields["reason"] = deepcopy(ReasonForm.base_fields["reason"])
        return made

    def propose(obj: Model, *, by: User, now: datetime, **details: object) -> Proposal:
        details.pop("confirmed", None)  # the page's own; what was read is the kind's `seen`
        reason = next((str(details[name]) for name in REASONS if details.get(name)), "")
        if not has_reason:
            details.pop("reason")
        services.try_out(kind, obj, details, by=by, now=now)
        consequence = text_for(step.consequence, obj)
        return services.propose(
            obj,
            kind.name,
            details,
            title=_("%(act)s: %(thing)s") % {"act": step.label, "thing": obj},
            reason=reason,
            facts=[
                *facts_of(step.form(**step.form_details(obj)).fields, details),
                *([(_("What will happen"), str(consequence))] if consequence else []),
            ],
            by=by,
            now=now,
        )

    def letters(trial: Trial) -> list[steps.Letter]:
        details = {**trial.details}
        if not has_reason:
            details.pop("reason")

        def act() -> object:  # tried, and taken back with whoever stands in
            second = kind.stand_in(trial.obj)
            seen = kind.seen(trial.obj)
            return kind.act(copy(trial.obj), **{**seen, **details}, released_by=second)

        return step.letters(replace(trial, act=act)) if step.letters else []

    def why_not(obj: Model, user: User) -> str:
        return str(step.why_not(obj, user)) or kind.why_not_propose(user, obj)

    return replace(
        step,
        act=propose,
        form=form,
        letters=letters if step.letters else None,
        why_not=why_not,
        done=_("Proposed. It happens once a second person has read and released it."),
        part=Part.PROPOSES,
        proposal=shown_proposal,
    )


def facts_of(
    fields: Mapping[str, forms.Field], details: Mapping[str, object]
) -> list[tuple[str, str]]:
    """What was filled in, as both people read it; the reason stands by itself."""
    facts = []
    for name, field in fields.items():
        value = details.get(name)
        if isinstance(value, CheckedUpload):
            value = value.name
        if name not in REASONS and value not in (None, ""):
            if isinstance(field, PartialDateField):
                value = field.prepare_value(value)
            labels = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
            facts.append((str(field.label), str(labels.get(value, in_words(value)))))
    return facts


def open_proposal(obj: Model) -> Proposal | None:
    """What waits on this object, or was released and takes effect later; asked once."""
    if "_open_proposal" not in vars(obj):
        vars(obj)["_open_proposal"] = Proposal.objects.open().about(obj).with_people().first()
    kept: Proposal | None = vars(obj)["_open_proposal"]
    return kept


def look_up_proposals(objects: Sequence[Model]) -> None:
    """What `open_proposal` will say of each of these rows of one model; in one question."""
    if not objects:
        return
    kind = ContentType.objects.get_for_model(objects[0])
    open_ones = Proposal.objects.open().filter(subject_type=kind)
    keys = [obj.pk for obj in objects]
    found = open_ones.filter(subject_id__in=keys).with_people().prefetch_related("files")
    by_key = {proposal.subject_id: proposal for proposal in found}
    for obj in objects:
        vars(obj)["_open_proposal"] = by_key.get(obj.pk)


def shown_proposal(obj: Model) -> steps.Proposal | None:
    proposal = open_proposal(obj)
    return as_shown(proposal) if proposal else None


def as_shown(proposal: Proposal) -> steps.Proposal:
    facts = [(str(label), str(value)) for label, value in proposal.facts]
    for kept in proposal.files.all():
        link = format_html('<a href="{}">{}</a>', kept.get_absolute_url(), kept)
        facts.append((_("File"), link))

    def recall() -> str:
        time = proposal.act.recall()
        if time.days:
            later = _("Once released it can be recalled for %(days)d days; then it takes effect.")
            return later % {"days": time.days}
        later = _("Once released it can be recalled for %(minutes)d minutes; then it takes effect.")
        return later % {"minutes": time.total_seconds() // 60} if time else ""

    return steps.Proposal(
        title=proposal.title,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
        status=ProposalStatus(proposal.status),
        facts=((_("Reason"), proposal.reason), *facts),
        letters=lambda: [] if proposal.status != ProposalStatus.WAITING else letters_of(proposal),
        recall=recall,
        meanwhile=(
            _("It takes effect at %(time)s.") % {"time": show_instant(proposal.takes_effect_at)}
            if proposal.takes_effect_at
            else ""
        ),
    )


def letters_of(proposal: Proposal) -> list[steps.Letter]:
    """Those that would go out if it took effect now; none where that would be refused."""

    def act() -> object:
        second = proposal.act.stand_in(proposal.subject)
        return services.act_on(proposal, released_by=second, now=proposal.proposed_at)

    if proposal.subject is None:
        return []
    try:
        return rehearsed(Trial(proposal.subject, {}, act))
    except Refused:
        return []


def is_waiting(obj: Model) -> bool:
    proposal = open_proposal(obj)
    return proposal is not None and proposal.is_waiting


def can_be_recalled(obj: Model) -> bool:
    proposal = open_proposal(obj)
    return proposal is not None and proposal.can_be_recalled


def _of(service, obj: Model, **details: object) -> object:
    proposal = open_proposal(obj)
    return service(proposal, **details)


class ReleaseForm(forms.Form):
    """Which proposal was read: another one may stand in its place by now."""

    proposal = forms.IntegerField(widget=forms.HiddenInput)


def _release(obj: Model, *, proposal: int, by: User, now: datetime) -> Proposal:
    row = open_proposal(obj)
    if row is None or row.pk != proposal:
        raise Refused(_("Another proposal stands here by now. Read it before you release it."))
    return services.release(row, by=by, now=now)


def _asked(predicate, obj: Model, user: User) -> str:
    proposal = open_proposal(obj)
    return predicate(proposal, user) if proposal else ""


def _looks_like_one_person(obj: Model, user: User) -> list[steps.Text]:
    proposal = open_proposal(obj)
    if proposal is None or not services.look_like_one_person_with(proposal, user):
        return []
    return [LOOKS_LIKE_ONE_PERSON]


SETTLING = (
    Step(
        name="release",
        label=gettext_lazy("Release the proposal"),
        applies=is_waiting,
        why_not=partial(_asked, services.why_not_release),
        act=_release,
        form=ReleaseForm,
        form_details=lambda obj: {"initial": {"proposal": getattr(open_proposal(obj), "pk", None)}},
        consequence=gettext_lazy("What was proposed happens as it stands here."),
        warnings=_looks_like_one_person,
        seen_by=gettext_lazy("Both names stay in the history."),
        done=lambda obj, proposal: (
            _("Released and in effect.")
            if proposal.status == ProposalStatus.IN_EFFECT
            else _("Released. It takes effect at %(time)s; until then it can be recalled.")
            % {"time": show_instant(proposal.takes_effect_at)}
        ),
        part=Part.RELEASES,
        proposal=shown_proposal,
        style="btn-primary",
    ),
    Step(
        name="discard-proposal",
        label=gettext_lazy("Discard the proposal"),
        applies=is_waiting,
        why_not=partial(_asked, services.why_not_settle),
        act=lambda obj, reason, **people: _of(services.discard, obj, why=reason, **people),
        form=ReasonForm,
        consequence=gettext_lazy("Nothing happens, and nobody outside learns of it."),
        done=gettext_lazy("The proposal is discarded."),
        part=Part.DISCARDS,
        proposal=shown_proposal,
        is_aside=True,
    ),
    Step(
        name="recall-proposal",
        label=gettext_lazy("Recall the release"),
        applies=can_be_recalled,
        why_not=partial(_asked, services.why_not_settle),
        act=lambda obj, reason, **people: _of(services.recall, obj, why=reason, **people),
        form=ReasonForm,
        consequence=gettext_lazy("Nothing happens, and no email goes out."),
        done=gettext_lazy("The release is recalled; nothing has happened."),
        part=Part.DISCARDS,
        proposal=shown_proposal,
    ),
)
