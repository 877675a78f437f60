"""Propose, release, recall, discard: an act that takes two people, in its order.

Nothing of an act is done before a second person has released it and the time to recall it has
passed; then its service is called once, with both people. What the service refuses by then has
lapsed, and says why.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import fields
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from common import progress
from common.accounts import User
from common.refusals import Refused
from proposals import kinds
from proposals.details import pack, unpack
from proposals.enums import OPEN, ProposalStatus
from proposals.likeness import look_like_one_person
from proposals.models import ActAlone, Proposal, ProposalFile
from traces.visits import acting
from uploads.checking import CheckedUpload

Facts = Sequence[tuple[str, str]]


@transaction.atomic
def propose(
    subject: models.Model,
    kind: str,
    details: Mapping[str, object],
    *,
    title: str,
    reason: str,
    facts: Facts = (),
    by: User,
    now: datetime,
) -> Proposal:
    """Keep the act for a second person; nothing changes yet."""
    act = kinds.of(kind)
    if why := act.why_not_propose(by, subject):
        raise Refused(why)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever releases it reads it, and it stays on record."))
    details = {**act.seen(subject), **details}
    uploads = {name: value for name, value in details.items() if isinstance(value, CheckedUpload)}
    proposal = Proposal(
        kind=kind,
        subject=subject,
        details=pack({name: details[name] for name in details.keys() - uploads.keys()}),
        title=title[:400],
        reason=reason,
        countries=sorted(set(act.countries(subject))),
        facts=[[str(label), str(value)] for label, value in (*facts, *act.facts(subject))],
        proposed_by=by,
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        waiting = Proposal.objects.open().about(subject).first()
        raise Refused(
            _("Something is proposed already: “%(title)s”. Settle that first.")
            % {"title": waiting or title}
        ) from None
    for argument, upload in uploads.items():
        _keep_file(proposal, argument, upload)
    act.ask(proposal, now)
    return proposal


def _keep_file(proposal: Proposal, argument: str, upload: CheckedUpload) -> None:
    facts = {field.name: getattr(upload, field.name) for field in fields(upload)}
    file = facts.pop("file")
    ProposalFile.objects.create(proposal=proposal, argument=argument, file=file, judged=facts)


@transaction.atomic
def release(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Let a second person agree; at once, or once the time to recall it has passed, it happens."""
    row = _locked(proposal, ProposalStatus.WAITING)
    if why := why_not_release(row, by):
        raise Refused(why)
    if why := why_lapsed(row, now) or why_not_proposed_today(row):
        raise Refused(why)
    takes_effect_at = now + row.act.recall()
    row.move(
        ProposalStatus.RELEASED,
        released_by=by,
        released_at=now,
        takes_effect_at=takes_effect_at,
        looks_like_one_person=look_like_one_person(row.proposed_by, by),
    )
    if takes_effect_at <= now:
        act_on(row, released_by=by, now=now)
        row.move(ProposalStatus.IN_EFFECT, settled_at=now)
    else:
        _try(row, now=now)
    return row


@transaction.atomic
def put_into_effect(proposal: Proposal, *, now: datetime) -> Proposal | None:
    """Do what was released and not recalled; None if that is settled, or not due by now."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.status != ProposalStatus.RELEASED or (row.takes_effect_at or now) > now:
        return None
    try:
        with transaction.atomic():
            _must_still_be_two(row)
            act_on(row, released_by=row.released_by, now=now)
    except Refused as refusal:
        row.move(ProposalStatus.LAPSED, settled_at=now, why_settled=str(refusal))
    else:
        row.move(ProposalStatus.IN_EFFECT, settled_at=now)
    return row


def why_not_proposed_today(proposal: Proposal) -> str:
    """Why whoever proposed it could not do so by now; empty if they still could.

    Who has left the office or the centre since, or whose sign-in is locked, decides nothing.
    """
    person, subject = proposal.proposed_by, proposal.subject
    if not person.is_active:
        return _("The sign-in of %(person)s, who proposed this, is locked.") % {"person": person}
    if subject is None or not (why := proposal.act.why_not_propose(person, subject)):
        return ""
    return _("%(person)s could not propose this any more: %(why)s") % {
        "person": person,
        "why": why,
    }


def _must_still_be_two(row: Proposal) -> None:
    """Both may do by now what they agreed on before there was time to recall it."""
    person = row.released_by
    if why := why_not_proposed_today(row):
        raise Refused(why)
    if person is None or not person.is_active:
        raise Refused(
            _("The sign-in of %(person)s, who released this, is locked.") % {"person": person}
        )
    if why := row.act.why_not_release(person, row):
        raise Refused(
            _("%(person)s could not release this any more: %(why)s")
            % {"person": person, "why": why}
        )


@transaction.atomic
def lapse(proposal: Proposal, *, now: datetime) -> Proposal | None:
    """Settle what nobody released while it was still possible; None if it is still, or settled."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not row.is_waiting or not (why := why_lapsed(row, now)):
        return None
    row.move(ProposalStatus.LAPSED, settled_at=now, why_settled=why)
    return row


@transaction.atomic
def object_to(proposal: Proposal, *, why: str, now: datetime) -> Proposal:
    """Whoever it is about, and has no sign-in here, stands against it: it comes to nothing."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.status not in OPEN:
        raise Refused(_("This has been settled already."))
    row.move(ProposalStatus.LAPSED, settled_at=now, why_settled=why)
    return row


def ask_again(proposal: Proposal, *, now: datetime) -> None:
    """Write to whoever may release it by now and was not asked yet: people come and go."""
    if proposal.is_waiting:
        proposal.act.ask(proposal, now)


def why_lapsed(proposal: Proposal, now: datetime) -> str:
    if proposal.subject is None:
        return _("What this is about is no longer there.")
    return proposal.act.why_lapsed(proposal.subject, now)


@transaction.atomic
def discard(proposal: Proposal, *, why: str, by: User, now: datetime) -> Proposal:
    """Drop what waits; whoever proposed it may too."""
    return _take_back(proposal, ProposalStatus.WAITING, why=why, by=by, now=now)


@transaction.atomic
def recall(proposal: Proposal, *, why: str, by: User, now: datetime) -> Proposal:
    """Take back what was released, before it takes effect."""
    return _take_back(proposal, ProposalStatus.RELEASED, why=why, by=by, now=now)


def to_release(user: User) -> list[Proposal]:
    """What waits for this person as the second one: the urgent first, then the oldest."""
    waiting = list(Proposal.objects.waiting().with_people().order_by("pk"))
    by_kind = sorted(waiting, key=attrgetter("kind"))
    models.prefetch_related_objects(waiting, "subject")
    for name, rows in groupby(by_kind, attrgetter("kind")):
        kinds.of(name).prepare(user, list(rows))
    own = [row for row in waiting if not why_not_release(row, user)]
    return sorted(own, key=lambda row: not row.act.is_urgent)


def why_not_release(proposal: Proposal, user: User) -> str:
    """What keeps this person from being the second one, in a sentence; empty if nothing does."""
    if proposal.proposed_by_id == user.pk:
        return _("You proposed this. Another person reads and releases it.")
    return proposal.act.why_not_release(user, proposal)


def why_not_settle(proposal: Proposal, user: User) -> str:
    """What keeps this person from discarding or recalling it; empty if nothing does."""
    if user.pk in (proposal.proposed_by_id, proposal.released_by_id):
        return ""
    return proposal.act.why_not_release(user, proposal)


def look_like_one_person_with(proposal: Proposal, user: User) -> bool:
    """Both people's accounts, as recorded at the release; before it, with this person's."""
    if proposal.released_by_id or proposal.proposed_by_id == user.pk:
        return proposal.looks_like_one_person
    return look_like_one_person(proposal.proposed_by, user)


def must_be_another(by: User | None, released_by: User | None) -> None:
    """For the services that take two people, whoever calls them."""
    if by is None or released_by is None or by.pk == released_by.pk:
        raise Refused(_("Nobody decides alone: another person releases what you propose."))


def _take_back(
    proposal: Proposal, status: ProposalStatus, *, why: str, by: User, now: datetime
) -> Proposal:
    row = _locked(proposal, status)
    if why_not := why_not_settle(row, by):
        raise Refused(why_not)
    if not why.strip():
        raise Refused(_("Say why: whoever proposed it reads that."))
    is_waiting = status == ProposalStatus.WAITING
    target = ProposalStatus.DISCARDED if is_waiting else ProposalStatus.RECALLED
    row.move(target, settled_by=by, settled_at=now, why_settled=why)
    return row


def act_on(row: Proposal, *, released_by: User | None, now: datetime) -> object:
    """Call the act's service, as both people agreed; for a release and for whoever tries it."""
    try:
        details = unpack(row.details)
    except ObjectDoesNotExist:
        raise Refused(_("What this is about is no longer there.")) from None
    if row.subject is None:
        raise Refused(_("What this is about is no longer there."))
    details |= {kept.argument: kept.as_checked for kept in row.files.all()}
    people = {"by": row.proposed_by, "released_by": released_by}
    with acting(row.proposed_by):
        return row.act.act(row.subject, **details, **people, now=now)


def note_act_alone(subject: models.Model, words: str, *, by: User, now: datetime) -> ActAlone:
    """Mark for everybody what one person did by a raw form; the words name nobody."""
    return ActAlone.objects.create(at=now, by=by, subject=subject, words=words)


def try_out(
    kind: kinds.Kind,
    subject: models.Model,
    details: Mapping[str, object],
    *,
    by: User,
    now: datetime,
) -> None:
    """Refuse before it is proposed what would be refused in the end; nothing of it is kept.

    What carries a file is tried at the release only: a file that an act stores would stay.
    """
    if any(isinstance(value, CheckedUpload) for value in details.values()):
        return
    with transaction.atomic():
        people = {"by": by, "released_by": kind.stand_in(subject)}
        kind.act(copy(subject), **{**kind.seen(subject), **details}, **people, now=now)
        transaction.set_rollback(True)


def _try(row: Proposal, *, now: datetime) -> None:
    """Refuse by now what would be refused in the end; nothing of the trial is kept."""
    with transaction.atomic():
        act_on(row, released_by=row.released_by, now=now)
        transaction.set_rollback(True)
    if row.subject is not None:
        progress.forget(row.subject)


def _locked(proposal: Proposal, status: ProposalStatus) -> Proposal:
    row = Proposal.objects.select_for_update(of=["self"]).with_people().get(pk=proposal.pk)
    if row.status != status:
        raise Refused(
            _("This is settled by now: it is “%(status)s”.") % {"status": row.get_status_display()}
        )
    return row
