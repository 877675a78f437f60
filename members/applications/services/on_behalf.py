"""What the secretariat does in the applicant's place, by two people: withdraw, correct, enter.

Each is told to the applicant by a letter with the link, and stands in the history as what it is.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.email_addresses import as_kept
from common.folding import name_key
from common.refusals import Refused
from members.applications.form_fields import FIELDS, SECTIONS, STATEMENT
from members.applications.models import Application, Collaborator
from members.applications.models.applications import LONGEST_KEY
from members.applications.objections import open_to_objection
from members.applications.services import applying, writing
from members.applications.services.moves import locked, must_own, note, update_for_lists
from members.applications.services.notifications import notify_applicant
from members.applications.services.review_lock import (
    locked_for,
    refuse_while_a_decision_waits,
    why_barred,
)
from members.enums import ApplicationStatus, Criterion
from members.register.models import User
from proposals import services as proposals
from proposals.models import Proposal
from proposals.services import must_be_another
from uploads.checking import CheckedUpload

ENTER = "members.enter_application"  # what takes two people: `two_people.py`
CORRECTABLE = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.UNDER_REVIEW,
    ApplicationStatus.CLARIFICATION,
)
ANSWERS = (*FIELDS, *Criterion.values)  # the name of a criterion stands for its statement
# The history names nobody and only grows: what may name people is not repeated in it.
TOLD_IN_THE_HISTORY = (
    *(name for name in SECTIONS["organisation"].names if name != "about"),
    *SECTIONS[Criterion.MANDATE].names,
)


@transaction.atomic
def withdraw(
    application: Application,
    *,
    reason: str,
    withdrawal_reason: str = "",
    by: User,
    released_by: User,
    now: datetime,
) -> Application:
    """At a wish that came by letter or telephone: `reason` says how, for the secretariat only."""
    row = _locked_for_two(application, by, released_by)
    if why := why_not_withdrawn(row):
        raise Refused(why)
    return applying.withdraw(row, reason=withdrawal_reason, how=reason, by=by, now=now)


def why_not_withdrawn(application: Application) -> str:
    """The secretariat alone ends no vote: once the roll is frozen, a co-chair agrees to that."""
    if application.status != ApplicationStatus.IN_VOTE:
        return ""
    return _(
        "The members vote on it. The applicant can still withdraw it on the status page; "
        "otherwise propose to withdraw the motion, which a co-chair releases, and come back here."
    )


def tell_of_proposal(proposal: Proposal, now: datetime) -> None:
    """The applicant hears of it when it is proposed, once, and can object until it takes effect."""
    application = proposal.subject
    if isinstance(application, Application):
        notify_applicant(
            application,
            "members.act_proposed",
            now=now,
            again=proposal.pk,
            details={"proposal": proposal.pk},
        )


@transaction.atomic
def object_to(application: Application, *, by: Collaborator, now: datetime) -> Application:
    """The owner stands against what is proposed in their place: nothing of it is done."""
    row = locked(application)
    must_own(row, by)
    proposal = open_to_objection(row)
    if proposal is None:
        raise Refused(_("Nothing is proposed in your place any more."))
    proposals.object_to(proposal, why=_("The applicant objects."), now=now)
    note(row, by=by, now=now, what=_("The applicant objected to what was proposed in their place"))
    return row


def answer_as_text(application: Application, answer: str) -> str:
    """An answer as it stands, to be compared with what was read."""
    if answer in Criterion:
        statement = application.statements.filter(criterion=answer).first()
        return statement.text if statement else ""
    value = getattr(application, answer)
    return "" if value is None else str(value)


def why_not_corrected(application: Application) -> str:
    if application.status in CORRECTABLE:
        return ""
    return _(
        "Errors are corrected until a decision is made; the application is now “%(status)s”."
    ) % {"status": application.get_status_display()}


@transaction.atomic
def correct(
    application: Application,
    *,
    answer: str,
    before: str,
    value: object,
    reason: str,
    by: User,
    released_by: User,
    now: datetime,
) -> Application:
    """Put an obvious error in an answer right. `before` is what both people have read.

    `answer` is a field of the form, or a criterion for the statement on it.
    """
    row = _locked_for_two(application, by, released_by)
    refuse_while_a_decision_waits(row)
    if why := why_not_corrected(row):
        raise Refused(why)
    if answer not in ANSWERS:
        raise Refused(_("The form has no such answer."))
    if answer_as_text(row, answer) != before:
        raise Refused(_("The answer reads otherwise by now. Propose the correction anew."))
    if answer in Criterion:
        row.statements.update_or_create(criterion=answer, defaults={"text": str(value)})
    else:
        _set(row, answer, value)
    after = answer_as_text(row, answer)
    if after == before:
        raise Refused(_("Nothing would change."))
    label = label_of(answer)
    changes: dict[str, list[object]] = {label: [before, after]}
    note(
        row,
        by=by,
        now=now,
        what=_("An obvious error was corrected: %(answer)s") % {"answer": label},
        why=reason,
        changes=changes if answer in TOLD_IN_THE_HISTORY else None,
    )
    notify_applicant(
        row,
        "members.answer_corrected",
        now=now,
        again=row.events.latest("pk").pk,
        details={
            **{"answer": answer, "label": label},
            **{"before": before, "after": after, "reason": reason},
        },
    )
    return row


def label_of(answer: str) -> str:
    """As the form calls it; the model does where the form has no words of its own."""
    if answer in Criterion:
        return _("Statement on “%(criterion)s”") % {"criterion": Criterion(answer).label.lower()}
    field = Application._meta.get_field(answer)
    return str(FIELDS[answer].label or capfirst(getattr(field, "verbose_name", answer)))


def _set(row: Application, answer: str, value: object) -> None:
    setattr(row, answer, value)
    key = name_key(row.organisation_name)[:LONGEST_KEY] or None
    row.organisation_key = key if row.organisation_key else None
    update_for_lists(row)
    try:
        with transaction.atomic():
            row.save(
                update_fields=[answer, "organisation_key", "expires_on", "search_text"],
            )
    except IntegrityError:
        raise Refused(
            _("Another application of this organisation is open already; only one can be.")
        ) from None
    row.refresh_from_db(fields=[answer])


@transaction.atomic
def begin(email: str, *, country: str, by: User, now: datetime) -> Application:
    """An empty draft that stands for an application on paper until two people have entered it.

    What was begun so, and discarded before anybody entered it, is begun anew in the same draft.
    """
    email = as_kept(email)
    drafts = Application.objects.drafts().select_for_update()
    if found := drafts.filter(contact_email=email).first():
        if not is_with_the_applicant(found) and _stands_for_a_paper(found):
            found.country = country
            found.save(update_fields=["country"])
            return found
        raise Refused(
            _(
                "Somebody has begun an application with this address. The applicant finishes that "
                "one, or the paper is entered with another address."
            )
        )
    draft = Application.objects.create(
        contact_email=email, country=country, created_at=now, status_since=now
    )
    draft.collaborators.create(email=email, is_owner=True, invited_at=now)
    note(draft, by=by, now=now, what=_("An application on paper is being entered"))
    return draft


def is_with_the_applicant(draft: Application) -> bool:
    """It is no draft any more, or was opened by its link: what is written there is the owner's."""
    return not draft.is_draft or draft.collaborators.filter(confirmed_at__isnull=False).exists()


def _stands_for_a_paper(draft: Application) -> bool:
    return Proposal.objects.about(draft).filter(kind=ENTER).exists()


@transaction.atomic
def enter(
    draft: Application,
    *,
    reason: str,
    received_on: date,
    answers: Mapping[str, object],
    statements: Mapping[str, str],
    scan: CheckedUpload,
    by: User,
    released_by: User,
    now: datetime,
) -> Application:
    """Submit what came on paper in the applicant's name; the scan is evidence on each criterion.

    The applicant gets the link, reads what was entered and says so if something is wrong.
    """
    must_be_another(by, released_by)
    row = locked(draft)
    if is_with_the_applicant(row):
        raise Refused(_("The applicant has gone on with this application."))
    for section in SECTIONS.values():
        changes = {name: answers[name] for name in section.names if name in answers}
        if section.is_criterion:
            changes[STATEMENT.name] = statements.get(section.name, "")
        writing.save_section(row, section.name, changes, now=now)
    title = _("Application on paper, received on %(day)s") % {
        "day": date_format(received_on, "j F Y")
    }
    for criterion in Criterion:
        writing.add_evidence(row, criterion, now=now, title=title, upload=scan)
    return applying.submit(row, on_paper=received_on, how=reason, by=by, now=now)


def _locked_for_two(application: Application, by: User, released_by: User) -> Application:
    must_be_another(by, released_by)
    row = locked_for(application, by=by)
    if why_not := why_barred(row, released_by):
        raise Refused(why_not)
    return row
