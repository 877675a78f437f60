"""What the register leaves to do for the secretariat."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.dates import network_day
from common.waiting import Queue, queue_of
from members.register import doubles, second_steps
from members.register.founded import is_founded
from members.register.models import Centre, Mandate, ProfileChange, Reconfirmation, User
from members.register.services.expiry import horizon


def founding_to_prepare() -> list[Queue]:
    """Until the Network is founded; then there is nothing of the kind any more."""
    if is_founded():
        return []
    page = reverse("admin:members_founding_add")
    return [Queue(_("The Network is being founded"), 1, page, is_urgent=True)]


def own_second_step(user: User, now: datetime) -> list[Queue]:
    """Only whoever needs one and has none sees the days run down."""
    if not (due := user.second_step_due) or second_steps.has_one(user):
        return []
    days = max((network_day(due) - network_day(now)).days, 0)
    label = ngettext(
        "Your second step to sign in: you need it in %(days)d day",
        "Your second step to sign in: you need it in %(days)d days",
        days,
    ) % {"days": days}
    return [Queue(label, 1, reverse("mfa_index"), is_urgent=True)]


def queues(now: datetime, user: User) -> list[Queue]:
    day, centres = network_day(now), reverse("admin:members_centre_changelist")
    profiles = reverse("admin:members_profilechange_changelist")
    reconfirmations = reverse("admin:members_reconfirmation_changelist")
    return [
        *founding_to_prepare(),
        *own_second_step(user, now),
        Queue(
            _("Members without a delegate"),
            Centre.objects.without_a_delegate(day).count(),
            f"{centres}?delegate=none",
        ),
        Queue(
            _("Members' mandates that end soon or have ended"),
            Mandate.objects.of_the_network().ending(horizon(now)).count(),
            f"{centres}?mandate=ending",
        ),
        Queue(
            _("Centres that stand in the register twice"),
            len(doubles.centres()),
            f"{centres}?doubles=same",
        ),
        Queue(
            _("Organisations that stand in the register twice"),
            len(doubles.organisations()),
            f"{reverse('admin:members_organisation_changelist')}?doubles=same",
        ),
        queue_of(
            ProfileChange.objects.submitted(),
            _("Changed profiles to review"),
            f"{profiles}?status__exact=submitted",
            since="submitted_at",
        ),
        queue_of(
            Reconfirmation.objects.answered(),
            _("Reconfirmations to accept"),
            f"{reconfirmations}?waits=answered",
            since="answered_at",
        ),
        queue_of(
            Reconfirmation.objects.overdue(day),
            _("Reconfirmations overdue"),
            f"{reconfirmations}?waits=overdue",
            since="asked_at",
        ),
    ]
