"""What takes two people in the register; `proposals` keeps it until the second one has agreed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Model, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from common.dates import network_day
from members.permissions import is_secretariat, leads, why_no_second_person
from members.register.models import (
    Centre,
    CoChairTerm,
    Membership,
    Organisation,
    ProcessRules,
    Representative,
    User,
)
from members.register.services import (
    accounts,
    addresses,
    co_chairs,
    colleagues,
    erasing,
    importing,
    mailboxes,
    memberships,
    process_rules,
    renaming,
    representing,
)
from members.register.services.asking import ask_co_chairs
from members.register.services.notifications import draft_letters
from outbox import services as outbox
from proposals import services as proposals
from proposals.kinds import Kind, nobody_yet
from proposals.models import Proposal


def time_to_recall() -> timedelta:
    return timedelta(minutes=ProcessRules.objects.in_force().recall_minutes)


def countries_of(subject: Model) -> Iterable[str]:
    match subject:
        case Membership():
            return [subject.centre.country.code]
        case Centre() | Organisation():
            return [subject.country.code]
        case Representative() | CoChairTerm():
            return [subject.centre.country.code]
        case User():
            centre = accounts.centre_in_office(subject, timezone.now())
            return [centre.country.code] if centre else ()
    return ()


def why_not_release(user: User, proposal: Proposal) -> str:
    return why_no_second_person(user, proposal.countries)


def why_not_propose(user: User, subject: Model) -> str:
    return "" if is_secretariat(user) else gettext("The secretariat proposes it.")


def ask_the_second_person(proposal: Proposal, now: datetime) -> None:
    """The default of all kinds, of whatever app."""
    ask_co_chairs(
        proposal,
        "members.release_asked",
        why_not=lambda user: proposals.why_not_release(proposal, user),
        now=now,
    )


def _kind(name: str, label: Text, act: Callable[..., object]) -> Kind:
    return Kind(
        name=name,
        label=label,
        act=act,
        why_not_propose=why_not_propose,
        why_not_release=why_not_release,
        countries=countries_of,
        recall=time_to_recall,
    )


ENTER = _kind("members.enter", _("Enter a membership"), memberships.enter)
SUSPEND = _kind("members.suspend", _("Suspend a membership"), memberships.suspend)
RESUME = _kind("members.resume", _("Lift a suspension"), memberships.resume)
CLASS = _kind("members.class", _("Change the class"), memberships.change_class)
MATURITY = _kind("members.maturity", _("Change the maturity"), memberships.change_maturity)
DATES = _kind("members.dates", _("Correct the dates"), memberships.correct_dates)
END = _kind("members.end", _("End a membership"), memberships.end)
IMPORT = replace(
    _kind("members.import", _("Apply an import"), importing.confirm),
    countries=importing.countries_of,
    # Never within the click: a worker applies it, and the page shows how far it has come.
    recall=lambda: time_to_recall() or timedelta(seconds=1),
)

UNLOCK = _kind("members.unlock_sign_in", _("Unlock a sign-in"), accounts.unlock)
END_SIGN_IN = _kind("members.end_sign_in", _("End a sign-in for good"), accounts.end_for_good)


ENTER_TERM = _kind("members.enter_term", _("Enter a term as co-chair"), co_chairs.enter)
END_TERM = _kind("members.end_term", _("End a term as co-chair"), co_chairs.end)
TERM_DATES = _kind("members.term_dates", _("Correct a term's dates"), co_chairs.correct_dates)
PROCESS_RULES = _kind(
    "members.process_rules",
    _("Put new periods in force"),
    lambda rules, confirmed="", **details: process_rules.adopt(rules, **details),
)

REMOVE_FACTOR = _kind(
    "members.remove_second_step", _("Switch a second step off"), accounts.remove_second_step
)
CHANGE_ADDRESS = _kind(
    "members.change_address", _("Move a sign-in to another address"), addresses.change_for
)
ADD_COLLEAGUE = _kind(
    "members.add_colleague", _("Make a person one of the secretariat"), colleagues.add
)
REMOVE_COLLEAGUE = _kind(
    "members.remove_colleague", _("Take a person out of the secretariat"), colleagues.remove
)

RENAME_HOST = _kind("members.rename_host", _("Rename an organisation"), renaming.rename)
CORRECT_SPELLING = _kind(
    "members.correct_spelling", _("Correct the spelling of a name"), renaming.correct_spelling
)


def why_not_release_erasure(user: User, proposal: Proposal) -> str:
    if proposal.subject_id == user.pk:
        return gettext("It is about your own data: somebody of the secretariat releases it.")
    return why_not_release(user, proposal)


ERASING_MEANS = _(
    "It cannot be undone: nobody signs in as this person any more, and no page tells who it was."
)
ERASE_PERSON = replace(
    _kind("members.erase_person", _("Erase the data of a person"), erasing.erase),
    why_not_propose=lambda user, subject: (
        ""
        if user == subject or is_secretariat(user)
        else gettext("The person asks for it, or the secretariat proposes it.")
    ),
    why_not_release=why_not_release_erasure,
)


def centre_of(subject: Model | None) -> Centre:
    """Whose people it is about: a centre's own, or those of a representative's centre."""
    return subject.centre if isinstance(subject, Representative) else cast(Centre, subject)


def why_not_confirm(user: User, proposal: Proposal) -> str:
    """The centre confirms who speaks for it, and where; with nobody left a second person does."""
    centre = centre_of(proposal.subject)
    if leads(user, centre):
        return ""
    is_led = proposal.known.get("is_led")
    if is_led is None:
        is_led = representing.who_confirms(centre, network_day(timezone.now())).exists()
    if is_led:
        return gettext("The delegate or the head of the centre confirms it, under “Tasks”.")
    return why_no_second_person(user, proposal.countries)


def prepare(user: User, waiting: Sequence[Proposal]) -> None:
    """Whether somebody leads the centres concerned, in one question."""
    people = [row.subject for row in waiting if isinstance(row.subject, Representative)]
    prefetch_related_objects(people, "centre")
    centres = {row: centre_of(row.subject) for row in waiting if row.subject}
    leading = Representative.objects.in_office(network_day(timezone.now())).leading()
    led = set(leading.filter(centre__in=centres.values()).values_list("centre", flat=True))
    for row, centre in centres.items():
        row.known["is_led"] = centre.pk in led


def confirming(subject: Model) -> User:
    """Whoever of the centre would confirm it, so that a trial reads as it will be."""
    leading = representing.who_confirms(centre_of(subject), network_day(timezone.now()))
    one = leading.filter(user__is_active=True).select_related("user").first()
    return one.user if one else nobody_yet(subject)


def ask_the_centre(proposal: Proposal, now: datetime) -> None:
    """A letter to its delegate and head, who do not sign in every day; without them as usual."""
    leading = representing.who_confirms(centre_of(proposal.subject), network_day(now))
    if not leading:
        return ask_the_second_person(proposal, now)
    key, kind = f"proposal:{proposal.pk}", "members.confirmation_asked"
    letters = draft_letters(leading.select_related("user"), kind, key=key, about=proposal, now=now)
    outbox.queue_new(letters, now=now)


def _of_representatives(name: str, label: Text, act: Callable[..., object]) -> Kind:
    return Kind(
        name=name,
        label=label,
        act=act,
        why_not_propose=why_not_propose,
        why_not_release=why_not_confirm,
        countries=countries_of,
        recall=time_to_recall,
        ask=ask_the_centre,
        stand_in=confirming,
        prepare=prepare,
        asks_to_sign_in_again=True,
    )


INVITE = _of_representatives("members.invite", _("Name a representative"), representing.invite)
HAND_OVER = _of_representatives(
    "members.hand_over", _("Hand the delegate's role over"), representing.hand_over
)
END_ROLE = _of_representatives("members.end_role", _("End a role"), representing.end)

MAILBOX = _of_representatives("members.mailbox", _("Change a role mailbox"), mailboxes.change)

KINDS = (
    ENTER,
    SUSPEND,
    RESUME,
    CLASS,
    MATURITY,
    DATES,
    END,
    IMPORT,
    INVITE,
    HAND_OVER,
    END_ROLE,
    MAILBOX,
    UNLOCK,
    END_SIGN_IN,
    REMOVE_FACTOR,
    CHANGE_ADDRESS,
    ADD_COLLEAGUE,
    REMOVE_COLLEAGUE,
    ERASE_PERSON,
    ENTER_TERM,
    END_TERM,
    TERM_DATES,
    PROCESS_RULES,
    RENAME_HOST,
    CORRECT_SPELLING,
)
