"""What an applicant does: start, write, add evidence, submit, answer, withdraw."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.enums import ApplicationStatus, Criterion
from members.models import Application, Evidence
from members.services import Refused, access
from members.services.moves import locked, move, must_own, note
from outbox import services as outbox


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
        transaction.on_commit(lambda: _drop(stored))


def _drop(stored):
    """Delete a file unless another application, begun from the same answers, holds it too."""
    if not Evidence.objects.filter(file=stored.name).exists():
        stored.storage.delete(stored.name)


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
    if gaps(row):
        raise Refused(_("The application is not complete yet."))
    move(
        row,
        ApplicationStatus.SUBMITTED,
        by=by,
        now=now,
        what=_("Application submitted"),
        submitted_at=now,
    )
    tell_applicant(row, "members.application_received", now=now)
    tell_desk(row, "members.desk_submitted", now=now)
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
    tell_desk(row, "members.desk_answered", now=now, again=question.pk)
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
    if not was_draft:
        tell_applicant(row, "members.application_withdrawn", now=now)
        tell_desk(row, "members.desk_withdrawn", now=now)
    return row


def tell_applicant(application, kind, *, now, **more):
    return _tell(application.contact_email, application, kind, now=now, **more)


def tell_desk(application, kind, *, now, **more):
    """To the secretariat's role mailbox."""
    return _tell(settings.CONTACT_EMAIL, application, kind, now=now, **more)


def _tell(to, application, kind, *, now, details=None, again=""):
    """One mail of this kind; `again` tells apart repeats that are meant."""
    return outbox.queue(
        kind,
        key=f"application:{application.pk}:{kind}{again and f':{again}'}",
        to=to,
        about=application,
        now=now,
        details=details,
    )


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
