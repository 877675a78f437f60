"""Letters by which a stolen sign-in is noticed: who speaks for a centre, what became of a sign-in.

Each says who did it, and has a link that locks a sign-in at once where that helps.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.register import address_links
from members.register.centre_emails import WHY_MAILBOX
from members.register.lock_links import path_for, token_for
from members.register.models import User
from members.register.representation import Doing
from outbox.kinds import composes, letter

WHY_CENTRE = _("You get this because it is about who speaks for your centre in the Network.")
WHY_SIGN_IN = _("You get this because it is about your sign-in to the Network's site.")
CHANGES = {
    "password": _("A new password was chosen for your sign-in"),
    "factor_on": _("A second step was switched on for your sign-in"),
    "factor_off": _("A second step was switched off for your sign-in"),
    "passkey_on": _("A passkey was added to your sign-in"),
    "passkey_off": _("A passkey was removed from your sign-in"),
    "codes": _("New recovery codes were made for your sign-in"),
    "provider_on": _("An account of the state was connected with your sign-in"),
    "provider_off": _("The account of the state was disconnected from your sign-in"),
    "rights": _("A superuser changed the rights of your sign-in"),
    "address": _("Your sign-in has another address"),
    "rights_given": _("You are one of the secretariat of the Network"),
    "rights_taken": _("You are no longer one of the secretariat of the Network"),
    "browser": _("Somebody signed in as you from a browser that we do not know"),
}


@composes("members.representative_changed")
def representative_changed(mail, now):
    """To everybody who speaks for the centre, to its mailbox and to the secretariat."""
    row, what = mail.about, mail.details["what"]
    successor = None
    if what == "handed_over":
        beginning = row.centre.representatives.filter(role=row.role, valid_from=row.valid_until)
        successor = beginning.select_related("user").first()
    doing = Doing.beginning(row) if what == "invited" else Doing.end(row)
    context = {"representative": row, "what": what, "successor": successor, "doing": doing}
    if mail.details.get("copy_for") == "secretariat":
        return letter(
            "members/mails/representative_changed.txt",
            context,
            why=WHY_MAILBOX,
            action=(
                _("Open it in the admin"),
                reverse("admin:members_centre_people", args=[row.centre_id]),
            ),
        )
    acted = doing.acted_as_centre
    return _with_lock("representative_changed", context, acted, WHY_CENTRE, row.centre)


@composes("members.mailbox_changed")
def mailbox_changed(mail, now):
    """To the old mailbox and the new, to the centre's people and to the secretariat."""
    centre, details = mail.about, mail.details
    people = User.objects.in_bulk([pk for pk in (details["by"], details["confirmed_by"]) if pk])
    doing = Doing(details["basis"], people.get(details["by"]), people.get(details["confirmed_by"]))
    context = {"centre": centre, "doing": doing, **details}
    if details.get("copy_for") == "secretariat":
        page = reverse("admin:members_centre_change", args=[centre.pk])
        action = (_("Open it in the admin"), page)
        return letter("members/mails/mailbox_changed.txt", context, why=WHY_MAILBOX, action=action)
    return _with_lock("mailbox_changed", context, doing.acted_as_centre, WHY_CENTRE, centre)


@composes("members.confirmation_asked")
def confirmation_asked(mail, now):
    """None once it is settled."""
    proposal = mail.about
    if not proposal.is_waiting:
        return None
    return letter(
        "members/mails/confirmation_asked.txt",
        {"proposal": proposal},
        why=WHY_CENTRE,
        action=(_("Read it and decide"), proposal.get_absolute_url()),
    )


@composes("members.leaving_changed")
def leaving_changed(mail, now):
    """A centre plans to leave, or stays after all: to its people, its mailbox, the secretariat."""
    row, is_planned = mail.about, mail.details["what"] == "planned"
    by = row.planned_by if is_planned else row.undone_by
    context = {"leaving": row, "centre": row.membership.centre, "is_planned": is_planned, "by": by}
    if mail.details.get("copy_for") == "secretariat":
        page = reverse("admin:members_membership_change", args=[row.membership_id])
        action = (_("Open it in the admin"), page)
        return letter("members/mails/leaving_changed.txt", context, why=WHY_MAILBOX, action=action)
    return _with_lock("leaving_changed", context, by, WHY_CENTRE, row.membership.centre)


@composes("members.delegate_handed_over")
def delegate_handed_over(mail, now):
    return _about_own_role("delegate_handed_over", mail)


@composes("members.representation_ended")
def representation_ended(mail, now):
    return _about_own_role("representation_ended", mail)


def _about_own_role(name, mail):
    row = mail.about
    doing = Doing.end(row)
    context = {
        "representative": row,
        "never_began": row.valid_until == row.valid_from,
        "doing": doing,
    }
    return _with_lock(name, context, doing.acted_as_centre, WHY_CENTRE, row.centre)


def _with_lock(name, context, user, why, centre):
    """The button locks the sign-in with which the centre acted; else it leads to the centre."""
    template = f"members/mails/{name}.txt"
    if user is None:
        action = (_("See the centre's page"), centre.get_absolute_url())
        return letter(template, context, why=why, action=action)
    token = token_for(user)
    label = _("Lock the sign-in of %(name)s") % {"name": user}
    context = {**context, "locks": user}
    return letter(template, context, why=why, action=(label, path_for(token)), secrets=[token])


@composes("members.data_erased")
def data_erased(mail, now):
    return letter(
        "members/mails/data_erased.txt",
        {},
        why=_("You get this because the data of the person at this address were erased."),
        action=(_("Read what stays and why"), reverse("members:privacy")),
    )


@composes("members.sign_in_changed")
def sign_in_changed(mail, now):
    """A password, a second step, a browser: to the person alone."""
    token = token_for(mail.about)
    return letter(
        "members/mails/sign_in_changed.txt",
        {
            "change": CHANGES[mail.details["what"]],
            "at": datetime.fromisoformat(mail.details["at"]),
            "by": mail.details.get("by", ""),
            "decided_by": mail.details.get("decided_by", ""),
            "ends": mail.details["what"] in ("password", "address", "rights_taken"),
        },
        why=WHY_SIGN_IN,
        action=(_("Lock my sign-in"), path_for(token)),
        secrets=[token],
    )


@composes("members.address_confirm")
def address_confirm(mail, now):
    """To the new address and to the former, a button each; None once it is settled."""
    change = mail.about
    if change is None or address_links.is_over(change, now):
        return None
    side = address_links.Side(mail.details["side"])
    token = address_links.token_for(change, side)
    return letter(
        "members/mails/address_confirm.txt",
        {
            "change": change,
            "is_new": side == address_links.Side.NEW,
            "days": address_links.LASTS.days,
        },
        why=WHY_SIGN_IN,
        action=(_("Read it and confirm"), address_links.path_for(token)),
        secrets=[token],
    )


@composes("members.address_taken")
def address_taken(mail, now):
    """To whoever has the address that somebody else asked for."""
    return letter("members/mails/address_taken.txt", {}, why=WHY_SIGN_IN)


@composes("members.sign_in_event")
def sign_in_event(mail, now):
    """Locked, unlocked, ended: to the person, to the centre and to the secretariat."""
    event, copy_for = mail.about, mail.details.get("copy_for")
    is_own = copy_for == "person"
    why = {"person": WHY_SIGN_IN, "secretariat": WHY_MAILBOX}.get(copy_for, WHY_CENTRE)
    page = reverse("admin:members_user_change", args=[event.user_id])
    return letter(
        "members/mails/sign_in_event.txt",
        {"event": event, "is_own": is_own},
        why=why,
        action=(_("Open it in the admin"), page) if copy_for == "secretariat" else None,
    )
