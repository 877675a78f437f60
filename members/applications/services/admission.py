"""What follows from a vote. `voting` calls these; nothing here knows of motions."""

from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common import folding
from common.dates import first_day, network_day
from common.email_addresses import as_kept
from common.refusals import Refused
from members.applications.models import Application
from members.applications.services.moves import locked, move
from members.applications.services.notifications import notify_applicant
from members.applications.services.review_lock import locked_for
from members.balance import composition
from members.enums import (
    OPEN_BEFORE_THE_SECRETARIAT,
    ApplicationStatus,
    Basis,
    MembershipClass,
    RepresentativeRole,
)
from members.register.models import Centre, Organisation, User
from members.register.services import mandates, memberships, representing


@transaction.atomic
def put_to_vote(application: Application, *, by: User, now: datetime) -> Application:
    row = locked_for(application, by=by)
    return move(row, ApplicationStatus.IN_VOTE, by=by, now=now, what=_("Put to the members' vote"))


@transaction.atomic
def take_back_from_vote(application: Application, *, by: User | None, now: datetime) -> Application:
    row = locked_for(application, by=by)
    move(
        row,
        ApplicationStatus.ELIGIBLE,
        by=by,
        now=now,
        what=_("The vote was called off"),
        leaving=ApplicationStatus.IN_VOTE,
    )
    notify_applicant(row, "members.vote_called_off", now=now, again=row.events.count())
    return row


@transaction.atomic
def admit(
    application: Application,
    *,
    by: User | None,
    now: datetime,
    on: date,
    newly_established_years: int,
) -> Centre:
    """Make the applicant a member from the day `on`, and invite the people it named."""
    row = locked(application)
    centre = row.centre or _enter_centre(row)  # there already where an earlier vote was annulled
    if row.mandate_basis:
        mandates.replace_mandate(
            centre,
            legal_basis=row.mandate_basis,
            issuing_authority=row.mandate_authority,
            valid_until=row.mandate_valid_until,
            by=by,
            now=now,
        )
    memberships.enter(
        centre,
        membership_class=MembershipClass.MEMBER,
        maturity=composition.maturity_on(first_day(row.established), on, newly_established_years),
        announced=on.isoformat(),
        effective=on.isoformat(),
        reason=_("Admitted by vote"),
        by=by,
        basis=Basis.VOTE,
        now=now,
    )
    move(
        row,
        ApplicationStatus.ADMITTED,
        by=by,
        now=now,
        what=_("Admitted by the members"),
        centre=centre,
        decided_at=now,
    )
    _appoint_the_people_named(row, centre, on=on, now=now)
    notify_applicant(row, "members.application_admitted", now=now)
    return centre


def _appoint_the_people_named(row: Application, centre: Centre, *, on: date, now: datetime) -> None:
    """Whoever acts elsewhere is left there; the desk shows a centre without a delegate."""
    for role, name, email in (
        (RepresentativeRole.DELEGATE, row.delegate_name, row.delegate_email),
        (RepresentativeRole.ALTERNATE, row.alternate_name, row.alternate_email),
    ):
        if email:
            user = User.objects.filter(email__iexact=as_kept(email)).first()
            user = user or User.objects.create_user(email, name=name, is_demo=centre.is_demo)
            with suppress(Refused):
                representing.appoint(
                    centre, role=role, user=user, on=on, by=None, basis=Basis.VOTE, now=now
                )


@transaction.atomic
def refuse(
    application: Application,
    *,
    reasons: str,
    reapply_from: date | None = None,
    by: User | None,
    now: datetime,
) -> Application:
    """End the case with the members' reasons; `reapply_from` is the first day of a new try."""
    row = locked(application)
    move(
        row,
        ApplicationStatus.REFUSED,
        by=by,
        now=now,
        what=_("Not admitted by the members"),
        decision_reasons=reasons,
        reapply_from=reapply_from,
        decided_at=now,
    )
    notify_applicant(row, "members.application_refused", now=now)
    return row


@transaction.atomic
def undo_decision(
    application: Application, *, reasons: str, by: User, released_by: User, now: datetime
) -> Application:
    """The vote that decided was annulled: a membership that it began ends; the case is eligible.

    The centre, its people and their history stay on record.
    """
    row = locked(application)
    membership = row.centre and row.centre.memberships.in_the_network().first()
    if row.status == ApplicationStatus.ADMITTED and membership:
        day = network_day(now).isoformat()
        memberships.end(
            membership,
            by=by,
            released_by=released_by,
            now=now,
            announced=day,
            effective=day,
            reason=_("The vote on its admission was annulled: %s") % reasons,
        )
    if row.status == ApplicationStatus.REFUSED and _has_begun_anew(row):
        raise Refused(_("The organisation has applied again since; that application goes on."))
    move(
        row,
        ApplicationStatus.ELIGIBLE,
        by=released_by,
        now=now,
        what=_("The vote that decided it was annulled"),
        reapply_from=None,
        decided_at=None,
    )
    notify_applicant(row, "members.vote_called_off", now=now, again=row.events.count())
    return row


def _has_begun_anew(application: Application) -> bool:
    others = Application.objects.filter(
        organisation_name__iexact=application.organisation_name,
        country=application.country,
        status__in=OPEN_BEFORE_THE_SECRETARIAT,
    )
    return others.exclude(pk=application.pk).exists()


def _enter_centre(application: Application) -> Centre:
    """The centre in the register, with its host, from the applicant's answers."""
    host, _created = Organisation.objects.get_or_create(
        name=application.organisation_name,
        country=application.country,
        defaults={"is_private": application.organisation_is_private},
    )
    slug = folding.slug(application.centre_name, 60) or application.reference.lower()
    if Centre.objects.filter(slug=slug).exists():
        slug = f"{slug}-{application.reference.lower()}"
    centre = Centre.objects.create(
        name=application.centre_name,
        slug=slug,
        country=application.country,
        established=application.established,
        website=application.website,
        about=application.about,
        is_demo=application.is_demo,
    )
    centre.hosts.add(host)
    return centre
