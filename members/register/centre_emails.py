"""What the register writes about a member's mandate and its reconfirmations."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.enums import ReconfirmationStatus as Status
from members.register.models import Membership
from outbox.kinds import composes, letter
from outbox.models import Mail, MailStatus

WHY_VOICE = _("You get this because you speak for your centre in the Network.")
WHY_CO_CHAIR = _("You get this because you speak for a centre that leads the Network.")
WHY_MAILBOX = _("You get this because this is the secretariat's mailbox.")


def about_centre(name, mail, *, label, page, admin_page, is_reminder=False, **context):
    """To a person of the centre with a page of the site, to the mailbox with one of the admin."""
    to_person = mail.user is not None
    return letter(
        f"members/mails/{name}.txt",
        {"to_person": to_person, **context},
        why=WHY_VOICE if to_person else WHY_MAILBOX,
        action=(label, page) if to_person else (_("Open it in the admin"), admin_page),
        switch_off=reverse("members:preferences") if to_person and is_reminder else "",
    )


@composes("members.mandate_expiring")
def mandate_expiring(mail, now):
    return _mandate_ends(mail, is_over=False, now=now)


@composes("members.mandate_expired")
def mandate_expired(mail, now):
    return _mandate_ends(mail, is_over=True, now=now)


def _mandate_ends(mail, *, is_over, now):
    """None once it was replaced, the centre has left, or the other of the two mails is due."""
    mandate = mail.about
    in_network = Membership.objects.in_the_network().filter(centre=mandate.centre_id)
    if mandate.replaced_at or (mandate.valid_until < network_day(now)) != is_over:
        return None
    if not in_network.exists():
        return None
    return about_centre(
        "mandate_ends",
        mail,
        label=_("See your centre's page"),
        page=mandate.centre.get_absolute_url(),
        admin_page=reverse("admin:members_centre_change", args=[mandate.centre_id]),
        mandate=mandate,
        is_over=is_over,
    )


def _reconfirmation(name, mail, *, label, while_it_is, **context):
    """A letter about a reconfirmation, or None once it has moved on."""
    row = mail.about
    if row.status != while_it_is:
        return None
    return about_centre(
        name,
        mail,
        label=label,
        page=reverse("members:reconfirm", args=[row.centre.slug]),
        admin_page=reverse("admin:members_reconfirmation_change", args=[row.pk]),
        reconfirmation=row,
        **context,
    )


@composes("members.reconfirmation_asked")
def reconfirmation_asked(mail, now):
    label = _("Reconfirm the criteria")
    return _reconfirmation("reconfirmation_asked", mail, label=label, while_it_is=Status.ASKED)


@composes("members.reconfirmation_reminder", is_reminder=True)
def reconfirmation_reminder(mail, now):
    """After an outage both may be due at once: the one from before the due day is dropped."""
    is_late = network_day(now) > mail.about.due_on
    if is_late != (mail.details["which"] == "after"):
        return None
    return _reconfirmation(
        "reconfirmation_reminder",
        mail,
        label=_("Reconfirm the criteria"),
        while_it_is=Status.ASKED,
        is_reminder=True,
        is_late=is_late,
    )


@composes("members.reconfirmation_received")
def reconfirmation_received(mail, now):
    label = _("See your centre's answer")
    return _reconfirmation(
        "reconfirmation_received", mail, label=label, while_it_is=Status.ANSWERED
    )


@composes("members.reconfirmation_answered")
def reconfirmation_answered(mail, now):
    return _reconfirmation(
        "reconfirmation_answered",
        mail,
        label="",
        while_it_is=Status.ANSWERED,
        missing=mail.about.answers.filter(holds=False),
    )


@composes("members.reconfirmation_accepted")
def reconfirmation_accepted(mail, now):
    label = _("See your centre's answer")
    return _reconfirmation(
        "reconfirmation_accepted", mail, label=label, while_it_is=Status.ACCEPTED
    )


@composes("members.reconfirmation_closed")
def reconfirmation_closed(mail, now):
    """Only to those who heard of it: a request closed at once never left."""
    row = mail.about
    never_left = Mail.objects.about(row).filter(
        kind="members.reconfirmation_asked", user=mail.user, status=MailStatus.CANCELLED
    )
    if never_left.exists():
        return None
    label = _("See your centre's page")
    return _reconfirmation("reconfirmation_closed", mail, label=label, while_it_is=Status.CLOSED)
