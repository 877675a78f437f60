"""What the register writes about memberships, representatives and profiles."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import waiting
from members.enums import BEING_WRITTEN, MembershipStatus
from members.enums import ProfileChangeStatus as Status
from members.register.centre_emails import (
    WHY_CO_CHAIR,
    WHY_MAILBOX,
    WHY_VOICE,
    about_centre,
)
from members.register.history_of_memberships import facts_of, noted_changes
from members.register.history_words import in_words
from members.register.models import Centre, MembershipEvent
from members.register.services import weekly
from outbox.kinds import composes, letter

WHY_WEEKLY = _(
    "You get this once a week, and only if something waits for you: because you speak for a centre "
    "or are of the secretariat."
)
WHY_HOST = _("You get this because it is about a host of your centre in the Network.")


@composes("members.membership_changed")
def membership_changed(mail, now):
    """As it was noted, whatever happened since: each step has a mail of its own."""
    membership = mail.about
    noted = noted_changes(membership.events.all())
    change = next(change for change in noted if change.event.pk == mail.details["event"])
    event = change.event
    return letter(
        "members/mails/membership_changed.txt",
        {
            "membership": membership,
            "event": event,
            "words": in_words(facts_of(event), change.changed, is_first=change.is_first),
            "has_left": event.status == MembershipStatus.ENDED,
            "has_no_vote": event.status == MembershipStatus.SUSPENDED,
        },
        why=WHY_VOICE,
        action=(_("See your centre's page"), membership.centre.get_absolute_url()),
    )


@composes("members.memberships_changed")
def memberships_changed(mail, now):
    """To the other members: what, since when and by whom; why is for the centre itself."""
    events = MembershipEvent.objects.filter(pk__in=mail.details["events"]).order_by("pk")
    changes = [
        (event, in_words(facts_of(event), change.changed, is_first=change.is_first))
        for event in events.select_related("membership__centre", "by", "released_by")
        for change in noted_changes(event.membership.events.all())
        if change.event.pk == event.pk
    ]
    return letter(
        "members/mails/memberships_changed.txt",
        {"changes": changes, "more": mail.details["more"]},
        why=WHY_VOICE,
        action=(_("See the members"), reverse("members:directory")),
    )


@composes("members.host_renamed")
def host_renamed(mail, now):
    """To everybody of a centre of the host, to its mailbox and to the secretariat."""
    former, is_desk = mail.about, mail.details.get("copy_for") == "secretariat"
    centre = Centre.objects.get(pk=mail.details["centre"])
    host = reverse("admin:members_organisation_change", args=[former.organisation_id])
    see = (_("See the centre's page"), centre.get_absolute_url())
    return letter(
        "members/mails/host_renamed.txt",
        {"former": former, "name": mail.details["name"], "centre": centre},
        why=WHY_MAILBOX if is_desk else WHY_HOST,
        action=(_("Open it in the admin"), host) if is_desk else see,
    )


@composes("members.co_chair_changed")
def co_chair_changed(mail, now):
    """Entered, ended or corrected by two people: as it was noted, whatever happened since."""
    term = mail.about
    return letter(
        "members/mails/co_chair_changed.txt",
        {"term": term, **mail.details},
        why=WHY_VOICE if mail.user else WHY_MAILBOX,
        action=(_("See who leads the Network"), reverse("governance")),
    )


@composes("members.process_rules_changed")
def process_rules_changed(mail, now):
    return letter(
        "members/mails/process_rules_changed.txt",
        {"rules": mail.about},
        why=WHY_VOICE if mail.user else WHY_MAILBOX,
    )


@composes(weekly.KIND)
def what_waits(mail, now):
    """By kind and not by title: outsiders' words stand in no such list. None if nothing waits."""
    person = mail.user
    if not person.wants_weekly_letter:
        return None
    shelf = waiting.for_you(waiting.Viewer(person, now), limit=1)
    if not shelf.count:
        return None
    found = sorted((one for one in shelf.found if one.count), key=lambda one: one.first[0].urgency)
    return letter(
        "members/mails/what_waits.txt",
        {"found": found, "count": shelf.count},
        why=WHY_WEEKLY,
        action=(_("See your tasks"), reverse("tasks")),
        switch_off=reverse("members:preferences"),
    )


@composes("members.release_asked")
def release_asked(mail, now):
    """To whoever may be the second person; None once it is settled."""
    proposal = mail.about
    if not proposal.is_waiting:
        return None
    return letter(
        "members/mails/release_asked.txt",
        {
            "title": proposal.title,
            "by": proposal.proposed_by,
            "reason": proposal.reason,
            "facts": proposal.facts,
            "is_urgent": proposal.act.is_urgent,
        },
        why=WHY_CO_CHAIR,
        action=(_("Read it and decide"), proposal.get_absolute_url()),
    )


def _profile(name, mail, *, label, while_it_is):
    """A letter about a profile change, or None once it has moved on."""
    change = mail.about
    if change.status not in while_it_is:
        return None
    return about_centre(
        name,
        mail,
        label=label,
        page=reverse("members:edit_profile", args=[change.centre.slug]),
        admin_page=reverse("admin:members_profilechange_change", args=[change.pk]),
        change=change,
    )


@composes("members.profile_submitted")
def profile_submitted(mail, now):
    return _profile("profile_submitted", mail, label="", while_it_is=[Status.SUBMITTED])


@composes("members.profile_received")
def profile_received(mail, now):
    label = _("See what was submitted")
    return _profile("profile_received", mail, label=label, while_it_is=[Status.SUBMITTED])


@composes("members.profile_returned")
def profile_returned(mail, now):
    label = _("Change the profile")
    return _profile("profile_returned", mail, label=label, while_it_is=BEING_WRITTEN)


@composes("members.profile_accepted")
def profile_accepted(mail, now):
    change = mail.about
    return about_centre(
        "profile_accepted",
        mail,
        label=_("See your centre's page"),
        page=change.centre.get_absolute_url(),
        admin_page=reverse("admin:members_profilechange_change", args=[change.pk]),
        change=change,
    )
