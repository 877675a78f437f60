"""Founding a Network: register, people, co-chairs and rules as one proposal.

Whoever sets the site up prepares it; everybody whom it names is invited; it takes effect once two
invited delegates of different centres have agreed to the very same text. Before that nobody acts
for a centre. Other apps add what belongs to it (`register_part`): the rules in force.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, starmap

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.enums import Basis, RepresentativeRole
from members.permissions import is_secretariat
from members.register.founded import is_founded
from members.register.models import (
    Founding,
    FoundingAgreement,
    FoundingCentre,
    FoundingPerson,
    ImportRun,
    User,
)
from members.register.services import co_chairs, importing, memberships
from members.register.services.notifications import notify, tell_members
from members.register.services.representing import appoint, sign_in_of
from proposals.likeness import look_like_one_person

AGREE = 2  # delegates, of different centres
LINE = ("membership_class", "maturity", "announced", "effective", "term", "leads_from")
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """What another app brings into the founding: in words, in short, and what is missing of it."""

    facts: Callable[[], Facts]
    fingerprint: Callable[[], str]
    why_not: Callable[[], str]


_parts: list[Part] = []


def register_part(part: Part) -> None:
    if part not in _parts:
        _parts.append(part)


# --- What it says ---------------------------------------------------------------------------


def facts_of(founding: Founding) -> Facts:
    """All that is agreed to, as people read it."""
    facts = [(_("Note"), founding.note)] if founding.note else []
    people = list(founding.people.select_related("centre", "user"))
    lines = founding.centres.select_related("centre").prefetch_related("centre__hosts")
    for line in lines:
        hosts = ", ".join(host.name for host in line.centre.hosts.all())
        since = _("since %(date)s") % {"date": line.effective} if line.effective else ""
        about = [
            line.get_membership_class_display(),
            line.get_maturity_display() if line.maturity else "",
            since,
            _("host: %(names)s") % {"names": hosts} if hosts else "",
            _("co-chair, %(term)s") % {"term": line.term} if line.term else "",
            line.leads_from,
        ]
        own = [person for person in people if person.centre_id == line.centre_id]
        spoken = [f"{person.get_role_display()}: {_named(person)}" for person in own]
        words = [", ".join(filter(None, about)), *spoken]
        facts.append((f"{line.centre} · {line.centre.slug}", "\n".join(words)))
    return facts + [fact for part in _parts for fact in part.facts()]


def fingerprint(founding: Founding) -> str:
    """Of the same facts, in no language."""
    centres = [
        [
            *(str(getattr(line.centre, name)) for name in ("slug", "name", "country")),
            *sorted(host.name for host in line.centre.hosts.all()),
            *(getattr(line, name) for name in LINE),
        ]
        for line in founding.centres.select_related("centre").order_by("centre__slug")
    ]
    people = founding.people.order_by("pk").values_list("centre__slug", "role", "user")
    content = [founding.note, centres, list(people), [part.fingerprint() for part in _parts]]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _named(person: FoundingPerson) -> str:
    name, email = (person.user, person.user.email) if person.user else (person.name, person.email)
    return f"{name} <{email}>"


def agreed(founding: Founding) -> list[FoundingAgreement]:
    """Those who agreed to what is proposed now."""
    if not founding.sha256:
        return []
    return list(founding.agreements.filter(sha256=founding.sha256).select_related("user", "centre"))


# --- The office -----------------------------------------------------------------------------


def begin(*, by: User, now: datetime) -> Founding:
    if is_founded():
        raise Refused(_("The Network is founded."))
    return Founding.objects.get_or_create(pk=1, defaults={"prepared_by": by, "prepared_at": now})[0]


@transaction.atomic
def keep_import(run: ImportRun, *, seen: str, by: User, now: datetime) -> Founding:
    """The centres of a file become part of the founding, as the page showed them."""
    founding = _writable(begin(by=by, now=now))
    for centre, line in importing.store_for_founding(run, seen=seen, by=by, now=now):
        values = {name: line.values[name] for name in ("maturity", "announced", "effective")}
        FoundingCentre.objects.update_or_create(
            founding=founding,
            centre=centre,
            defaults={**values, "membership_class": line.values["class"]},
        )
    return founding


def why_not_propose(founding: Founding) -> str:
    """What is missing, in a sentence; empty if nothing is."""
    if is_founded():
        return _("The Network is founded.")
    centres = {line.centre_id for line in founding.centres.all()}
    people = list(founding.people.all())
    if not {person.centre_id for person in people} <= centres:
        return _("Somebody speaks for a centre that is not among the founding centres.")
    if len([person for person in people if person.role == RepresentativeRole.DELEGATE]) < AGREE:
        return _("Two centres at least need a delegate, who have to agree.")
    if not any(line.term for line in founding.centres.all()):
        return _("Name a centre that leads: without a co-chair no vote can be certified.")
    return next((why for part in _parts if (why := part.why_not())), "")


@transaction.atomic
def propose(founding: Founding, *, by: User, now: datetime) -> Founding:
    """Invite everybody, and ask the delegates to agree; refused if it could not take effect."""
    row = _writable(founding)
    if not is_secretariat(by):
        raise Refused(_("The secretariat proposes the founding."))
    if why := why_not_propose(row):
        raise Refused(why)
    for person in row.people.select_related("centre"):
        person.user = sign_in_of(person.centre, person.name, person.email)
        person.save(update_fields=["user"])
    row.proposed_by, row.proposed_at, row.sha256 = by, now, fingerprint(row)
    row.save(update_fields=["proposed_by", "proposed_at", "sha256"])
    with transaction.atomic():
        _take_effect(row, now=now)
        transaction.set_rollback(True)
    users = User.objects.filter(founding_lines__founding=row)
    key = f"founding:{now.timestamp()}"
    details = {"sha256": row.sha256}
    notify(users, "members.founding_asked", key=key, about=row, now=now, details=details)
    return row


@transaction.atomic
def take_back(founding: Founding, *, by: User, now: datetime) -> Founding:
    """To change it; who had agreed has to agree to the new text."""
    row = _locked(founding)
    if not is_secretariat(by):
        raise Refused(_("The secretariat takes it back."))
    if not row.is_waiting:
        raise Refused(_("It is not proposed, or has taken effect."))
    row.proposed_by, row.proposed_at, row.sha256 = None, None, ""
    row.save(update_fields=["proposed_by", "proposed_at", "sha256"])
    return row


# --- The delegates --------------------------------------------------------------------------


def why_not_agree(founding: Founding, user: User) -> str:
    """What keeps this person from agreeing, in a sentence; empty if nothing does."""
    if not founding.is_waiting:
        return _("It is not proposed, or has taken effect.")
    line = founding.people.filter(user=user, role=RepresentativeRole.DELEGATE).first()
    if line is None or not user.is_active or user.is_staff:
        return _("Those who are invited as delegates agree.")
    if user.pk in (founding.prepared_by_id, founding.proposed_by_id):
        return _("You proposed this. Two others agree.")
    if any(row.centre_id == line.centre_id for row in agreed(founding)):
        return _("Your centre has agreed.")
    return ""


@transaction.atomic
def agree(founding: Founding, *, seen: str, by: User, now: datetime) -> Founding:
    """To what the page showed; with the second centre it takes effect."""
    row = _locked(founding)
    if why := why_not_agree(row, by):
        raise Refused(why)
    if not seen == row.sha256 == fingerprint(row):
        raise Refused(_("Something has changed since it was proposed. It has to be proposed anew."))
    line = row.people.get(user=by)
    row.agreements.create(user=by, centre=line.centre, at=now, sha256=row.sha256)
    if len(agreed(row)) >= AGREE:
        _take_effect(row, now=now)
        tell_members("members.founded", key="founding", about=row, now=now)
    return row


def _take_effect(row: Founding, *, now: datetime) -> None:
    by, day = row.proposed_by, network_day(now)
    people = list(row.people.select_related("centre", "user"))
    for line in row.centres.select_related("centre"):
        memberships.enter(
            line.centre,
            membership_class=line.membership_class,
            maturity=line.maturity,
            announced=line.announced,
            effective=line.effective,
            reason=_("Founded by agreement of two delegates"),
            by=by,
            basis=Basis.FOUNDING,
            now=now,
        )
        for person in people:
            if person.centre_id == line.centre_id and person.user:
                appoint(
                    line.centre,
                    role=person.role,
                    user=person.user,
                    on=day,
                    by=by,
                    basis=Basis.FOUNDING,
                    now=now,
                    with_invitation=False,
                )
        if line.term and by:
            co_chairs.found(line.centre, term=line.term, began=line.leads_from, by=by, now=now)
    delegates = [agreement.user for agreement in agreed(row)]
    row.looks_like_one_person = any(starmap(look_like_one_person, pairwise(delegates)))
    row.founded_at = now
    row.save(update_fields=["founded_at", "looks_like_one_person"])
    row.people.update(name="", email="")  # the sign-in has both


def for_user(user: User) -> Founding | None:
    """What this person may read of it while it waits: the secretariat and all who are invited."""
    founding = Founding.objects.filter(pk=1).first()
    if founding is None or is_secretariat(user):
        return founding
    is_invited = founding.people.filter(user=user).exists()
    return founding if founding.proposed_at and is_invited else None


def _locked(founding: Founding) -> Founding:
    return Founding.objects.select_for_update(of=["self"]).get(pk=founding.pk)


def _writable(founding: Founding) -> Founding:
    row = _locked(founding)
    if not row.is_being_written:
        raise Refused(_("It is proposed, and waits for two delegates. Take it back to change it."))
    return row
