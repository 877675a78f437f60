"""What an applicant does with an application: start it, submit it, answer, withdraw."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from common.email_addresses import as_kept
from common.folding import name_key, same_name
from common.refusals import Refused
from members.applications.models import Application, Clarification, Collaborator
from members.applications.models.applications import LONGEST_KEY
from members.applications.services import access, decisions, telling, writing
from members.applications.services.moves import locked, move, must_own, note
from members.applications.services.notifications import notify_applicant, notify_desk
from members.enums import ApplicationStatus
from members.register.models import User
from outbox.services.queueing import Details


@transaction.atomic
def start(email: str, *, now: datetime, is_demo: bool = False) -> Application:
    """Mail a link to this address's draft, new or old. The caller learns nothing of the address."""
    # Locked, so that a draft is not erased meanwhile for not having been opened.
    drafts = Application.objects.select_for_update()
    application, created = drafts.get_or_create(
        contact_email=as_kept(email),
        status=ApplicationStatus.DRAFT,
        defaults={"created_at": now, "status_since": now, "is_demo": is_demo},
    )
    if created:
        application.collaborators.create(
            email=application.contact_email, is_owner=True, invited_at=now
        )
    owner = application.collaborators.active().get(is_owner=True)
    access.send_link_to_stranger(owner, now=now)
    return application


def submit(
    application: Application,
    *,
    on_paper: date | None = None,
    how: str = "",
    now: datetime,
    by: Collaborator | User | None = None,
) -> Application:
    """Hand the draft to the secretariat; the receipt leaves once this is stored.

    `on_paper` is the day on which it came so, where the secretariat entered it: the letter says so.
    """
    try:
        with transaction.atomic():
            row = locked(application)
            if row.status != ApplicationStatus.DRAFT:
                return row  # a second click changes nothing
            if writing.gaps(row):
                raise Refused(_("The application is not complete yet."))
            if _has_an_open_one(row):
                raise _one_at_a_time(row)
            what = _("Application submitted")
            if on_paper:
                what = _("Entered by the secretariat from paper, received on %(day)s") % {
                    "day": date_format(on_paper, "j F Y")
                }
            move(
                row,
                ApplicationStatus.SUBMITTED,
                by=by,
                now=now,
                what=what,
                why=how,
                submitted_at=now,
                organisation_key=name_key(row.organisation_name)[:LONGEST_KEY] or None,
            )
            if on_paper:
                details: Details = {"received_on": on_paper.isoformat()}
                notify_applicant(row, "members.application_entered", now=now, details=details)
            else:
                notify_applicant(row, "members.application_received", now=now)
            notify_desk(row, "members.desk_submitted", now=now)
            telling.tell_people_named(row, now=now)
    except IntegrityError as fault:  # another one came at this very moment
        if "one_open_application_per" not in str(fault) and "organisation_key" not in str(fault):
            raise
        raise _one_at_a_time(application) from None
    return row


def _has_an_open_one(row: Application) -> bool:
    """Also under another spelling, or in another alphabet."""
    others = Application.objects.before_the_secretariat().filter(country=row.country)
    names = others.exclude(pk=row.pk).values_list("organisation_name", flat=True)
    return any(same_name(row.organisation_name, name) for name in names.iterator())


def _one_at_a_time(application: Application) -> Refused:
    return Refused(
        _(
            "An application of %(organisation)s (%(country)s) is already with the secretariat, "
            "and an organisation can have one at a time. If a colleague sent it, ask them to "
            "invite you to it. If yours is another organisation, write its full name in the "
            "first part. Your draft stays as it is; %(email)s can help."
        )
        % {
            "organisation": application.organisation_name,
            "country": countries.name(str(application.country)),
            "email": settings.CONTACT_EMAIL,
        }
    )


@transaction.atomic
def answer_clarification(
    question: Clarification, answer: str, *, now: datetime, by: Collaborator | None = None
) -> Application:
    """The applicant answers a question; with the last one the case returns to the secretariat."""
    row = locked(question.application)
    stored = row.clarifications.unanswered().filter(pk=question.pk).first()
    if stored is None:
        raise Refused(_("This question waits for no answer any more."))
    stored.answer, stored.answered_at = answer, now
    stored.save(update_fields=["answer", "answered_at"])
    if row.clarifications.unanswered().exists():
        note(row, by=by, now=now, what=_("A question was answered, others wait"))
        return row
    move(row, ApplicationStatus.UNDER_REVIEW, by=by, now=now, what=_("Clarification answered"))
    notify_desk(row, "members.desk_answered", now=now, again=question.pk)
    return row


@transaction.atomic
def withdraw(
    application: Application,
    *,
    reason: str = "",
    how: str = "",
    now: datetime,
    by: Collaborator | User | None = None,
) -> Application:
    """Close the application at its owner's wish, in any open state.

    Where the secretariat does it in the owner's place, `how` says how that was asked for. A vote
    that runs on it is called off by `voting`, which looks for such motions.
    """
    row = locked(application)
    if isinstance(by, Collaborator):
        must_own(row, by)
    on_behalf = isinstance(by, User)
    was_draft = row.is_draft
    move(
        row,
        ApplicationStatus.WITHDRAWN,
        by=by,
        now=now,
        what=_("Withdrawn by the secretariat at the applicant's wish")
        if on_behalf
        else _("Application withdrawn"),
        why=how,
        withdrawal_reason=reason,
    )
    decisions.fall(row, now=now)
    if not was_draft:
        details: Details = {"on_behalf": on_behalf}
        notify_applicant(row, "members.application_withdrawn", now=now, details=details)
        notify_desk(row, "members.desk_withdrawn", now=now)
    return row
