"""What waits in the applications, by the state of the case: for the secretariat and the co-chairs.

A case is everybody's of the desk until it is assigned; then it is that person's, and the colleagues
see it as theirs. With somebody who declared a conflict of interest it never waits. Applicants have
no sign-in: what waits for them is told by letter and on their own page.
"""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from members.applications import queues
from members.applications.models import (
    Application,
    Clarification,
    ConflictOfInterest,
    Decision,
    VoterQuestion,
)
from members.applications.models.applications import ApplicationQuerySet
from members.enums import ApplicationStatus, Outcome, QuestionStatus
from members.permissions import co_chair_centre, is_secretariat

_A = ApplicationStatus


def barred(viewer: Viewer):
    """The cases on which this person does not act; as `review_lock.why_barred` has it."""
    return ConflictOfInterest.objects.standing().filter(user=viewer.user).values("application")


def of_the_viewer(viewer: Viewer) -> Q:
    mine = Q(assigned_to=viewer.user) | Q(assigned_to=None)
    return mine & ~Q(pk__in=barred(viewer))


def undecided(cases: ApplicationQuerySet) -> ApplicationQuerySet:
    """Under review, where no decision waits to be released."""
    waiting = Decision.objects.waiting().filter(application=OuterRef("pk"))
    return cases.with_status(_A.UNDER_REVIEW).filter(~Exists(waiting))


def in_review(cases: ApplicationQuerySet) -> ApplicationQuerySet:
    """Where nobody has answered since; those that were answered are a kind of their own."""
    return undecided(cases).exclude(pk__in=cases.answered().values("pk"))


def _case(cases: QuerySet[Application], **facts) -> Things:
    return Things(
        rows=cases,
        fields=("reference", "centre_name", "organisation_name"),
        title=_title,
        url=lambda row: reverse("admin:members_application_change", args=[row["pk"]]),
        **facts,
    )


def _title(row: Row) -> str:
    return f"{row['reference']}: {row['centre_name'] or row['organisation_name']}"


def _in_state(select: Callable[[ApplicationQuerySet, Viewer], QuerySet[Application]], **facts):
    """What of the cases in a state is this person's."""

    def things(viewer: Viewer) -> Things | None:
        if not is_secretariat(viewer.user):
            return None
        cases = select(Application.objects.seen_by_the_secretariat(), viewer)
        return _case(cases.filter(of_the_viewer(viewer)), **({"since": "status_since"} | facts))

    return things


def overdue(cases: ApplicationQuerySet, viewer: Viewer) -> QuerySet[Application]:
    return queues.QUEUE_OF["overdue"].rows(cases, viewer)


def expiring(cases: ApplicationQuerySet, viewer: Viewer) -> QuerySet[Application]:
    return queues.QUEUE_OF["expiring"].rows(cases, viewer)


def of_colleagues(viewer: Viewer) -> Things | None:
    """Cases to act on that are assigned to others, or that this person keeps away from."""
    if not is_secretariat(viewer.user):
        return None
    rows = to_act_on(viewer).exclude(of_the_viewer(viewer))
    return _case(rows, since="status_since", whose=Whose.COLLEAGUES)


def to_act_on(viewer: Viewer) -> ApplicationQuerySet:
    """The cases in which the secretariat is to act now, whoever of it."""
    cases = Application.objects.seen_by_the_secretariat()
    acts = Q(status__in=(_A.SUBMITTED, _A.ELIGIBLE)) | Q(pk__in=undecided(cases).values("pk"))
    return cases.filter(acts | Q(pk__in=overdue(cases, viewer).values("pk")))


def asked(viewer: Viewer) -> Things | None:
    """With the applicant, by the day that was last agreed."""
    if not is_secretariat(viewer.user):
        return None
    cases = Application.objects.waiting_for_the_applicant()
    question = Clarification.objects.unanswered().filter(application=OuterRef("pk"))
    rows = cases.exclude(pk__in=overdue(cases, viewer).values("pk"))
    rows = rows.annotate(answer_by=Subquery(question.values("due_on")[:1]))
    return _case(rows, since="status_since", until="answer_by", whose=Whose.OTHERS)


# --- Decisions to release ---------------------------------------------------------------


def _to_release(row: Row) -> str:
    return reverse("members:release_decision", args=[row["pk"]])


def _its_case(row: Row) -> str:
    """Whoever drafted it has no page that releases it."""
    return reverse("admin:members_application_change", args=[row["application"]])


def _decisions(decisions, whose: Whose = Whose.YOU) -> Things:
    return Things(
        rows=decisions,
        since="drafted_at",
        fields=(
            *("outcome", "application", "application__centre_name", "application__reference"),
            *("drafted_by__name", "drafted_by__email"),
        ),
        title=lambda row: (
            _("%(outcome)s: %(case)s, drafted by %(name)s")
            % {
                "outcome": Outcome(row["outcome"]).label,
                "case": row["application__centre_name"] or row["application__reference"],
                "name": row["drafted_by__name"] or row["drafted_by__email"],
            }
        ),
        url=_to_release if whose == Whose.YOU else _its_case,
        whose=whose,
    )


def decisions(viewer: Viewer) -> Things | None:
    """What this person may release; as `services.decisions.why_not_release` has it."""
    if is_secretariat(viewer.user):
        others = Decision.objects.waiting()
    elif centre := co_chair_centre(viewer.user):
        others = Decision.objects.waiting().exclude(application__country=centre.country)
    else:
        return None
    others = others.exclude(drafted_by=viewer.user)
    return _decisions(others.exclude(application__in=barred(viewer)))


def own_decisions(viewer: Viewer) -> Things | None:
    if not is_secretariat(viewer.user):
        return None
    return _decisions(Decision.objects.waiting().filter(drafted_by=viewer.user), Whose.COLLEAGUES)


# --- Voters' questions ------------------------------------------------------------------


def _questions(viewer: Viewer, status: QuestionStatus, since: str, whose: Whose) -> Things | None:
    if not is_secretariat(viewer.user):
        return None
    return Things(
        rows=VoterQuestion.objects.filter(status=status).exclude(application__in=barred(viewer)),
        since=since,
        fields=("application", "application__reference", "application__centre_name"),
        title=lambda row: f"{row['application__reference']}: {row['application__centre_name']}",
        url=lambda row: reverse("admin:members_application_change", args=[row["application"]]),
        whose=whose,
    )


def questions(viewer: Viewer) -> Things | None:
    return _questions(viewer, QuestionStatus.ASKED, "asked_at", Whose.YOU)


def questions_passed_on(viewer: Viewer) -> Things | None:
    return _questions(viewer, QuestionStatus.FORWARDED, "settled_at", Whose.OTHERS)


def _listed(query: str) -> Callable[[], str]:
    return lambda: f"{reverse('admin:members_application_changelist')}?{query}"


def _votes(queue: str) -> Callable[[], str]:
    """The list of motions, where the secretariat passes questions on."""
    return lambda: f"{reverse('admin:voting_motion_changelist')}?queue={queue}"


def _of_colleagues() -> str:
    return f"{reverse('tasks')}#colleagues"


KINDS = (
    Kind(
        name="applications.new",
        label=_("New applications"),
        act=_("Start the review"),
        things=_in_state(lambda cases, viewer: cases.with_status(_A.SUBMITTED)),
        page=_listed("queue=new&assigned=mine"),
    ),
    Kind(
        name="applications.answered",
        label=_("Clarification answered"),
        act=_("Read the answer"),
        things=_in_state(lambda cases, viewer: cases.answered()),
        page=_listed("queue=answered&assigned=mine"),
    ),
    Kind(
        name="applications.review",
        label=_("Applications under review"),
        act=_("Record the findings, then draft the decision"),
        things=_in_state(lambda cases, viewer: in_review(cases)),
        page=_listed("status=under_review&assigned=mine"),
    ),
    Kind(
        name="applications.overdue",
        label=_("The applicant's answer is overdue"),
        act=_("Ask again, or go on without the answer"),
        things=_in_state(overdue),
        page=_listed("queue=overdue&assigned=mine"),
        is_urgent=True,
    ),
    Kind(
        name="applications.decision",
        label=_("Decisions to release"),
        act=_("Read and release"),
        things=decisions,
        page=_listed("queue=to_release"),
    ),
    Kind(
        name="applications.eligible",
        label=_("Eligible, no motion yet"),
        act=_("Open the members' vote"),
        things=_in_state(lambda cases, viewer: cases.with_status(_A.ELIGIBLE)),
        page=_listed("queue=eligible&assigned=mine"),
    ),
    Kind(
        name="applications.question",
        label=_("Voters' questions to pass on"),
        act=_("Pass it on or decline it"),
        things=questions,
        page=_votes("questions"),
    ),
    Kind(
        name="applications.expiring",
        label=_("Mandate or evidence expiring"),
        act=_("Ask for a newer one"),
        things=_in_state(expiring, since="", until="expires_on"),
        page=_listed("queue=expiring&assigned=mine"),
    ),
    Kind(
        name="applications.colleagues",
        label=_("Cases of colleagues"),
        act=_("See the case"),
        things=of_colleagues,
        page=_of_colleagues,
    ),
    Kind(
        name="applications.own_decision",
        label=_("Decisions drafted by you, waiting for a second person"),
        act=_("See the decision"),
        things=own_decisions,
        page=_of_colleagues,
    ),
    Kind(
        name="applications.asked",
        label=_("Waiting for the applicant"),
        act=_("See the case"),
        things=asked,
        page=_listed("queue=waiting"),
    ),
    Kind(
        name="applications.question_passed_on",
        label=_("Voters' questions that wait for the applicant"),
        act=_("See the case"),
        things=questions_passed_on,
        page=_votes("answers"),
    ),
)
