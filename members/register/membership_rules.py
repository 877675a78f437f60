"""Which steps a membership can take: planned and refused in memory, nothing is written here.

`services.memberships` stores them; an import plans those of a whole file and shows them first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, Self, TypedDict, Unpack

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import first_day
from common.refusals import Refused
from members.enums import NEXT_MEMBERSHIP, MembershipClass, MembershipStatus
from members.register.models import Membership


class StepKind(models.TextChoices):
    ENTER = "enter", gettext_lazy("Enter the membership")
    DATES = "dates", gettext_lazy("Correct the dates")
    CLASS = "class", gettext_lazy("Change the class")
    MATURITY = "maturity", gettext_lazy("Change the maturity")
    SUSPEND = "suspend", gettext_lazy("Suspend")
    RESUME = "resume", gettext_lazy("Lift the suspension")
    END = "end", gettext_lazy("End the membership")


class Dates(TypedDict, total=False):
    """Partial dates."""

    announced: str
    effective: str


class Noted(TypedDict):
    """Why, and since when: both are needed where something changes. Dates are partial."""

    reason: str
    effective: str
    announced: NotRequired[str]


@dataclass(frozen=True)
class Step:
    """What happens to a membership: why, since when, and what its fields are from then on.

    `effective` and `announced` are partial dates. A correction of dates puts right what is on
    record; nothing happened, and nobody is written to.
    """

    kind: StepKind
    changes: Mapping[str, str]
    reason: str
    effective: str = ""
    announced: str = ""

    @classmethod
    def enter(
        cls, *, membership_class: str, maturity: str = "", reason: str, **dates: Unpack[Dates]
    ) -> Self:
        """Since when it holds and when it was announced may be unknown."""
        announced, effective = dates.get("announced", ""), dates.get("effective", "")
        changes = {
            "membership_class": membership_class,
            "maturity": maturity,
            "announced": announced,
            "effective": effective,
        }
        return cls(StepKind.ENTER, changes, reason, effective, announced)

    @classmethod
    def change_class(cls, membership_class: str, **noted: Unpack[Noted]) -> Self:
        return cls(StepKind.CLASS, {"membership_class": membership_class}, **noted)

    @classmethod
    def change_maturity(cls, maturity: str, **noted: Unpack[Noted]) -> Self:
        return cls(StepKind.MATURITY, {"maturity": maturity}, **noted)

    @classmethod
    def suspend(cls, **noted: Unpack[Noted]) -> Self:
        changes = {"status": MembershipStatus.SUSPENDED, "suspended": noted["effective"]}
        return cls(StepKind.SUSPEND, changes, **noted)

    @classmethod
    def resume(cls, **noted: Unpack[Noted]) -> Self:
        changes = {"status": MembershipStatus.ACTIVE, "suspended": ""}
        return cls(StepKind.RESUME, changes, **noted)

    @classmethod
    def end(cls, **noted: Unpack[Noted]) -> Self:
        changes = {
            "status": MembershipStatus.ENDED,
            "suspended": "",
            "ended": noted["effective"],
        }
        return cls(StepKind.END, changes, **noted)

    @classmethod
    def correct_dates(
        cls, *, announced: str, effective: str, ended: str | None = None, reason: str
    ) -> Self:
        """`ended` is None where the end stays as it is on record."""
        changes = {"announced": announced, "effective": effective}
        if ended is not None:
            changes["ended"] = ended
        note = reason and _("Dates corrected: %(reason)s") % {"reason": reason}
        return cls(StepKind.DATES, changes, note, effective, announced)


def apply(
    step: Step, membership: Membership, *, on: date, earlier: Membership | None = None
) -> None:
    """Change the membership in memory, or refuse; `on` is the Network's day of today.

    Whoever enters a membership gives the centre's `earlier` one, if there was one.
    """
    if step.kind == StepKind.ENTER:
        _may_enter(step, membership, earlier)
    elif step.kind == StepKind.DATES:
        _may_correct(step, membership, on)
    else:
        _may_change(step, membership)
    if not step.reason.strip():
        raise Refused(_("Give the reason: it stays in the membership's history."))
    day = first_day(step.effective)
    if day is None and step.kind not in (StepKind.ENTER, StepKind.DATES):
        raise Refused(_("Say from when it holds, as exactly as that is known."))
    if day and day > on:
        raise Refused(
            _("It is noted on the day from which it holds, not before. Tell the centre by email.")
        )
    announced = first_day(step.announced)
    if announced and announced > on:
        raise Refused(_("The announcement cannot lie ahead."))
    began = step.changes.get("effective", membership.effective)
    if day and step.effective < began[: len(step.effective)]:
        raise Refused(_("Nothing can hold before the membership itself does."))
    for field, value in step.changes.items():
        setattr(membership, field, value)


def _may_enter(step: Step, membership: Membership, earlier: Membership | None) -> None:
    """The first membership of a centre, or one after an end and not before it."""
    if earlier and earlier.status != MembershipStatus.ENDED:
        raise Refused(
            _("%(centre)s has an open membership already.") % {"centre": membership.centre.name}
        )
    _must_have_a_centre(membership, step.changes["membership_class"])
    if earlier and earlier.ended and step.effective:
        exactly = min(len(earlier.ended), len(step.effective))
        if step.effective[:exactly] < earlier.ended[:exactly]:
            raise Refused(_("It cannot begin before the earlier membership ended."))


def _may_correct(step: Step, membership: Membership, on: date) -> None:
    if not _differs(step, membership):
        raise Refused(_("These are the dates on record already."))
    ended = step.changes.get("ended", membership.ended)
    if ended and membership.status != MembershipStatus.ENDED:
        raise Refused(_("Only a membership that has ended has an end."))
    last_day = first_day(ended)
    if last_day and last_day > on:
        raise Refused(_("It cannot have ended after today."))
    if ended and ended < step.effective[: len(ended)]:
        raise Refused(_("It cannot begin after it ended."))


def _may_change(step: Step, membership: Membership) -> None:
    """Another class, maturity or status, as the life cycle knows them."""
    if membership.status == MembershipStatus.ENDED:
        raise Refused(_("This membership has ended. What comes after it is a new one."))
    target = step.changes.get("status")
    if target and target not in NEXT_MEMBERSHIP[membership.status]:
        raise Refused(
            _("This step is not possible: the membership is “%(status)s”.")
            % {"status": membership.get_status_display()}
        )
    if not _differs(step, membership):
        raise Refused(_("That is what the membership is already."))
    if step.kind == StepKind.CLASS:
        _must_have_a_centre(membership, step.changes["membership_class"])


def _differs(step: Step, membership: Membership) -> bool:
    return any(getattr(membership, field) != value for field, value in step.changes.items())


def _must_have_a_centre(membership: Membership, membership_class: str) -> None:
    if membership.centre.is_being_set_up and membership_class != MembershipClass.ASSOCIATE:
        raise Refused(_("As long as there is no centre yet, it can be an associate only."))
