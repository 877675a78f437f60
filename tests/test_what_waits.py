"""For every state in which somebody must act there is one entry, for those people and nobody else.

Each story walks through the states of one kind of thing. After each step everybody is asked what
waits for them: `expected` says it by role, as (kind, whose); who is not named has nothing.
"""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from common import waiting
from common.dates import network_day
from declarations.models import Signature
from declarations.tests.factories import SignatureFactory
from exchange.services import buddies, catalogue
from exchange.tests.factories import BuddyPairFactory, ServiceFactory
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.meetings.services import attending, minutes
from knowledge_exchange.papers.models import PaperVersion
from knowledge_exchange.papers.services import clearing, commenting, consulting, positions
from knowledge_exchange.tests.factories import (
    ActionFactory,
    AttendanceFactory,
    MeetingFactory,
    MinutesFactory,
    PaperVersionFactory,
)
from members.applications.services import decisions, questions, review
from members.applications.services.clarifying import extend_clarification
from members.enums import Outcome, ProfileChangeStatus, ReconfirmationStatus, RepresentativeRole
from members.models import Centre, ImportRun, Organisation, Representative
from members.register.services import accounts
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    ConflictFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    ProfileChangeFactory,
    ReconfirmationFactory,
    RepresentativeFactory,
    UserFactory,
    VoterQuestionFactory,
    application_with_findings,
)
from outbox.models import MailStatus
from outbox.services import settling
from outbox.tests.factories import MailFactory
from proposals import services as proposals
from voting import services as votes
from voting.enums import MotionKind
from voting.tests.factories import (
    cast,
    close,
    draft_motion,
    make_rule_set,
    open_motion,
    propose,
)

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
YOU, COLLEAGUES, OTHERS = "YOU", "COLLEAGUES", "OTHERS"
PERIOD = {"by": "co-chair", "confirmation_days": 3, "within_days": 14}


@pytest.fixture
def cast_of():
    """A centre with everybody whom it can have, two others, and a desk of two."""
    own, other, leading = (
        CentreFactory(member=True, country=country, name=f"Centre {country}")
        for country in ("AT", "DE", "NL")
    )
    CoChairTermFactory(centre=leading)
    roles = RepresentativeRole
    people = {
        "delegate": RepresentativeFactory(centre=own),
        "alternate": RepresentativeFactory(centre=own, role=roles.ALTERNATE),
        "head": RepresentativeFactory(centre=own, role=roles.HEAD),
        "observer": RepresentativeFactory(centre=own, role=roles.OBSERVER),
        "other": RepresentativeFactory(centre=other),
        "chair": RepresentativeFactory(centre=leading),
    }
    desk = {name: UserFactory(secretariat=True) for name in ("clerk", "colleague")}
    return people | desk | {"stranger": UserFactory()}


def users(cast_of):
    return {
        role: person.user if isinstance(person, Representative) else person
        for role, person in cast_of.items()
    }


def waits(cast_of, now=NOW, of=""):
    """{role: what waits for them}, of these apps where told; each person is read anew."""
    kinds = [kind for kind in waiting.every() if re.match(of, kind.name)]
    kinds = [kind for kind in kinds if kind.name != "members.facts"]  # see members/privacy
    found = {}
    for role, user in users(cast_of).items():
        person = get_user_model().objects.get(pk=user.pk)
        asked = waiting.look(waiting.Viewer(person, now), limit=waiting.CAP, kinds=kinds)
        rows = [(one.kind.name, row.whose.name) for one in asked for row in one.first]
        if rows:
            found[role] = Counter(rows)
    return found


def of_roles(*groups):
    """{role: what}, for each (kind, whose, roles)."""
    expected = {}
    for kind, whose, roles in groups:
        for role in roles.split():
            expected.setdefault(role, Counter())[kind, whose] += 1
    return expected


DESK = "clerk colleague"
CENTRE = "delegate alternate head observer"


# --- Votes ------------------------------------------------------------------------------


def test_a_vote_from_the_draft_to_the_certified_result(cast_of):
    """A draft is the desk's, a ballot is whoever can cast it; then the line, then the result."""
    of = "voting|proposals"
    rule_set = make_rule_set(certification=PERIOD)
    drafted = draft_motion(MotionKind.POSITION)
    assert waits(cast_of, of=of) == of_roles(("voting.draft", YOU, DESK))
    votes.discard_draft(drafted)

    motion = open_motion(rule_set=rule_set, by=cast_of["clerk"])
    others = "other chair"
    assert waits(cast_of, NOW + HOUR, of) == of_roles(
        ("voting.ballot", YOU, f"delegate alternate {others}"),
        ("voting.ballot", COLLEAGUES, "head observer"),
    )
    for role in others.split():
        cast(motion, cast_of[role])
    assert waits(cast_of, motion.closes_at - DAY, of) == of_roles(
        ("voting.ballot", YOU, "delegate alternate"),
        ("voting.ballot", COLLEAGUES, "head observer"),
        ("voting.closing_soon", OTHERS, DESK),
    )
    cast(motion, cast_of["delegate"])
    assert waits(cast_of, motion.closes_at - 4 * DAY, of) == {}
    assert waits(cast_of, motion.closes_at + HOUR, of) == of_roles(("voting.not_closed", YOU, DESK))

    closed = close(motion)
    assert waits(cast_of, closed.closed_at + HOUR, of) == of_roles(
        ("voting.line", YOU, f"delegate alternate {others}"),
        ("voting.line", COLLEAGUES, "head observer"),
    )
    votes.confirm(closed, by=cast_of["delegate"].user, clock=lambda: closed.closed_at + HOUR)
    assert waits(cast_of, closed.closed_at + HOUR, of) == of_roles(("voting.line", YOU, others))
    ready, late = closed.closed_at + 3 * DAY, closed.certify_by
    assert waits(cast_of, ready, of) == of_roles(
        ("voting.certify", YOU, "chair"), ("voting.uncertified", OTHERS, DESK)
    )
    assert waits(cast_of, late, of) == of_roles(
        ("voting.certify", YOU, "chair"), ("voting.uncertified_late", OTHERS, DESK)
    )
    votes.certify(closed, by=cast_of["chair"].user, now=ready, on=network_day(ready))
    assert waits(cast_of, late, of) == {}


def test_a_contested_result_is_the_desks_and_a_co_chairs_until_somebody_proposes_to_annul(cast_of):
    of = "voting|proposals"
    closed = close(open_motion(rule_set=make_rule_set(), by=cast_of["clerk"]))
    votes.contest(closed, reason="We voted.", by=cast_of["other"].user, clock=lambda: NOW)
    for role in ("delegate", "chair"):
        votes.confirm(closed, by=cast_of[role].user, clock=lambda: NOW)

    assert waits(cast_of, closed.closed_at, of) == of_roles(
        ("voting.contested", YOU, f"{DESK} chair")
    )
    annulling = propose(closed, "voting.annul", by=cast_of["clerk"])
    assert waits(cast_of, closed.closed_at, of) == of_roles(
        ("proposals.urgent", YOU, "chair"), ("proposals.own", COLLEAGUES, "clerk")
    )
    proposals.discard(annulling, why="Settled.", by=cast_of["clerk"], now=NOW)
    votes.confirm(closed, by=cast_of["other"].user, clock=lambda: NOW)
    assert "clerk" in waits(cast_of, closed.closed_at, "voting.uncertified")


def test_where_no_co_chair_can_certify_two_delegates_find_it(cast_of):
    of = "voting|proposals"
    closed = close(open_motion(rule_set=make_rule_set(), by=cast_of["clerk"]))
    for role in ("delegate", "chair", "other"):
        votes.confirm(closed, by=cast_of[role].user, clock=lambda: NOW)
    accounts.lock(cast_of["chair"].user, reason="Lost.", by=cast_of["clerk"], now=NOW)

    assert waits(cast_of, closed.closed_at, of) == of_roles(
        ("voting.certify_together", YOU, "delegate alternate other"),
        ("voting.uncertified", OTHERS, DESK),
    )
    details = {"title": "Certify", "reason": "No co-chair can."}
    proposals.propose(
        closed,
        "voting.certify_together",
        {"reasons": ""},
        **details,
        by=cast_of["delegate"].user,
        now=closed.closed_at,
    )
    assert waits(cast_of, closed.closed_at, "proposals|voting.certify") == of_roles(
        ("proposals.urgent", YOU, "other"), ("proposals.own", COLLEAGUES, "delegate")
    )


def test_a_line_that_nobody_can_vote_for_waits_until_somebody_proposes_a_change(cast_of):
    of = "voting.unspoken_line|voting.amendment|voting.own_amendment"
    motion = open_motion(by=cast_of["clerk"])
    leaving = cast_of["other"]
    joining = RepresentativeFactory(centre=leaving.centre, role=RepresentativeRole.ALTERNATE)
    Representative.objects.filter(pk=leaving.pk).update(valid_until=NOW.date())
    assert waits(cast_of, NOW + HOUR, of) == of_roles(("voting.unspoken_line", YOU, DESK))

    amendment = votes.propose_replacement(
        motion,
        leaving=leaving.user,
        joining=joining.user,
        reason="Left.",
        by=cast_of["clerk"],
        clock=lambda: NOW + HOUR,
    )
    assert waits(cast_of, NOW + HOUR, of) == of_roles(
        ("voting.amendment", YOU, "colleague chair"),
        ("voting.own_amendment", COLLEAGUES, "clerk"),
    )
    votes.confirm_amendment(amendment, by=cast_of["colleague"], clock=lambda: NOW + HOUR)
    assert waits(cast_of, NOW + HOUR, of) == {}


# --- Applications -----------------------------------------------------------------------


def test_a_case_from_its_submission_to_the_members_vote(cast_of):
    of = "applications"
    clerk, colleague = cast_of["clerk"], cast_of["colleague"]
    case = ApplicationFactory(submitted=True)
    assert waits(cast_of, of=of) == of_roles(("applications.new", YOU, DESK))

    case = review.take_up(case, by=clerk, now=NOW)
    mine = ("applications.colleagues", COLLEAGUES, "colleague")
    assert case.assigned_to == clerk
    assert waits(cast_of, of=of) == of_roles(("applications.review", YOU, "clerk"), mine)

    review.request_clarification(
        case, questions={"": "Which act?"}, due_on=date(2026, 11, 16), by=clerk, now=NOW
    )
    assert waits(cast_of, of=of) == of_roles(("applications.asked", OTHERS, DESK))
    late = NOW + 15 * DAY
    overdue = of_roles(("applications.overdue", YOU, "clerk"), mine)
    assert waits(cast_of, late, of) == overdue
    case.refresh_from_db()
    extend_clarification(case, due_on=date(2026, 12, 1), by=clerk, now=late)
    assert waits(cast_of, late, of) == of_roles(("applications.asked", OTHERS, DESK))

    question = case.clarifications.get()
    type(question).objects.filter(pk=question.pk).update(answer="That.", answered_at=late)
    type(case).objects.filter(pk=case.pk).update(status="under_review", status_since=late)
    assert waits(cast_of, late, of) == of_roles(("applications.answered", YOU, "clerk"), mine)

    conflict = ConflictFactory(application=case, user=colleague)
    assert waits(cast_of, late, of) == of_roles(("applications.answered", YOU, "clerk"), mine)
    conflict.delete()


def test_a_decision_is_released_by_whoever_did_not_draft_it(cast_of):
    of = "applications"
    clerk = cast_of["clerk"]
    case = application_with_findings(*["met"] * 4)
    drafted = decisions.draft(case, Outcome.ELIGIBLE, by=clerk, now=NOW)
    own = ("applications.own_decision", COLLEAGUES, "clerk")
    assert waits(cast_of, of=of) == of_roles(("applications.decision", YOU, "colleague chair"), own)
    ConflictFactory(application=case, user=cast_of["colleague"])
    assert waits(cast_of, of=of) == of_roles(("applications.decision", YOU, "chair"), own)

    decisions.release(drafted, by=cast_of["chair"].user, now=NOW)
    assert waits(cast_of, of=of) == of_roles(
        ("applications.eligible", YOU, "clerk"),
        ("applications.colleagues", COLLEAGUES, "colleague"),
    )
    type(case).objects.filter(pk=case.pk).update(status="in_vote")
    assert waits(cast_of, of=of) == {}


def test_a_voters_question_is_passed_on_and_then_waits_for_the_applicant(cast_of):
    of = "applications.question"
    question = VoterQuestionFactory()
    assert waits(cast_of, of=of) == of_roles(("applications.question", YOU, DESK))
    questions.forward(question, "Who pays?", by=cast_of["clerk"], now=NOW)
    assert waits(cast_of, of=of) == of_roles(("applications.question_passed_on", OTHERS, DESK))
    questions.answer(question, "We do.", now=NOW)
    assert waits(cast_of, of=of) == {}


def test_evidence_that_ends_waits_beside_the_state_of_its_case(cast_of):
    case = ApplicationFactory(submitted=True, expires_on=date(2026, 11, 20))
    assert waits(cast_of, of="applications.expiring") == of_roles(
        ("applications.expiring", YOU, DESK)
    )
    type(case).objects.filter(pk=case.pk).update(expires_on=date(2029, 1, 1))
    assert waits(cast_of, of="applications.expiring") == {}


# --- The register -----------------------------------------------------------------------


def test_a_profile_is_reviewed_or_returned_to_those_who_edit_it(cast_of):
    own = cast_of["delegate"].centre
    change = ProfileChangeFactory(centre=own)
    assert waits(cast_of, of="members") == {}  # nobody asks them to go on
    of_status = type(change).objects.filter(pk=change.pk)
    of_status.update(status=ProfileChangeStatus.SUBMITTED, submitted_at=NOW)
    assert waits(cast_of, of="members") == of_roles(
        ("members.profile", YOU, DESK), ("members.profile", OTHERS, CENTRE)
    )
    of_status.update(status=ProfileChangeStatus.RETURNED, note="Shorter.", settled_at=NOW)
    assert waits(cast_of, of="members") == of_roles(
        ("members.profile_returned", YOU, "delegate alternate head"),
        ("members.profile_returned", COLLEAGUES, "observer"),
    )
    of_status.update(status=ProfileChangeStatus.WITHDRAWN)
    assert waits(cast_of, of="members") == {}


def test_a_reconfirmation_is_the_centres_until_it_is_answered(cast_of):
    row = ReconfirmationFactory(centre=cast_of["delegate"].centre, due_on=date(2026, 12, 2))
    its = (
        ("members.reconfirmation", YOU, "delegate alternate"),
        ("members.reconfirmation", COLLEAGUES, "head observer"),
    )
    assert waits(cast_of, of="members") == of_roles(*its, ("members.reconfirmation", OTHERS, DESK))
    late = datetime(2026, 12, 4, tzinfo=UTC)
    assert waits(cast_of, late, "members") == of_roles(
        *its, ("members.reconfirmation_overdue", YOU, DESK)
    )
    rows = type(row).objects.filter(pk=row.pk)
    rows.update(status=ReconfirmationStatus.ANSWERED, answered_at=NOW)
    assert waits(cast_of, of="members") == of_roles(("members.reconfirmation_answered", YOU, DESK))
    rows.update(status=ReconfirmationStatus.ACCEPTED, settled_at=NOW)
    assert waits(cast_of, of="members") == {}


def test_a_member_without_a_delegate_waits_for_its_head_and_the_desk(cast_of):
    Representative.objects.filter(pk=cast_of["delegate"].pk).update(valid_until=date(2021, 1, 1))
    alone = ("members.no_delegate", YOU, "head")
    seen = ("members.no_delegate", COLLEAGUES, "alternate observer")
    assert waits(cast_of, of="members|proposals") == of_roles(
        alone, seen, ("members.no_delegate", YOU, DESK)
    )
    details = {"role": "delegate", "name": "Ada", "email": "ada@example.org", "on": NOW.date()}
    proposals.propose(
        cast_of["delegate"].centre,
        "members.invite",
        details,
        title="Name Ada",
        reason="They asked.",
        by=cast_of["clerk"],
        now=NOW,
    )
    assert waits(cast_of, of="members|proposals") == of_roles(
        alone,
        seen,
        ("proposals.release", YOU, "head"),  # the centre confirms who speaks for it
        ("proposals.own", COLLEAGUES, "clerk"),
    )


def test_mandates_that_end_and_names_that_stand_twice_are_the_desks(cast_of):
    mandate = MandateFactory(centre=cast_of["delegate"].centre, valid_until=date(2026, 11, 20))
    twin = CentreFactory(name="Centre AT", country="AT")
    for name in ("Zürich office", "Zurich office"):
        OrganisationFactory(name=name, country="AT")
    found = waits(cast_of, of="members")
    assert found["clerk"]["members.mandate", YOU] == 1
    assert found["clerk"]["members.centre_twice", YOU] == 2
    assert found["clerk"]["members.organisation_twice", YOU] == 2
    assert found.keys() == {"clerk", "colleague"}
    type(mandate).objects.update(replaced_at=NOW)
    Centre.objects.filter(pk=twin.pk).update(country="FR")
    Organisation.objects.filter(name=name).update(country="FR")
    assert waits(cast_of, of="members") == {}


def test_a_second_step_waits_for_whoever_needs_one(cast_of):
    get_user_model().objects.filter(pk=cast_of["clerk"].pk).update(second_step_due=NOW + DAY)
    assert waits(cast_of, of="members") == of_roles(("members.second_step", YOU, "clerk"))


def test_an_import_waits_for_whoever_read_the_file(cast_of):
    run = ImportRun.objects.create(
        started_by=cast_of["clerk"], started_at=NOW, file_kind="csv", sha256="0" * 64
    )
    assert waits(cast_of, of="members") == of_roles(("members.import", YOU, "clerk"))
    ImportRun.objects.filter(pk=run.pk).update(status="discarded", settled_at=NOW)
    assert waits(cast_of, of="members") == {}


# --- Meetings and papers ----------------------------------------------------------------


def test_an_invitation_waits_until_it_is_answered_or_registration_closes(cast_of):
    attendance = AttendanceFactory(representative=cast_of["observer"])
    Meeting.objects.update(published_at=NOW)
    invited = of_roles(("meetings.invitation", YOU, "observer"))
    assert waits(cast_of, of="meetings") == invited
    assert waits(cast_of, attendance.meeting.starts_at, "meetings") == {}
    attending.reply(attendance, answer="online", now=NOW)
    assert waits(cast_of, of="meetings") == {}


def test_what_is_left_after_a_meeting(cast_of):
    meeting = MeetingFactory(held="2026-10", published_at=None)
    assert waits(cast_of, of="meetings") == of_roles(("meetings.private", YOU, DESK))
    Meeting.objects.update(published_at=NOW)
    attendance = AttendanceFactory(meeting=meeting, representative=cast_of["other"])
    assert waits(cast_of, of="meetings") == of_roles(
        ("meetings.attendance", YOU, DESK), ("meetings.minutes", YOU, DESK)
    )
    attending.note(meeting, presences={attendance.pk: "present"}, by=cast_of["clerk"], now=NOW)
    MinutesFactory(meeting=meeting, shared=True)
    own = ActionFactory(
        meeting=meeting, centre=cast_of["delegate"].centre, due_on=date(2026, 11, 9)
    )
    office = ActionFactory(meeting=meeting)
    agreed = (
        ("meetings.action", YOU, f"delegate alternate {DESK}"),
        ("meetings.action", COLLEAGUES, "head observer"),
    )
    assert waits(cast_of, of="meetings") == of_roles(*agreed)
    assert waits(cast_of, NOW + 9 * DAY, "meetings") == of_roles(
        *agreed, ("meetings.action_overdue", OTHERS, DESK)
    )
    for action in (own, office):
        minutes.tick_off(action, by=cast_of["clerk"], now=NOW)
    assert waits(cast_of, NOW + 9 * DAY, "meetings") == {}


def test_a_paper_from_the_draft_to_its_publication(cast_of):
    of = "papers"
    clerk, end = cast_of["clerk"], NOW + 30 * DAY
    version = PaperVersionFactory()
    paper = version.paper
    assert waits(cast_of, of=of) == of_roles(("papers.draft", OTHERS, DESK))

    consulting.open_comments(paper, until=end, by=clerk, now=NOW)
    said = ("papers.comments", YOU, f"{CENTRE} other chair")
    assert waits(cast_of, of=of) == of_roles(said, ("papers.comments", OTHERS, DESK))
    version.refresh_from_db()
    commenting.comment(version, text="Good.", by=cast_of["head"].user, now=NOW)
    assert waits(cast_of, of=of) == of_roles(
        ("papers.comments", YOU, "other chair"), ("papers.comments", OTHERS, DESK)
    )
    assert waits(cast_of, end, of) == of_roles(("papers.comments_over", YOU, DESK))
    for comment in version.comments.all():
        commenting.resolve(comment, resolution="Thanks.", by=clerk, now=NOW)

    consulting.end_comments(paper, by=clerk, now=NOW)
    silence = clearing.begin(paper, until=end, by=clerk, now=NOW)
    assert waits(cast_of, of=of) == of_roles(
        ("papers.silence", YOU, "delegate alternate other chair"),
        ("papers.silence", COLLEAGUES, "head observer"),
        ("papers.silence", OTHERS, DESK),
    )
    version.refresh_from_db()
    positions.state(version, stance="endorse", text="", by=cast_of["delegate"].user, now=NOW)
    clearing.object_to(silence, reasons="No.", by=cast_of["other"].user, now=NOW + DAY)
    assert waits(cast_of, of=of) == of_roles(
        ("papers.silence", YOU, "chair"), ("papers.objection", YOU, DESK)
    )
    found = waiting.look(waiting.Viewer(clerk, NOW + DAY), limit=1)
    assert {one.kind.name: one.oldest for one in found}["papers.objection"] == NOW + DAY

    clearing.withdraw_objection(silence.objections.get(), by=cast_of["other"].user, now=NOW + DAY)
    clearing.adopt_due(end)
    assert waits(cast_of, end, of) == of_roles(("papers.publish", YOU, DESK))
    PaperVersion.objects.filter(pk=version.pk).update(stage="discarded")
    assert waits(cast_of, end, of) == {}


def test_a_pdf_that_was_not_made_is_the_desks(cast_of):
    PaperVersionFactory(failed=True)
    assert waits(cast_of, of="papers") == of_roles(("papers.pdf", YOU, DESK))


# --- Exchange, declarations, emails, proposals ------------------------------------------


def test_a_proposed_service_is_the_desks(cast_of):
    service = ServiceFactory()
    assert waits(cast_of, of="exchange") == of_roles(("exchange.service", YOU, DESK))
    catalogue.accept(service, by=cast_of["clerk"], now=NOW)
    assert waits(cast_of, of="exchange") == {}


@pytest.mark.parametrize("proposed_by_the_other", [False, True])
def test_buddies_wait_for_the_side_that_was_asked(cast_of, proposed_by_the_other):
    own, other = cast_of["delegate"].centre, cast_of["other"].centre
    facts = {"supporter": own, "supported": other}
    if proposed_by_the_other:
        facts["proposed_for"] = other
    pair = BuddyPairFactory(**facts)
    assert waits(cast_of, of="exchange") == of_roles(
        ("exchange.buddies", YOU, "delegate alternate head"),
        ("exchange.buddies", COLLEAGUES, "observer"),
        ("exchange.buddies", OTHERS, DESK),
    )
    buddies.agree(pair, by=cast_of["delegate"].user, now=NOW)
    assert waits(cast_of, of="exchange") == {}


def test_a_signature_waits_for_its_ministry(cast_of):
    row = SignatureFactory()
    assert waits(cast_of, of="declarations") == of_roles(("declarations.signature", OTHERS, DESK))
    Signature.objects.filter(pk=row.pk).update(status="withdrawn", withdrawn_on=NOW.date())
    assert waits(cast_of, of="declarations") == {}


def test_letters_that_did_not_leave_are_the_desks(cast_of):
    failed = MailFactory(failed=True)
    assert waits(cast_of, of="outbox") == of_roles(("outbox.person", YOU, DESK))
    settling.settle_as_not_needed(failed, by=cast_of["clerk"], now=NOW)
    late = MailFactory(due_at=NOW - HOUR)
    assert waits(cast_of, of="outbox") == of_roles(("outbox.overdue", YOU, DESK))
    type(late).objects.filter(pk=late.pk).update(status=MailStatus.CANCELLED, why="No.")
    MailFactory(of_a_stranger=True, due_at=NOW + HOUR)
    assert waits(cast_of, of="outbox") == of_roles(("outbox.turn", OTHERS, DESK))


def test_a_proposal_waits_for_the_second_people_and_never_for_whoever_proposed_it(cast_of):
    membership = MembershipFactory(centre__country="FR")
    row = proposals.propose(
        membership,
        "members.suspend",
        {"announced": "", "effective": "", "reason": "Asked.", "source": ""},
        title="Suspend",
        reason="Asked.",
        by=cast_of["clerk"],
        now=NOW,
    )
    assert waits(cast_of, of="proposals") == of_roles(
        ("proposals.release", YOU, "colleague chair"), ("proposals.own", COLLEAGUES, "clerk")
    )
    proposals.discard(row, why="No.", by=cast_of["colleague"], now=NOW)
    assert waits(cast_of, of="proposals") == {}


# --- The table is whole, and cheap ------------------------------------------------------


def test_every_kind_has_its_story():
    """Of the founding it is told in `members/register/tests/test_founding.py`."""
    stories = Path(__file__).read_text()
    told = {kind.name for kind in waiting.every() if f'"{kind.name}"' in stories}
    elsewhere = {f"members.{name}" for name in ("founding", "founding_agreement")}

    assert {kind.name for kind in waiting.every()} - told == elsewhere


@pytest.mark.parametrize("role", ["delegate", "observer", "chair", "clerk"])
def test_a_kind_is_asked_in_one_query_at_every_length(cast_of, role, django_assert_max_num_queries):
    fill(2, cast_of)
    user = users(cast_of)[role]

    def ask(bound):
        person = get_user_model().objects.get(pk=user.pk)
        viewer = waiting.Viewer(person, NOW)
        list(waiting.look(viewer, limit=1))  # who it is, and what they may, is asked once
        with django_assert_max_num_queries(bound) as asked:
            list(waiting.look(viewer, limit=20))
        return len(asked)

    few = ask(len(waiting.every()))
    fill(4, cast_of)
    assert ask(few) == few


def fill(count, cast_of):
    ApplicationFactory.create_batch(count, submitted=True)
    for _number in range(count):
        MailFactory(failed=True)
        AttendanceFactory(representative=cast_of["delegate"], meeting=MeetingFactory())
        ActionFactory(centre=cast_of["delegate"].centre)
        SignatureFactory()
        ServiceFactory()
        proposals.propose(
            MembershipFactory(centre__country="FR"),
            "members.suspend",
            {"announced": "", "effective": "", "reason": "Asked.", "source": ""},
            title="Suspend",
            reason="Asked.",
            by=cast_of["colleague"],
            now=NOW,
        )


def test_more_than_a_hundred_are_counted_no_further(cast_of):
    MailFactory.create_batch(waiting.CAP + 3, failed=True)
    viewer = waiting.Viewer(cast_of["clerk"], NOW)
    kinds = [kind for kind in waiting.every() if kind.name == "outbox.person"]

    (found,) = waiting.look(viewer, limit=3, kinds=kinds)

    assert (found.count, len(found.first)) == (waiting.CAP, 3)
