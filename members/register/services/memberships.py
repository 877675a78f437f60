"""What happens to a membership: each step with a day, a reason and a trace, and a mail about it."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import first_day, network_day
from common.refusals import Refused
from members.enums import NEXT_MEMBERSHIP, MembershipClass, MembershipStatus
from members.register.models import Centre, Membership
from members.register.services.notifications import everybody, notify
from members.register.services.register import note_event
from members.register.services.representing import end_all


@transaction.atomic
def enter(centre, *, membership_class, maturity="", by, now, **how):
    """Enter a membership, the first one or one after an end (see `note` for `how`)."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    if row.memberships.in_the_network().exists():
        raise Refused(_("%(centre)s has an open membership already.") % {"centre": row.name})
    _must_have_a_centre(row, membership_class)
    facts = {"announced": how.get("announced", ""), "effective": how.get("effective", "")}
    membership = Membership(
        centre=row, membership_class=membership_class, maturity=maturity, **facts
    )
    _must_be_known(membership, **how, now=now, may_be_unknown=True)
    _must_follow_the_last_end(row, membership)
    membership.save()
    _note(membership, **how, by=by, now=now)
    return membership


def suspend(membership, **how):
    """Keep the listing and lose the vote."""
    return _move(membership, MembershipStatus.SUSPENDED, suspended=how["effective"], **how)


def resume(membership, **how):
    return _move(membership, MembershipStatus.ACTIVE, suspended="", **how)


@transaction.atomic
def end(membership, *, by, now, **how):
    """End it; its people are told, and act for the centre no longer from today on."""
    row = _move(
        membership,
        MembershipStatus.ENDED,
        ended=how["effective"],
        suspended="",
        by=by,
        now=now,
        **how,
    )
    end_all(row.centre, by=by, now=now)
    return row


def change_class(membership, membership_class, **how):
    def check(row):
        _must_be_another(row.membership_class, membership_class)
        _must_have_a_centre(row.centre, membership_class)

    return _change(membership, {"membership_class": membership_class}, check, **how)


def change_maturity(membership, maturity, **how):
    return _change(
        membership,
        {"maturity": maturity},
        lambda row: _must_be_another(row.maturity, maturity),
        **how,
    )


@transaction.atomic
def correct_dates(membership, *, announced, effective, reason, by, now):
    """Put right since when the membership holds; nothing happened, so nobody is mailed."""
    row = _locked(membership)
    if (row.announced, row.effective) == (announced, effective):
        raise Refused(_("These are the dates on record already."))
    row.announced, row.effective = announced, effective
    _must_be_known(row, reason=reason, effective=effective, now=now, may_be_unknown=True)
    if row.ended and row.ended < effective[: len(row.ended)]:
        raise Refused(_("It cannot begin after it ended."))
    row.save(update_fields=["announced", "effective"])
    dates = {"announced": announced, "effective": effective}
    note_event(row, _("Dates corrected: %(reason)s") % {"reason": reason}, by=by, now=now, **dates)
    return row


def _move(membership, target, *, effective, **rest):
    """Another status, if the life cycle knows the way; `changes` go with it."""
    changes = {name: rest.pop(name) for name in ("suspended", "ended") if name in rest}

    def check(row):
        if target not in NEXT_MEMBERSHIP.get(row.status, ()):
            raise Refused(
                _("This step is not possible: the membership is “%(status)s”.")
                % {"status": row.get_status_display()}
            )

    return _change(membership, {"status": target, **changes}, check, effective=effective, **rest)


@transaction.atomic
def _change(membership, changes, check, *, effective, reason, announced="", by, now):
    row = _locked(membership)
    if row.status == MembershipStatus.ENDED:
        raise Refused(_("This membership has ended. What comes after it is a new one."))
    check(row)
    _must_be_known(row, effective=effective, reason=reason, announced=announced, now=now)
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    _note(row, reason=reason, announced=announced, effective=effective, by=by, now=now)
    return row


def _note(row, *, reason, effective="", announced="", by, now):
    dates = {"announced": announced, "effective": effective}
    event = note_event(row, reason, by=by, now=now, **dates)
    notify(
        everybody(row.centre, now),
        "members.membership_changed",
        key=f"membership-event:{event.pk}",
        about=row,
        now=now,
        details={"event": event.pk},
    )


def _must_be_known(row, *, effective="", reason, announced="", now, may_be_unknown=False):
    """A step says why and since when, and is noted once its day has come."""
    if not reason.strip():
        raise Refused(_("Give the reason: it stays in the membership's history."))
    day = first_day(effective)
    if day is None and not may_be_unknown:
        raise Refused(_("Say from when it holds, as exactly as that is known."))
    if day and day > network_day(now):
        raise Refused(
            _("It is noted on the day from which it holds, not before. Tell the centre by mail.")
        )
    if first_day(announced) and first_day(announced) > network_day(now):
        raise Refused(_("The announcement cannot lie ahead."))
    if row.pk and day and effective < row.effective[: len(effective)]:
        raise Refused(_("Nothing can hold before the membership itself does."))


def _must_be_another(before, after):
    if before == after:
        raise Refused(_("That is what the membership is already."))


def _must_have_a_centre(centre, membership_class):
    if centre.is_being_set_up and membership_class != MembershipClass.ASSOCIATE:
        raise Refused(_("As long as there is no centre yet, it can be an associate only."))


def _must_follow_the_last_end(centre, membership):
    last = centre.memberships.order_by("-pk").first()
    if last and last.ended and membership.effective:
        known = min(len(last.ended), len(membership.effective))
        if membership.effective[:known] < last.ended[:known]:
            raise Refused(_("It cannot begin before the earlier membership ended."))


def _locked(membership):
    """The centre's row first, as wherever its people or memberships change."""
    Centre.objects.select_for_update().get(pk=membership.centre_id)
    rows = Membership.objects.select_for_update(of=["self"]).select_related("centre")
    return rows.get(pk=membership.pk)
