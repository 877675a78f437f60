"""What an applicant does with an application: start it, submit it, answer, withdraw."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.enums import ApplicationStatus
from members.models import Application
from members.services import Refused, decisions, writing
from members.services.moves import locked, move, note
from members.services.review_lock import locked_for
from members.services.telling import tell_applicant, tell_desk
from outbox import services as outbox

LINK_MAILS_EVERY_MINUTES = 5  # a stranger cannot flood somebody's mailbox


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
    send_link(application, now=now)
    return application


def send_link(application, *, now):
    window = int(now.timestamp()) // (60 * LINK_MAILS_EVERY_MINUTES)
    return outbox.queue(
        "members.application_link",
        key=f"application:{application.pk}:link:v{application.link_version}:{window}",
        to=application.contact_email,
        about=application,
        now=now,
    )


def resend_links(email, *, now):
    """Mail the links of all applications of this address; silent when there is none."""
    for application in Application.objects.filter(contact_email__iexact=email):
        send_link(application, now=now)


@transaction.atomic
def replace_link(application, *, by, now):
    """End every link and every open browser of this application, and mail a new link."""
    row = locked_for(application, by=by)
    row.link_version += 1
    row.save(update_fields=["link_version"])
    note(row, by=by, now=now, what=_("The link was replaced by a new one"))
    send_link(row, now=now)
    return row


def submit(application, *, now):
    """Hand the draft to the secretariat; the receipt leaves once this is stored."""
    try:
        with transaction.atomic():
            return _submit(application, now=now)
    except IntegrityError:
        raise Refused(
            _(
                "An application of this organisation in this country is already with the "
                "secretariat. Your draft stays as it is; write to the secretariat if you did "
                "not expect this."
            )
        ) from None


def _submit(application, *, now):
    row = locked(application)
    if row.status != ApplicationStatus.DRAFT:
        return row  # a second click changes nothing
    if writing.gaps(row):
        raise Refused(_("The application is not complete yet."))
    move(
        row,
        ApplicationStatus.SUBMITTED,
        by=None,
        now=now,
        what=_("Application submitted"),
        submitted_at=now,
    )
    tell_applicant(row, "members.application_received", now=now)
    tell_desk(row, "members.desk_submitted", now=now)
    return row


@transaction.atomic
def answer_clarification(application, answer, *, now):
    """The applicant answers the open question; the case returns to the secretariat's queue."""
    row = locked(application)
    question = row.clarifications.unanswered().first()
    if question is None:
        raise Refused(_("There is no open question."))
    question.answer, question.answered_at = answer, now
    question.save(update_fields=["answer", "answered_at"])
    move(row, ApplicationStatus.UNDER_REVIEW, by=None, now=now, what=_("Clarification answered"))
    tell_desk(row, "members.desk_answered", now=now, again=question.pk)
    return row


@transaction.atomic
def withdraw(application, *, reason="", now, by=None):
    """Close the application at the applicant's wish, in any open state.

    A vote that runs on it is called off by `voting`, which looks for such motions.
    """
    row = locked(application)
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
        tell_applicant(row, "members.application_withdrawn", now=now)
        tell_desk(row, "members.desk_withdrawn", now=now)
    return row
