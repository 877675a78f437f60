"""Who speaks for a centre, as its pages and the admin show it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.enums import RepresentativeRole
from members.register.models import Centre, Representative
from outbox.models import Mail, MailStatus


@dataclass(frozen=True)
class Line:
    row: Representative
    state: str  # for the tag's colour
    invitation: str

    @property
    def is_delegate(self):
        return self.row.role == RepresentativeRole.DELEGATE


def lines(centre, day):
    """Those who act or will act, the delegate first, each with the state of the invitation."""
    people = Representative.objects.not_ended_by(day).filter(centre=centre)
    rows = list(people.select_related("user"))
    mails = _invitations(rows)
    in_order = sorted(rows, key=lambda row: (RepresentativeRole.values.index(row.role), row.pk))
    return [Line(row, *_state(row, mails.get(row.pk), day)) for row in in_order]


def _invitations(rows):
    keys = {f"representative:{row.pk}:invitation": row.pk for row in rows}
    return {keys[mail.key]: mail for mail in Mail.objects.filter(key__in=keys)}


def _state(row, mail, day):
    if not row.user.is_active:
        return "failed", _("login not active")
    if row.user.last_login:
        return "active", _("has signed in")
    if mail is None:
        return "unclear", _("not invited by mail, has not signed in")
    if mail.status in (MailStatus.FAILED, MailStatus.IN_DOUBT):
        return "failed", _("the invitation could not be mailed: tell the secretariat")
    if mail.is_sent:
        return "invited", _("invitation mailed, has not signed in yet")
    return "queued", _("invitation on its way")


def lacks_delegate(centre, day):
    """An active full member without a valid delegate on that day."""
    return Centre.objects.without_a_delegate(day).filter(pk=centre.pk).exists()


def past(centre, day):
    ended = centre.representatives.filter(valid_until__lte=day)
    return ended.select_related("user").order_by("-valid_until", "pk")
