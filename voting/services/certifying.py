"""What follows the close.

Each unit confirms its line of the result or contests it; after the confirmation period a co-chair
certifies, and only then does the result take effect. Where no co-chair can, two delegates do.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import database_time, network_day
from common.refusals import Refused
from common.templatetags.p2i import moment_text
from members.applications.services import admission
from members.balance import composition
from members.register.models import User
from members.register.services import co_chairs
from proposals.services import must_be_another
from voting.emails import notifications
from voting.enums import MotionKind, MotionStatus, RollStatus, Stand, Step
from voting.models import Confirmation, Motion, NetworkPosition, RollEntry
from voting.motions import balance
from voting.permissions import (
    TWO_COUNTRIES,
    certifying_centre,
    entry_of,
    why_not_certify_together,
)
from voting.records import moves
from voting.records.confirmations import round_of, with_its_objections
from voting.services import following, rule_sets

# --- The certification round ------------------------------------------------------------


@transaction.atomic
def confirm(
    motion: Motion, *, by: User, clock: Callable[[], datetime] = database_time
) -> Confirmation:
    """The unit is recorded rightly. A second time changes nothing; a contest is taken back."""
    row, entry, now = _line_of(motion, by, clock)
    current = entry.confirmations.current().first()
    if current and current.stand == Stand.CONFIRMED:
        return current
    moves.note(row, Step.CONFIRMED, by=by, now=now, unit=entry.unit)
    said = _supersede(entry, Stand.CONFIRMED, by=by, now=now)
    if row.is_being_confirmed(now) and round_of(row).is_unanimous:
        _end_the_period(row, now)
    return said


@transaction.atomic
def hurry(motion: Motion, *, by: User, now: datetime) -> Motion:
    """Let the confirmation period pass; for the demonstration, and the record says so."""
    row = moves.locked(motion)
    if not (settings.DEMO and row.is_being_confirmed(now)):
        raise Refused(_("Only in the demonstration does a confirmation period pass by a button."))
    moves.note(row, Step.HURRIED, by=by, now=now)
    _end_the_period(row, now)
    return row


def _end_the_period(motion: Motion, now: datetime) -> None:
    motion.confirmation_ends_at = now
    motion.save(update_fields=["confirmation_ends_at"])
    notifications.ask_to_certify(motion, now=now)


@transaction.atomic
def contest(
    motion: Motion, *, reason: str, by: User, clock: Callable[[], datetime] = database_time
) -> Confirmation:
    """The unit is not recorded rightly. Nobody certifies while this stands.

    After the certification an objection stops nothing: the co-chairs are told, and two people can
    annul the result.
    """
    row, entry, now = _line_of(motion, by, clock)
    if not reason.strip():
        raise Refused(_("Say what is not recorded rightly: everybody on the roll reads it."))
    unit = entry.unit
    moves.note(row, Step.CONTESTED, by=by, now=now, unit=unit, words=reason, sealed=reason)
    objection = _supersede(entry, Stand.CONTESTED, by=by, now=now, reason=reason)
    notifications.notify_contested(row, objection, now=now)
    return objection


def _line_of(
    motion: Motion, person: User, clock: Callable[[], datetime]
) -> tuple[Motion, RollEntry, datetime]:
    row, now = moves.locked(motion), clock()
    following.bring_up_to_date(row, now=now)
    entry = entry_of(person, row, network_day(now))
    if entry is None or entry.status == RollStatus.SUSPENDED:
        raise Refused(_("Only those who vote for a centre on this roll confirm its line."))
    if row.status not in (MotionStatus.CLOSED, MotionStatus.CERTIFIED):
        raise Refused(
            _("There is nothing to confirm now: the motion is “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    if row.is_certified and entry.voters.on_the_roll().filter(user=person).removed().exists():
        # Nobody is put back on a roll that is followed no more.
        raise Refused(
            _(
                "You could not act for your centre when the result was certified. Somebody who "
                "could confirms its line or objects."
            )
        )
    return row, entry, now


def _supersede(
    entry: RollEntry, stand: Stand, *, by: User, now: datetime, reason: str = ""
) -> Confirmation:
    entry.confirmations.current().update(superseded_at=now)
    return entry.confirmations.create(stand=stand, reason=reason, by=by, at=now)


# --- Certification and what it brings about ---------------------------------------------


@transaction.atomic
def certify(motion: Motion, *, reasons: str = "", by: User, now: datetime, on: date) -> Motion:
    """A co-chair confirms the result; only now does it take effect.

    `reasons` are what a refused applicant is told, in the members' words; `on` is the day from
    which an admitted centre is a member, and a position the Network's.
    """
    row = moves.locked(motion)
    centre = certifying_centre(by, row)
    if centre is None:
        raise Refused(
            _("Only a co-chair certifies, and never one from the applicant's own country.")
            if row.application
            else _("Only a co-chair certifies, and never one from a candidate's own country.")
        )
    facts = {"role": "co-chair", "country": centre.country.code}
    return _certify(row, facts, reasons=reasons, by=by, now=now, on=on)


@transaction.atomic
def certify_together(
    motion: Motion, *, reasons: str = "", by: User, released_by: User, now: datetime
) -> Motion:
    """Two delegates of the roll do what no co-chair can; the record says so."""
    must_be_another(by, released_by)
    row = moves.locked(motion)
    following.bring_up_to_date(row, now=now)  # the record says first who took a place over
    for person in (by, released_by):
        if why := why_not_certify_together(person, row):
            raise Refused(why)
    entries = entry_of(by, row, network_day(now)), entry_of(released_by, row, network_day(now))
    first, second = [entry.country.code if entry else "" for entry in entries]
    if first == second:
        raise Refused(TWO_COUNTRIES)
    facts = {"role": "delegates", "country": second, "proposed_country": first}
    people = {"by": released_by, "proposed_by": by}
    return _certify(row, facts, reasons=reasons, **people, now=now, on=network_day(now))


def _certify(
    row: Motion,
    facts: Mapping[str, object],
    *,
    reasons: str,
    by: User,
    proposed_by: User | None = None,
    now: datetime,
    on: date,
) -> Motion:
    if why := why_not_certified_yet(row, now):
        raise Refused(why)
    if row.application and not row.carried and not reasons.strip():
        raise Refused(_("Say why the application was not admitted: the applicant reads it."))
    # As it stands at the decision, to be kept with it.
    balance_now: composition.CompositionDocument | None = None
    if row.application:
        balance_now = composition.stored(
            balance.with_applicant(row.application, row.rule_set.rules, on)
        )
    moves.move(
        row,
        MotionStatus.CERTIFIED,
        by=by,
        proposed_by=proposed_by,
        now=now,
        step=Step.CERTIFIED,
        sealed=reasons,
        facts={**facts, "carried": row.carried},
        certified_at=now,
        certified_by=by,
        certified_with=proposed_by,
        reasons=reasons,
        certified_composition=balance_now or {},
    )
    take_effect(row, by=by, now=now, on=on)
    notifications.notify_certified(row, now=now)
    return row


def why_not_certified_yet(motion: Motion, now: datetime) -> str:
    """What stands against certifying this provisional result now; empty if nothing does."""
    if motion.is_moot:
        return _("The applicant has withdrawn, so there is nothing to certify.")
    if names := with_its_objections(motion).contested_by:
        return _(
            "The result is contested by %(names)s: settle that first, or have it annulled."
        ) % {"names": names}
    if motion.is_being_confirmed(now):
        return _(
            "Each centre can confirm or contest its line until %(at)s. Nobody certifies before, "
            "unless every line is confirmed."
        ) % {"at": moment_text(motion.confirmation_ends_at)}
    return ""


def take_effect(motion: Motion, *, by: User, now: datetime, on: date) -> None:
    """What a certified result brings about, once, in the transaction that certifies it.

    A motion that was not carried leaves its outcome; an applicant is told why. What comes into
    force is exactly what was voted on.
    """
    rules, application = motion.rule_set.rules, motion.application
    begins = motion.term_begins
    match (MotionKind(motion.kind), motion.carried):
        case (MotionKind.ADMISSION, True) if application:
            years = rules.newly_established_years
            admission.admit(application, by=by, now=now, on=on, newly_established_years=years)
        case (MotionKind.ADMISSION, _) if application:
            result = motion.result or {}  # there is one: the motion is counted
            reasons = f"{motion.reasons}\n\n{result['explanation']}"
            again = rules.reapply_from(on)
            admission.refuse(application, reasons=reasons, by=by, now=now, reapply_from=again)
        case (MotionKind.RULE_SET, True):
            rule_sets.adopt_by_vote(motion, by=by, now=now)
        case (MotionKind.CO_CHAIR, True) if begins:
            ending = motion.hands_over.all()
            co_chairs.hand_over(ending, to=motion.candidates, term=motion.term, on=begins)
        case (MotionKind.POSITION, True):
            text = motion.frozen["subject"]["text"]
            NetworkPosition.objects.create(
                motion=motion, title=motion.title, text=text, adopted_on=on
            )
