"""What an applicant does: start, write, add evidence, submit, answer, withdraw."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.enums import ApplicationStatus, Criterion
from members.models import Application, Evidence
from members.services import Refused, decisions
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


@transaction.atomic
def save_section(application, changes):
    """Store a page of the form in the draft; Refused once the application was submitted."""
    row = _draft(application)
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    return row


@transaction.atomic
def save_statement(application, criterion, text):
    row = _draft(application)
    if not text:
        row.statements.filter(criterion=criterion).delete()
        return None
    statement, _created = row.statements.update_or_create(
        criterion=criterion, defaults={"text": text}
    )
    return statement


@transaction.atomic
def add_evidence(application, criterion, *, now, title, link="", upload=None, **facts):
    """Keep a link, or an upload that `uploads.check` has passed, as evidence.

    Also open while a clarification is: an answer may need another document.
    """
    row = _open_to_the_applicant(application)
    evidence = Evidence(
        application=row, criterion=criterion, title=title, link=link, added_at=now, **facts
    )
    if upload is not None:
        evidence.file = upload.file
        evidence.filename = upload.name
        evidence.content_type = upload.content_type
        evidence.size = upload.size
        evidence.sha256 = upload.sha256
        evidence.has_active_content = upload.has_active_content
    evidence.save()
    return evidence


@transaction.atomic
def remove_evidence(application, evidence):
    row = _draft(application)
    found = row.evidence.filter(pk=evidence.pk).first()
    if found is None:
        return
    stored = found.file
    found.delete()
    if stored:
        transaction.on_commit(lambda: stored.storage.delete(stored.name))


def gaps(application):
    """What an application still lacks: a list of (section, field, what to do)."""
    found = [
        (section, field, text)
        for section, field, text in _needed_fields()
        if not getattr(application, field)
    ]
    stated = {statement.criterion for statement in application.statements.all()}
    supported = {evidence.criterion for evidence in application.evidence.all()}
    for criterion in Criterion:
        if criterion not in stated:
            found.append((criterion.value, "text", _("Write a statement.")))
        if criterion not in supported:
            found.append((criterion.value, "title", _("Add at least one file or link.")))
    return found


def _needed_fields():
    return [
        ("organisation", "organisation_name", _("Name the organisation.")),
        ("organisation", "country", _("Choose the country.")),
        ("organisation", "centre_name", _("Name the competence centre.")),
        ("people", "contact_name", _("Name the person we can ask.")),
        ("people", "delegate_name", _("Name the delegate.")),
        ("people", "delegate_email", _("Give the delegate's e-mail address.")),
    ]


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
    if gaps(row):
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


def _draft(application):
    row = locked(application)
    if not row.is_draft:
        raise Refused(_("The application was submitted and can no longer be changed."))
    return row


def _open_to_the_applicant(application):
    row = locked(application)
    if row.status not in (ApplicationStatus.DRAFT, ApplicationStatus.CLARIFICATION):
        raise Refused(_("Evidence can be added to a draft or with an answer to a question."))
    return row
