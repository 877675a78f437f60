"""The letters that wait for a person, for the secretariat."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from outbox import kinds
from outbox.models import Mail, MailQuerySet
from outbox.permissions import can_see_mails, can_settle


def _mails(mails: MailQuerySet, whose: Whose = Whose.YOU) -> Things:
    """By kind: what a letter says and to whom is read on its page."""
    return Things(
        rows=mails,
        since="due_at",
        fields=("kind",),
        title=lambda row: kinds.label(row["kind"]),
        url=_page,
        whose=whose,
    )


def _page(row: Row) -> str:
    return reverse("admin:outbox_mail_change", args=[row["pk"]])


def for_a_person(viewer: Viewer) -> Things | None:
    if not can_settle(viewer.user):
        return None
    return _mails(kinds.for_staff(Mail.objects.for_a_person()))


def overdue(viewer: Viewer) -> Things | None:
    if not can_see_mails(viewer.user):
        return None
    return _mails(kinds.for_staff(Mail.objects.overdue(viewer.now)))


def of_strangers(viewer: Viewer) -> Things | None:
    if not can_see_mails(viewer.user):
        return None
    return _mails(Mail.objects.waiting_their_turn(viewer.now), Whose.OTHERS)


def _listed(queue: str) -> str:
    return f"{reverse('admin:outbox_mail_changelist')}?queue={queue}"


KINDS = (
    Kind(
        name="outbox.person",
        label=_("Emails that failed or are in doubt"),
        act=_("Send it again or settle it"),
        things=for_a_person,
        page=lambda: _listed("person"),
        is_urgent=True,
    ),
    Kind(
        name="outbox.overdue",
        label=_("Emails that should have left by now"),
        act=_("See why it has not left"),
        things=overdue,
        page=lambda: _listed("overdue"),
        is_urgent=True,
    ),
    Kind(
        name="outbox.turn",
        label=_("Letters that strangers asked for, sent one a minute because there are so many"),
        act=_("See the letter"),
        things=of_strangers,
        page=lambda: _listed("turn"),
    ),
)
