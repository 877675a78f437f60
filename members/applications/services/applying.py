"""What an applicant does with an application: start it, submit it, answer, withdraw."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application
from members.applications.services import access, decisions, writing
from members.applications.services.moves import locked, move, must_own, note
from members.applications.services.notifications import notify_applicant, notify_desk
from members.enums import ApplicationStatus


@transaction.atomic
def start(email, *, now, is_demo=False):
    """Mail a link to this address's draft, new or old. The caller learns nothing of the address."""
    application, created = Application.objects.get_or_create(
        contact_email=email.lower(),
        status=ApplicationStatus.DRAFT,
        defaults={"created_at": now, "status_since": now, "is_demo": is_demo},
    )
    if created:
        application.collaborators.create(
            email=application.contact_email, is_owner=True, invited_at=now
        )
        note(application, by=None, now=now, what=_("Application started"))
    access.send_link(application.collaborators.active().get(is_owner=True), now=now)
    return application


def submit(application, *, now, by=None):
    """Hand the draft to the secretariat; the receipt leaves once this is stored."""
    try:
        with transaction.atomic():
            return _submit(application, by=by, now=now)
    except IntegrityError as fault:
        if "one_open_application_per_organisation" not in str(fault):
            raise
        raise Refused(_already_there(application)) from None


def _already_there(application):
    return _(
        "An application of %(organisation)s (%(country)s) is already with the secretariat, and an "
        "organisation can have one at a time. If a colleague sent it, ask them to invite you to "
        "it. If yours is another organisation, write its full name in the first part. Your draft "
        "stays as it is; %(email)s can help."
    ) % {
        "organisation": application.organisation_name,
        "country": application.country.name,
        "email": settings.CONTACT_EMAIL,
    }


def _submit(application, *, by, now):
    row = locked(application)
    if row.status != ApplicationStatus.DRAFT:
        return row  # a second click changes nothing
    if writing.gaps(row):
        raise Refused(_("The application is not complete yet."))
    move(
        row,
        ApplicationStatus.SUBMITTED,
        by=by,
        now=now,
        what=_("Application submitted"),
        submitted_at=now,
    )
    notify_applicant(row, "members.application_received", now=now)
    notify_desk(row, "members.desk_submitted", now=now)
    return row


@transaction.atomic
def answer_clarification(application, answer, *, now, by=None):
    """The applicant answers the open question; the case returns to the secretariat's queue."""
    row = locked(application)
    question = row.clarifications.unanswered().first()
    if question is None:
        raise Refused(_("There is no open question."))
    question.answer, question.answered_at = answer, now
    question.save(update_fields=["answer", "answered_at"])
    move(row, ApplicationStatus.UNDER_REVIEW, by=by, now=now, what=_("Clarification answered"))
    notify_desk(row, "members.desk_answered", now=now, again=question.pk)
    return row


@transaction.atomic
def withdraw(application, *, reason="", now, by=None):
    """Close the application at its owner's wish, in any open state.

    A vote that runs on it is called off by `voting`, which looks for such motions.
    """
    row = locked(application)
    if by is not None:
        must_own(row, by)
    was_draft = row.is_draft
    move(
        row,
        ApplicationStatus.WITHDRAWN,
        by=by,
        now=now,
        what=_("Application withdrawn"),
        withdrawal_reason=reason,
    )
    decisions.fall(row, now=now)
    if not was_draft:
        notify_applicant(row, "members.application_withdrawn", now=now)
        notify_desk(row, "members.desk_withdrawn", now=now)
    return row
