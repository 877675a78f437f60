"""What waits of one centre, as sentences with a link to where somebody acts."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.waiting import Viewer
from members.register import queues
from members.register.models import (
    Centre,
    Membership,
    PlannedLeaving,
    ProfileChange,
    Reconfirmation,
    Representative,
)
from members.register.representation import lacks_delegate
from proposals.models import Proposal


class Sentence(NamedTuple):
    words: str
    label: str = ""
    url: str = ""


def waits(
    centre: Centre,
    memberships: Sequence[Membership],
    people: Sequence[Representative],
    viewer: Viewer,
) -> Iterator[Sentence]:
    """For the secretariat; what others wait for as well."""
    step = "admin:members_centre_step"
    if lacks_delegate(centre, viewer.day):
        words = _("This centre has no valid delegate.")
        yield Sentence(words, _("Invite somebody"), reverse(step, args=[centre.pk, "invite"]))
    yield from _of_the_mandate(centre, viewer)
    for change in ProfileChange.objects.submitted().filter(centre=centre):
        page = reverse("admin:members_profilechange_change", args=[change.pk])
        words = _("The centre has submitted a change of its profile.")
        yield Sentence(words, _("Read the changes"), page)
    for row in Reconfirmation.objects.open().filter(centre=centre):
        page = reverse("admin:members_reconfirmation_change", args=[row.pk])
        yield Sentence(_reconfirmation(row, viewer), _("Open the reconfirmation"), page)
    for leaving in PlannedLeaving.objects.open().filter(membership__in=memberships):
        words = _("The centre leaves the Network on %(day)s, by its own act.")
        yield Sentence(words % {"day": date_format(leaving.on, "j F Y")})
    for proposal in _proposals(centre, *memberships, *people):
        words = _("Proposed by %(name)s, waits for a second person: %(title)s.")
        told = words % {"name": proposal.proposed_by, "title": proposal.title}
        yield Sentence(told, _("Read the proposal"), proposal.get_absolute_url())


def _of_the_mandate(centre: Centre, viewer: Viewer) -> Iterator[Sentence]:
    url = reverse("admin:members_centre_mandate", args=[centre.pk])
    for mandate in queues.ending_mandates(viewer).filter(centre=centre):
        last_day = cast(date, mandate.valid_until)  # `ending_mandates` finds no others
        day = date_format(last_day, "j F Y")
        is_over = last_day < viewer.day
        words = _("Its mandate ended on %(day)s.") if is_over else _("Its mandate ends on %(day)s.")
        yield Sentence(words % {"day": day}, _("Enter the new mandate"), url)
    if queues.without_a_mandate(Centre.objects.filter(pk=centre.pk), viewer).exists():
        yield Sentence(_("No mandate of this member is on record."), _("Enter the mandate"), url)


def _reconfirmation(row: Reconfirmation, viewer: Viewer) -> str:
    day = {"day": date_format(row.due_on, "j F Y")}
    if row.answered_at:
        return _("The centre has reconfirmed the criteria; the answer waits to be accepted.")
    if row.due_on < viewer.day:
        return _("The centre was to reconfirm the criteria by %(day)s and has not answered.") % day
    return _("The centre reconfirms the criteria by %(day)s.") % day


def _proposals(*things: Model) -> QuerySet[Proposal]:
    about = Q(pk__in=[])
    for thing in things:
        about |= Q(subject_type=ContentType.objects.get_for_model(thing), subject_id=thing.pk)
    return Proposal.objects.open().filter(about).select_related("proposed_by").order_by("pk")
