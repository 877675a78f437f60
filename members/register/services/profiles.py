"""A centre's public profile: its people propose, the secretariat accepts, and both see why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from members.enums import NEXT_PROFILE_CHANGE, Basis, ProfileChangeStatus, Side
from members.permissions import can_edit_profile, is_secretariat
from members.register.models import Centre, ProfileChange, User
from members.register.services.notifications import (
    Letter,
    editors,
    notify,
    notify_mailbox,
    tell_of_mailbox,
)

FIELDS = ("about", "languages", "website", "mailbox")
ALL_FIELDS = (*FIELDS, "links")


# Each field of a profile by its name: texts, languages as codes, links as [label, address].
Content = dict[str, str | list[str] | list[list[str]]]


@dataclass(frozen=True)
class Saved:
    """When the text that stands there now was saved, and by whom."""

    saved_at: datetime
    by: User | None


def content(centre: Centre) -> Content:
    """What is published: each field with its value, links as pairs of label and address."""
    fields: Content = {field: getattr(centre, field) for field in FIELDS}
    return fields | {"links": [[link.label, link.address] for link in centre.links.all()]}


def open_change(centre: Centre) -> ProfileChange | None:
    return centre.profile_changes.open().select_related("saved_by").first()


def start_of(change: ProfileChange | None, centre: Centre) -> Content:
    """What a form starts from: the open change, or what is published, with the message."""
    if change is None:
        return content(centre) | {"message": ""}
    return change.proposed | {"message": change.message}


def touched(change: ProfileChange) -> list[str]:
    """The fields that the centre wants changed."""
    return [name for name in ALL_FIELDS if change.proposed[name] != change.base[name]]


def moved_on(change: ProfileChange, published: Content) -> list[str]:
    """Those of them that were changed otherwise since the centre began."""
    return [name for name in touched(change) if published[name] != change.base[name]]


def version_of(change: ProfileChange) -> str:
    """A short name of all that a reviewer sees: what is proposed and what is published."""
    return fingerprint([change.proposed, change.message, content(change.centre)])


# --- The centre -----------------------------------------------------------------------------


@transaction.atomic
def save(centre: Centre, written: Content, *, seen: str, by: User, now: datetime) -> ProfileChange:
    """Keep what was written in the centre's open change and return it; begin one if there is none.

    `seen` is the fingerprint of what the writer saw. If the text reads otherwise by now, nothing
    is overwritten: the answer is a Conflict.
    """
    row = _editable(centre, by)
    change = open_change(row)
    stored = start_of(change, row)
    if stored == written and change:
        return change
    if change and not change.is_being_written:
        raise Refused(_("The change is with the secretariat. Take it back to go on writing."))
    if seen != fingerprint(stored) and stored != written:
        raise Conflict(stored, Saved(change.saved_at, change.saved_by) if change else None)
    change = change or ProfileChange(centre=row, base=content(row))
    change.message = cast(str, written["message"])
    change.proposed = {name: written[name] for name in change.base}
    change.saved_at, change.saved_by = now, by
    change.save()
    return change


@transaction.atomic
def submit(centre: Centre, *, seen: str | None, by: User, now: datetime) -> ProfileChange:
    """Hand the open change over, as it was last seen."""
    change = _own(centre, by)
    if seen != fingerprint(start_of(change, change.centre)):
        raise Refused(_("A colleague changed the text meanwhile. Read it, then submit it."))
    if not touched(change) and not change.message.strip():
        raise Refused(_("Nothing differs from what is published."))
    _move(change, ProfileChangeStatus.SUBMITTED, submitted_at=now, submitted_by=by)
    mail = _mail(change, now)
    notify_mailbox("members.profile_submitted", **mail)
    notify(editors(change.centre, now), "members.profile_received", **mail)
    return change


@transaction.atomic
def take_back(centre: Centre, *, by: User, now: datetime) -> ProfileChange:
    """Go on writing; the secretariat has not settled it yet."""
    return _move(_own(centre, by), ProfileChangeStatus.DRAFT)


@transaction.atomic
def withdraw(centre: Centre, *, by: User, now: datetime) -> ProfileChange:
    """Give the change up. What was written is kept with it and can be read."""
    return _move(_own(centre, by), ProfileChangeStatus.WITHDRAWN, settled_at=now, settled_by=by)


# --- The secretariat ------------------------------------------------------------------------


@transaction.atomic
def accept(change: ProfileChange, *, seen: str, by: User, now: datetime) -> ProfileChange:
    """Publish what the centre changed, and only that; as the page showed it (`seen`)."""
    row = _reviewed(change, seen, by)
    names, former_mailbox = touched(row), row.centre.mailbox
    publish(row.centre, {name: row.proposed[name] for name in names})
    note_version(row.centre, names, Side.CENTRE, now=now)
    _move(row, ProfileChangeStatus.ACCEPTED, settled_at=now, settled_by=by)
    notify(editors(row.centre, now), "members.profile_accepted", **_mail(row, now))
    if "mailbox" in names:
        basis = Basis.OWN_ACT
        tell_of_mailbox(row.centre, former_mailbox, basis=basis, by=row.submitted_by, now=now)
    return row


@transaction.atomic
def give_back(
    change: ProfileChange, *, note: str, seen: str, by: User, now: datetime
) -> ProfileChange:
    """Back to the centre with a note; what it wrote stays, to be changed and submitted again."""
    if not note.strip():
        raise Refused(_("Say in the note what the centre should change."))
    row = _reviewed(change, seen, by)
    _move(row, ProfileChangeStatus.RETURNED, note=note)
    notify(editors(row.centre, now), "members.profile_returned", **_mail(row, now))
    return row


def publish(centre: Centre, values: Content) -> None:
    """Write these fields of the profile, whoever decided it."""
    for name in values.keys() & set(FIELDS):
        setattr(centre, name, values[name])
    centre.save(update_fields=[name for name in values if name in FIELDS])
    if "links" in values:
        centre.links.all().delete()
        for label, address in cast(list[list[str]], values["links"]):
            centre.links.create(label=label, address=address)


def note_version(centre: Centre, names: Sequence[str], side: str, *, now: datetime) -> None:
    """Keep that the profile was changed, in which fields and by which side; no names of people."""
    if names:
        last = centre.profile_versions.aggregate(number=Max("number"))["number"] or 0
        centre.profile_versions.create(number=last + 1, at=now, side=side, fields=list(names))


def note_edit(centre: Centre, before: Content, *, now: datetime) -> None:
    """Keep what the secretariat changed by hand; `before` is what was published until then."""
    names = [name for name, value in content(centre).items() if before.get(name) != value]
    note_version(centre, names if before else [], Side.SECRETARIAT, now=now)


# --- Both -----------------------------------------------------------------------------------


def _editable(centre: Centre, by: User) -> Centre:
    """The centre's row, locked, for whoever may edit its profile."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    if not can_edit_profile(by, row):
        raise Refused(_("The centre's delegate, alternates and head edit its profile."))
    return row


def _own(centre: Centre, by: User) -> ProfileChange:
    row = _editable(centre, by)
    change = open_change(row)
    if change is None:
        raise Refused(_("No change is open: a colleague or the secretariat settled it meanwhile."))
    change.centre = row
    return change


def _reviewed(change: ProfileChange, seen: str, by: User) -> ProfileChange:
    if not is_secretariat(by):
        raise Refused(_("The secretariat reviews the profiles."))
    centre = Centre.objects.select_for_update().get(pk=change.centre_id)
    row = ProfileChange.objects.get(pk=change.pk)
    row.centre = centre
    if row.is_submitted and seen != version_of(row):
        raise Refused(_("The text has moved on since this page was shown. Read it, then decide."))
    return row


def _move(change: ProfileChange, target: str, **changes: object) -> ProfileChange:
    if target not in NEXT_PROFILE_CHANGE.get(change.status, ()):
        raise Refused(
            _("This step is no longer possible: the change is “%(status)s”.")
            % {"status": change.get_status_display()}
        )
    for field, value in {"status": target, **changes}.items():
        setattr(change, field, value)
    change.save(update_fields=["status", *changes])
    return change


def _mail(change: ProfileChange, now: datetime) -> Letter:
    """Once for each time that it is submitted."""
    again = int(cast(datetime, change.submitted_at).timestamp())
    return {"key": f"profile-change:{change.pk}:{again}", "about": change, "now": now}
