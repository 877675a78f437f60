from datetime import UTC, date, datetime, timedelta

import pytest

from common.dates import years_later
from common.refusals import Refused
from members import tasks
from members.enums import Criterion, MembershipStatus, ReconfirmationStatus
from members.models import Membership, ProcessRules, Reconfirmation
from members.register.services import reconfirming
from members.tests.factories import (
    NOW,
    CentreFactory,
    MandateFactory,
    ReconfirmationFactory,
    ReconfirmedCriterionFactory,
    RepresentativeFactory,
)
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db

ALL_MET = dict.fromkeys(Criterion.values, (True, ""))
ONE_LOST = {**ALL_MET, "resources": (False, "The budget was cut.")}
IN_TWO_YEARS = datetime(2028, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rules_since_now():
    """The rules first asked for it on 2 November 2026, for every two years."""
    ProcessRules.objects.update(adopted_at=NOW)


@pytest.fixture
def delegate():
    return RepresentativeFactory()


@pytest.fixture
def asked(delegate):
    return reconfirming.ask(delegate.centre, by=None, now=NOW)


def answered(asked, delegate, answers=ALL_MET, **more):
    return reconfirming.answer(asked, answers, by=delegate.user, now=NOW, **more)


def letters(kind, at=NOW):
    written = [(mail.to, compose(mail, at)) for mail in Mail.objects.filter(kind=f"members.{kind}")]
    return {to: letter for to, letter in written if letter}


# --- When members are asked


def test_nothing_bursts_out_on_the_first_day(delegate):
    reconfirming.ask_those_due(IN_TWO_YEARS - timedelta(days=1))

    assert not Reconfirmation.objects.exists()


def test_a_member_is_asked_once_its_years_are_over(delegate):
    for _hour in range(2):
        reconfirming.ask_those_due(IN_TWO_YEARS)

    asked = Reconfirmation.objects.get()
    assert (asked.centre, asked.asked_by) == (delegate.centre, None)
    assert asked.due_on == date(2028, 12, 2)  # 30 days by the rules


def test_the_years_count_from_the_latest_of_three_days(delegate):
    later = NOW + timedelta(days=200)
    Membership.objects.update(effective="2027-06")
    reconfirming.ask_those_due(IN_TWO_YEARS)
    assert not Reconfirmation.objects.exists()

    ReconfirmationFactory(
        centre=delegate.centre,
        status=ReconfirmationStatus.ACCEPTED,
        answered_at=later,
        settled_at=datetime(2028, 1, 1, tzinfo=UTC),
    )
    reconfirming.ask_those_due(datetime(2029, 6, 1, tzinfo=UTC))
    assert Reconfirmation.objects.count() == 1

    reconfirming.ask_those_due(datetime(2030, 1, 2, tzinfo=UTC))
    assert Reconfirmation.objects.asked().count() == 1


def test_a_request_closed_without_an_answer_is_not_repeated_at_once(delegate):
    ReconfirmationFactory(
        centre=delegate.centre, status=ReconfirmationStatus.CLOSED, settled_at=IN_TWO_YEARS
    )

    reconfirming.ask_those_due(IN_TWO_YEARS + timedelta(hours=1))

    assert not Reconfirmation.objects.asked().exists()


def test_zero_years_asks_nobody(delegate):
    ProcessRules.objects.create(version=2, adopted_at=NOW, reconfirm_every_years=0)

    reconfirming.ask_those_due(IN_TWO_YEARS + timedelta(days=9999))

    assert not Reconfirmation.objects.exists()


def test_the_years_begin_when_the_rules_first_asked_for_it(delegate):
    ProcessRules.objects.update(reconfirm_every_years=0)
    ProcessRules.objects.create(version=2, adopted_at=IN_TWO_YEARS, reconfirm_every_years=1)

    reconfirming.ask_those_due(IN_TWO_YEARS + timedelta(days=364))
    assert not Reconfirmation.objects.exists()

    reconfirming.ask_those_due(IN_TWO_YEARS + timedelta(days=365))
    assert Reconfirmation.objects.exists()


def test_a_member_with_nobody_to_answer_is_passed_over():
    RepresentativeFactory(role="observer")

    reconfirming.ask_those_due(IN_TWO_YEARS)

    assert not Reconfirmation.objects.exists()


@pytest.mark.parametrize("status", [MembershipStatus.SUSPENDED, MembershipStatus.ENDED])
def test_only_active_members_are_asked(delegate, status, secretariat):
    Membership.objects.update(status=status)

    reconfirming.ask_those_due(IN_TWO_YEARS)

    assert not Reconfirmation.objects.exists()
    with pytest.raises(Refused, match="not an active member"):
        reconfirming.ask(delegate.centre, by=secretariat, now=NOW)


def test_the_hourly_task_asks_and_reminds(delegate):
    ProcessRules.objects.update(adopted_at=datetime(2020, 1, 1, tzinfo=UTC))
    overdue = ReconfirmationFactory(centre=RepresentativeFactory().centre, due_on=date(2020, 2, 1))

    tasks.ask_to_reconfirm()

    assert delegate.centre.reconfirmations.asked().exists()
    assert Mail.objects.about(overdue).get().kind == "members.reconfirmation_reminder"


@pytest.mark.parametrize(
    ("day", "later"),
    [(date(2024, 2, 29), date(2025, 3, 1)), (date(2024, 5, 1), date(2025, 5, 1))],
)
def test_a_year_later_is_the_same_day(day, later):
    assert years_later(day, 1) == later


# --- Asking by hand


def test_delegate_and_alternates_are_asked_and_the_membership_notes_it(delegate, secretariat):
    alternate = RepresentativeFactory(centre=delegate.centre, role="alternate")
    RepresentativeFactory(centre=delegate.centre, role="observer")

    reconfirming.ask(delegate.centre, by=secretariat, now=NOW)

    asked = letters("reconfirmation_asked")
    assert set(asked) == {delegate.user.email, alternate.user.email}
    letter = asked[delegate.user.email]
    assert "by 2 December 2026" in letter.subject
    assert f"/members/{delegate.centre.slug}/reconfirm/" in letter.text
    event = delegate.centre.memberships.get().events.get()
    assert (event.note, event.by) == ("Asked to reconfirm the criteria", secretariat)


def test_a_centre_is_not_asked_twice(asked, secretariat):
    with pytest.raises(Refused, match="asked already"):
        reconfirming.ask(asked.centre, by=secretariat, now=NOW)


def test_a_centre_without_a_voice_is_not_asked(secretariat):
    with pytest.raises(Refused, match="no delegate or alternate"):
        reconfirming.ask(CentreFactory(member=True), by=secretariat, now=NOW)


# --- Reminders


def test_a_reminder_goes_out_before_the_due_day_and_one_after_it(asked, delegate):
    early, late = (
        datetime(2026, 11, 29, 9, tzinfo=UTC),
        datetime(2026, 12, 3, 9, tzinfo=UTC),
    )
    reconfirming.remind(early - timedelta(days=1))
    assert letters("reconfirmation_reminder", early) == {}

    for _hour in range(2):
        reconfirming.remind(early)
    before = letters("reconfirmation_reminder", early)[delegate.user.email]
    reconfirming.remind(late)
    after = letters("reconfirmation_reminder", late)[delegate.user.email]

    assert "by 2 December 2026" in before.subject
    assert "was due on 2 December 2026" in after.subject
    assert Mail.objects.filter(kind="members.reconfirmation_reminder").count() == 2


def test_nobody_is_reminded_of_what_was_answered(asked, delegate):
    late = datetime(2026, 12, 3, 9, tzinfo=UTC)
    reconfirming.remind(late)
    answered(asked, delegate)

    reconfirming.remind(late + timedelta(days=1))

    assert letters("reconfirmation_reminder", late) == {}


def test_who_wants_no_reminders_gets_none(asked, delegate):
    delegate.user.wants_reminders = False
    delegate.user.save()

    reconfirming.remind(datetime(2026, 12, 3, 9, tzinfo=UTC))

    assert letters("reconfirmation_reminder", datetime(2026, 12, 3, 9, tzinfo=UTC)) == {}


# --- Answering


def test_an_answer_is_kept_and_both_sides_are_told(asked, delegate, settings):
    row = answered(asked, delegate, ONE_LOST)

    assert (row.status, row.answered_by) == (ReconfirmationStatus.ANSWERED, delegate.user)
    assert [(one.criterion, one.holds) for one in row.answers_in_order()] == [
        ("mandate", True),
        ("resources", False),
        ("participation", True),
        ("commitment", True),
    ]
    assert set(letters("reconfirmation_received")) == {delegate.user.email}
    told = letters("reconfirmation_answered")[settings.CONTACT_EMAIL]
    assert "- Resources" in told.text
    assert f"/admin/members/reconfirmation/{row.pk}/change/" in told.text


@pytest.mark.parametrize("role", ["observer", "delegate of another", "secretariat"])
def test_only_the_centres_delegate_or_alternate_answers(asked, secretariat, role):
    user = {
        "observer": lambda: RepresentativeFactory(centre=asked.centre, role="observer").user,
        "delegate of another": lambda: RepresentativeFactory().user,
        "secretariat": lambda: secretariat,
    }[role]()

    with pytest.raises(Refused):
        reconfirming.answer(asked, ALL_MET, by=user, now=NOW)


def test_an_alternate_answers(asked, delegate):
    alternate = RepresentativeFactory(centre=asked.centre, role="alternate")

    assert answered(asked, alternate).answered_by == alternate.user


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"mandate": (True, "")},
        {**ALL_MET, "mandate": (False, " ")},
    ],
)
def test_a_half_answer_is_refused(asked, delegate, answers):
    with pytest.raises(Refused):
        answered(asked, delegate, answers)

    assert not asked.answers.exists()


def test_a_last_day_needs_a_mandate_to_belong_to(asked, delegate):
    with pytest.raises(Refused, match="legal basis"):
        answered(asked, delegate, mandate_valid_until=date(2030, 1, 1))


def test_the_second_answer_is_refused(asked, delegate):
    answered(asked, delegate)

    with pytest.raises(Refused, match="no longer possible"):
        answered(asked, delegate)


# --- Settling


def test_accepting_ends_it_and_thanks_the_centre(asked, delegate, secretariat):
    answered(asked, delegate)

    row = reconfirming.accept(asked, by=secretariat, now=NOW)

    assert (row.status, row.settled_by) == (ReconfirmationStatus.ACCEPTED, secretariat)
    assert set(letters("reconfirmation_accepted")) == {delegate.user.email}
    assert letters("reconfirmation_received") == {}  # nothing says "we will read it" any more
    notes = [event.note for event in delegate.centre.memberships.get().events.all()]
    assert notes == ["Asked to reconfirm the criteria", "Reconfirmation accepted"]


def test_a_lost_criterion_is_accepted_with_a_note_only(asked, delegate, secretariat):
    answered(asked, delegate, ONE_LOST)

    with pytest.raises(Refused, match="no longer met"):
        reconfirming.accept(asked, by=secretariat, now=NOW)
    reconfirming.accept(asked, note="To the co-chairs.", by=secretariat, now=NOW)

    assert "To the co-chairs." in letters("reconfirmation_accepted")[delegate.user.email].text


def test_a_new_last_day_prolongs_the_mandate_once_accepted(asked, delegate, secretariat):
    MandateFactory(centre=asked.centre, since="2020", issuing_authority="Ministry")
    answered(asked, delegate, mandate_valid_until=date(2030, 1, 1))
    assert asked.centre.mandates.current().get().valid_until is None

    reconfirming.accept(asked, by=secretariat, now=NOW)

    now_in_force = asked.centre.mandates.current().get()
    assert (now_in_force.legal_basis, now_in_force.since) == ("Decree 12/2024", "2020")
    assert (now_in_force.issuing_authority, now_in_force.valid_until) == (
        "Ministry",
        date(2030, 1, 1),
    )
    assert asked.centre.mandates.count() == 2


def test_a_new_legal_basis_is_a_new_mandate_once_accepted(asked, delegate, secretariat):
    answered(asked, delegate, mandate_basis="Law 3/2026")

    reconfirming.accept(asked, by=secretariat, now=NOW)

    mandate = asked.centre.mandates.get()
    assert (mandate.legal_basis, mandate.since, mandate.valid_until) == ("Law 3/2026", "", None)


def test_closing_without_an_answer_needs_a_note_and_is_told(asked, delegate, secretariat):
    with pytest.raises(Refused):
        reconfirming.close(asked, note=" ", by=secretariat, now=NOW)

    reconfirming.close(asked, note="Asked again in spring.", by=secretariat, now=NOW)

    letter = letters("reconfirmation_closed")[delegate.user.email]
    assert "No answer is needed any more" in letter.subject
    assert "Asked again in spring." in letter.text
    assert letters("reconfirmation_asked") == {}


STEPS = {reconfirming.accept: "answered", reconfirming.close: "asked"}


@pytest.mark.parametrize("status", ReconfirmationStatus)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_each_step_is_possible_in_one_state_only(step, status, secretariat):
    row = ReconfirmationFactory(status=status, answered_at=NOW, settled_at=NOW)
    ReconfirmedCriterionFactory(reconfirmation=row)

    if status == STEPS[step]:
        step(row, note="Why.", by=secretariat, now=NOW)
    else:
        with pytest.raises(Refused):
            step(row, note="Why.", by=secretariat, now=NOW)
