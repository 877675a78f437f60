"""What becomes of the people and the words in an application that has ended.

The decision, its reasons, the findings and the history stay, and so does the record of a vote: they
name nobody. Everything else goes when its time is over, or when two people agree to a wish.
"""

from datetime import date, datetime, timedelta

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from common import personal_data
from common.dates import network_day, network_morning
from common.refusals import Refused
from members.applications.models import Application, Collaborator, Evidence
from members.applications.models.applications import ApplicationQuerySet
from members.applications.searching import search_words
from members.applications.services.applying import withdraw
from members.applications.services.moves import locked, note
from members.enums import ENDED_WITHOUT_ADMISSION, ApplicationStatus
from members.register.models import User
from outbox import services as outbox
from proposals.models import Proposal, ProposalFile
from proposals.services import must_be_another

LEFT_FOR = timedelta(days=365)  # a draft in which nobody writes
AFTER_THE_END = timedelta(days=2 * 365)  # of one that led to no membership
PEOPLE = (
    *("contact_name", "contact_position", "contact_email"),
    *("delegate_name", "delegate_email", "alternate_name", "alternate_email"),
)
WORDS = ("about", "withdrawal_reason")
IN_THE_APPLICANTS_PLACE = (  # kinds of proposals: `two_people.py`
    "members.withdraw_application",
    "members.correct_answer",
    "members.enter_application",
)
OF_NOBODY_ELSE = (  # of a draft that was never submitted, nothing has to stay
    *("organisation_name", "centre_name", "established", "website"),
    *("mandate_basis", "mandate_authority"),
)


def left_drafts(now: datetime) -> ApplicationQuerySet:
    """Opened once and in nobody's hands for a year; `last_at` is when somebody wrote in it last."""
    drafts = Application.objects.drafts().annotate(
        last_at=Coalesce(
            Greatest(Max("saved_sections__saved_at"), F("status_since")), "status_since"
        )
    )
    return drafts.filter(last_at__lte=now - LEFT_FOR)


def forget_left_drafts(now: datetime) -> int:
    count = 0
    for draft in left_drafts(now):
        with transaction.atomic():
            row = locked(draft)
            if row.is_draft and left_drafts(now).filter(pk=row.pk).exists():
                reason = _("Nobody worked on it for a year.")
                _erase(withdraw(row, reason=reason, now=now), now, by_request=False)
                count += 1
    return count


def long_ended(now: datetime) -> ApplicationQuerySet:
    ended = Application.objects.with_status(*ENDED_WITHOUT_ADMISSION)
    newer = Application.objects.before_the_secretariat().filter(previous=OuterRef("pk"))
    return ended.filter(
        ~Exists(newer), details_erased_at=None, status_since__lte=now - AFTER_THE_END
    )


def forget_long_ended(now: datetime) -> int:
    count = 0
    for application in long_ended(now):
        with transaction.atomic():
            row = locked(application)
            if row.details_erased_at is None:
                _erase(row, now, by_request=False)
                count += 1
    return count


def why_not_erased(application: Application) -> str:
    if application.details_erased_at:
        return _("The details of this application are erased already.")
    if application.status not in (*ENDED_WITHOUT_ADMISSION, ApplicationStatus.ADMITTED):
        return _(
            "The application is still open: the people it names are needed to decide on it. Its "
            "owner can withdraw it; then they can be erased."
        )
    return ""


@transaction.atomic
def erase(
    application: Application, *, reason: str = "", by: User, released_by: User, now: datetime
) -> Application:
    """At the wish of people it names. Of an admitted one the members' grounds stay."""
    must_be_another(by, released_by)
    row = locked(application)
    if why := why_not_erased(row):
        raise Refused(why)
    _erase(row, now, by_request=True)
    return row


def _erase(row: Application, now: datetime, *, by_request: bool) -> None:
    """Of a locked row: the people always, their words and files unless it led to a membership."""
    mark = personal_data.mark(network_day(now), by_request=by_request)
    blank = [*PEOPLE]
    if row.status != ApplicationStatus.ADMITTED:
        blank += WORDS if row.submitted_at else (*WORDS, *OF_NOBODY_ELSE)
        _erase_files(row)
        row.statements.all().delete()
        row.clarifications.exclude(answer="").update(answer=mark)
        row.voter_questions.exclude(answer="").update(answer=mark)
    outbox.forget_reader(row.contact_email)
    for field in blank:
        setattr(row, field, "")
    row.details_erased_at = now
    row.search_text = search_words(row)
    row.save(update_fields=[*blank, "details_erased_at", "search_text"])
    row.case_notes.update(text=mark)
    _erase_what_was_typed(row, mark)
    row.events.filter(collaborator__isnull=False).exclude(why="").update(why=mark)
    for person in row.collaborators.all():
        outbox.forget(person)
        person.email, person.removed_at = "", person.removed_at or now
        person.save(update_fields=["email", "removed_at"])
    outbox.forget(row)
    what = _("The people named in the application were erased")
    note(row, by=None, now=now, what=what, for_applicant=False)


def _erase_files(row: Application) -> None:
    """A stored file goes unless an application that began from the same answers holds it too."""
    files = [(each.file.storage, str(each.file.name)) for each in row.evidence.all() if each.file]
    row.evidence.all().delete()
    _drop_unless_held(files)


def _erase_what_was_typed(row: Application, mark: str) -> None:
    """What the secretariat typed in the applicant's place stands in what two people agreed on."""
    typed = Proposal.objects.about(row).filter(kind__in=IN_THE_APPLICANTS_PLACE)
    scans = ProposalFile.objects.filter(proposal__in=typed)
    files = [(each.file.storage, str(each.file.name)) for each in scans]
    scans.delete()
    typed.update(title=mark, reason=mark, facts=[], details={})
    _drop_unless_held(files)


def _drop_unless_held(files: list[tuple[Storage, str]]) -> None:
    """By evidence of whatever application; once all this is stored."""

    def drop() -> None:
        for storage, name in files:
            if not Evidence.objects.filter(file=name).exists():
                storage.delete(name)

    transaction.on_commit(drop)


def forget_in_closed_ones(user: User, day: date) -> None:
    """A person with a sign-in who once worked on applications, or was named in them."""
    closed = (*ENDED_WITHOUT_ADMISSION, ApplicationStatus.ADMITTED)
    needless = Q(application__status__in=closed) | Q(is_owner=False, confirmed_at=None)
    people = Collaborator.objects.filter(needless, email=user.email)
    for person in people:
        outbox.forget(person)
    people.filter(removed_at=None).update(removed_at=network_morning(day))
    people.update(email="")
    for role in ("contact", "delegate", "alternate"):
        # Anybody can name somebody in a draft; whose draft it is, its contact says.
        statuses = closed if role == "contact" else (*closed, ApplicationStatus.DRAFT)
        named = Application.objects.with_status(*statuses).filter(**{f"{role}_email": user.email})
        named.update(**{field: "" for field in PEOPLE if field.startswith(role)})


def why_not_named(user: User, now: datetime) -> str:
    """An obstacle to the erasure of a person: an open application needs them."""
    named = Q(contact_email=user.email) | Q(delegate_email=user.email)
    named |= Q(alternate_email=user.email)
    people = Collaborator.objects.active().filter(email=user.email, confirmed_at__isnull=False)
    still_open = Application.objects.before_the_secretariat()
    drafts = Application.objects.drafts().filter(Exists(people.filter(application=OuterRef("pk"))))
    works_on = people.filter(application__in=still_open)
    if still_open.filter(named).exists() or works_on.exists() or drafts.exists():
        return _(
            "An application that is still open names this address. It has to be decided or "
            "withdrawn first."
        )
    return ""
