"""What the case page shows, loaded with the same number of queries whatever the case holds."""

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.applications.admin.findings import rows_of
from members.applications.admin.step_forms import NoteForm
from members.applications.admin.steps import proposal_of, standing_conflict, waiting_decision
from members.applications.answers import parts
from members.applications.duplicates import likely_duplicates
from members.applications.history import lines
from members.applications.models import (
    Application,
    ApplicationEvent,
    CaseNote,
    ConflictOfInterest,
    Decision,
    Finding,
)
from members.applications.next_steps import next_for_the_secretariat
from members.applications.response_times import response_times
from members.applications.services.notifications import to_applicant
from members.applications.services.on_behalf import CORRECTABLE
from members.enums import OPEN_BEFORE_THE_SECRETARIAT, ApplicationStatus, Criterion
from members.permissions import secretariat_people
from members.register.models import User
from outbox import letters
from outbox.models import Mail
from proposals.admin_steps import shown_proposal

OTHERS_SHOWN = 20
WITH_A_VOTE = (  # or on the way to one
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.IN_VOTE,
    ApplicationStatus.ADMITTED,
    ApplicationStatus.REFUSED,
)

FOR_A_STEP = (
    "findings",
    Prefetch(
        "decisions",
        Decision.objects.select_related("drafted_by", "released_by", "taken_back_by"),
    ),
    Prefetch("conflicts", ConflictOfInterest.objects.select_related("user", "overridden_by")),
)
FOR_THE_CASE = (
    Prefetch("findings", Finding.objects.select_related("by").prefetch_related("rests_on")),
    *FOR_A_STEP[1:],
    "statements",
    "evidence",
    "clarifications",
    Prefetch("case_notes", CaseNote.objects.select_related("by")),
    Prefetch("events", ApplicationEvent.objects.select_related("by", "collaborator")),
)


def context_of(application, user, *, rows=None, note_form=None):
    """`rows` and `note_form` are what was sent and could not be kept as it was."""
    waiting = waiting_decision(application)
    status = application.status
    return {
        "title": application.title,
        "application": application,
        "next_step": next_for_the_secretariat(application, waiting),
        "details": parts(application)[:2],
        "rows": rows or rows_of(application),
        "can_find": status == ApplicationStatus.UNDER_REVIEW
        and not waiting
        and not standing_conflict(application, user),
        "can_correct": status in CORRECTABLE
        and not waiting
        and not standing_conflict(application, user),
        "proposal": proposal_of(application) or shown_proposal(application),
        "past_decisions": [row for row in application.decisions.all() if row != waiting],
        "can_open_motion": status == ApplicationStatus.ELIGIBLE
        and not standing_conflict(application, user),
        "duplicates": likely_duplicates(application),
        "others": others_of(application),
        "letters": letters.newest(to_applicant(Mail.objects.about(application))),
        "note_form": note_form or NoteForm(),
        "history": lines(application.events.all()),
        "times": response_times(
            application, application.events.all(), application.clarifications.all(), timezone.now()
        ),
        "user_conflict": standing_conflict(application, user),
        "colleagues": colleagues_for(application, user),
        "people_known": people_known(application),
        "jump_links": jump_links(application, waiting),
    }


def jump_links(application, waiting):
    """To the parts of the page that this case has: (where, label)."""
    return [
        *([("vote", _("Vote"))] if application.status in WITH_A_VOTE else []),
        *((criterion.value, criterion.label) for criterion in Criterion),
        ("questions", _("Questions")),
        ("proposal" if waiting else "decisions", _("Decision")),
        ("letters", _("Letters")),
        ("notes", _("Notes")),
        ("history", _("History")),
    ]


def colleagues_for(application, user):
    """To whom this person can hand the case over, themselves first; as `assigning` has it."""
    if application.status not in OPEN_BEFORE_THE_SECRETARIAT or standing_conflict(
        application, user
    ):
        return []
    barred = {row.user_id for row in application.conflicts.all() if row.overridden_at is None}
    people = secretariat_people().exclude(pk=application.assigned_to_id).exclude(pk__in=barred)
    return sorted(people, key=lambda person: person != user)


def people_known(application):
    """Those named in it who have an account by now: the register's own page of a person."""
    named = {application.contact_email, application.delegate_email, application.alternate_email}
    return User.objects.filter(email__in=named - {""}).order_by("name", "email")


def others_of(application):
    """Other applications of the country, and those that one began from, newest first."""
    near = Q(country=application.country) | Q(previous=application)
    if application.previous_id:
        near |= Q(pk=application.previous_id)
    others = Application.objects.seen_by_the_secretariat().filter(near)
    return others.exclude(pk=application.pk)[:OTHERS_SHOWN]
