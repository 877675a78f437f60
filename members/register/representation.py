"""Who speaks for a centre, as its pages and the admin show it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from members.enums import Basis, RepresentativeRole
from members.register.models import Centre, Representative, User
from outbox.models import Mail, MailStatus


@dataclass(frozen=True)
class Line:
    row: Representative
    state: str  # for the tag's colour
    invitation: str

    @property
    def is_delegate(self) -> bool:
        return self.row.role == RepresentativeRole.DELEGATE

    @property
    def can_be_invited_again(self) -> bool:
        return self.row.user.is_active and self.row.user.is_invited


def lines(centre: Centre, day: date) -> list[Line]:
    """Those who act or will act, the delegate first, each with the state of the invitation."""
    people = Representative.objects.not_ended_by(day).filter(centre=centre)
    rows = list(people.select_related("user"))
    keys = {f"representative:{row.pk}:invitation": row.pk for row in rows}
    mails = {keys[mail.key]: mail for mail in Mail.objects.filter(key__in=keys)}
    in_order = sorted(rows, key=lambda row: (RepresentativeRole.values.index(row.role), row.pk))
    lines = []
    for row in in_order:
        mail = mails.get(row.pk)
        if not row.user.is_active:
            state = "failed", _("sign-in locked")
        elif row.user.last_login:
            state = "active", _("has signed in")
        elif mail is None:
            state = "unclear", _("not invited by email, has not signed in")
        elif mail.status in (MailStatus.FAILED, MailStatus.IN_DOUBT):
            state = "failed", _("the invitation could not be emailed: tell the secretariat")
        elif mail.is_sent:
            state = "invited", _("invitation emailed, has not signed in yet")
        else:
            state = "queued", _("invitation on its way")
        lines.append(Line(row, *state))
    return lines


def lacks_delegate(centre: Centre, day: date) -> bool:
    """An active full member without a valid delegate on that day."""
    return Centre.objects.without_a_delegate(day).filter(pk=centre.pk).exists()


@dataclass(frozen=True)
class Doing:
    """By whom and by what right somebody speaks for a centre, or no longer does."""

    basis: str
    by: User | None
    confirmed_by: User | None

    @classmethod
    def beginning(cls, row: Representative) -> "Doing":
        return cls(row.basis, row.invited_by, row.confirmed_by)

    @classmethod
    def end(cls, row: Representative) -> "Doing":
        return cls(row.ended_basis, row.ended_by, row.end_confirmed_by)

    @property
    def in_words(self) -> str:
        people = {"by": self.by, "second": self.confirmed_by}
        if self.basis == Basis.VOTE:
            return _("They were named in the application that the members admitted.")
        if self.basis == Basis.TWO_PEOPLE:
            return (
                _(
                    "Nobody of the centre was left who could confirm it: %(by)s of the secretariat "
                    "proposed it, and %(second)s released it as a second person."
                )
                % people
            )
        if self.basis != Basis.OWN_ACT:
            return ""
        if self.confirmed_by:
            words = _(
                "%(by)s of the secretariat proposed it, and %(second)s of the centre confirmed it."
            )
        else:
            words = _("%(by)s of the centre did it, and signed in again for it.") if self.by else ""
        return words % people

    @property
    def acted_as_centre(self) -> User | None:
        """Whose sign-in it was done with, where the centre itself did it."""
        return (self.confirmed_by or self.by) if self.basis == Basis.OWN_ACT else None
