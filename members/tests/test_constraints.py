"""The database refuses what must never be true, whoever writes it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError

from members.enums import (
    ApplicationStatus,
    Basis,
    DecisionStatus,
    MembershipStatus,
    Outcome,
    QuestionStatus,
    ReconfirmationStatus,
    SignInChange,
    Verdict,
)
from members.models import (
    AddressChange,
    Application,
    Clarification,
    Founding,
    ImportRun,
    Membership,
    NetworkFacts,
    PlannedLeaving,
    ProcessRules,
    User,
)
from members.tests.factories import (
    LONG_AGO,
    NOW,
    ApplicationFactory,
    CaseNoteFactory,
    CentreFactory,
    CentreLinkFactory,
    CoChairTermFactory,
    CollaboratorFactory,
    ConflictFactory,
    DecisionFactory,
    EvidenceFactory,
    FindingFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    ProfileChangeFactory,
    ProfileVersionFactory,
    QuestionTemplateFactory,
    ReconfirmationFactory,
    ReconfirmedCriterionFactory,
    RepresentativeFactory,
    SavedSectionFactory,
    StatementFactory,
    UserFactory,
    VoterQuestionFactory,
)

pytestmark = pytest.mark.django_db


def a_sign_in_event(what, reason="A stolen laptop."):
    UserFactory().sign_in_events.create(what=what, at=NOW, reason=reason)


def a_planned_leaving(membership=None, reason="By decree.", **changes):
    PlannedLeaving.objects.create(
        membership=membership or MembershipFactory(),
        on=LONG_AGO,
        reason=reason,
        planned_by=UserFactory(),
        planned_at=NOW,
        **changes,
    )


def a_founding(**facts):
    return Founding.objects.create(
        **{"pk": 1, "prepared_by": UserFactory(), "prepared_at": NOW, **facts}
    )


def two_agreements(user, centre):
    founding = a_founding()
    for _time in range(2):
        founding.agreements.create(
            user=user or UserFactory(), centre=centre or CentreFactory(), at=NOW, sha256="0"
        )


def two_founding_lines(**same):
    founding = a_founding()
    for number in range(2):
        line = {"centre": CentreFactory(), "name": "Ada", "email": f"a{number}@example.org"}
        founding.people.create(**{**line, **same})


def a_name_given_up_by_one_person():
    by = UserFactory()
    facts = {"until": "2026", "reason": "By decree.", "renamed_by": by, "released_by": by}
    OrganisationFactory().former_names.create(name="Board", **facts)


def set_status(status, **changes):
    application = ApplicationFactory()
    Application.objects.filter(pk=application.pk).update(status=status, **changes)


def two_open_applications_of_one_spelling():
    facts = {"submitted": True, "country": "AT", "organisation_key": "sohne"}
    ApplicationFactory(organisation_name="Söhne", **facts)
    ApplicationFactory(organisation_name="Soehne", **facts)


def two_open_applications_of_one_organisation():
    for name in ("Agency", "AGENCY"):
        ApplicationFactory(submitted=True, organisation_name=name, country="PL")


def successor_of_oneself():
    person = RepresentativeFactory()
    person.succeeds = person
    person.save()


def two_terms_without_an_end():
    CoChairTermFactory(centre=CoChairTermFactory().centre)


def two_open_questions():
    application, asker = ApplicationFactory(submitted=True), UserFactory()
    for question in ("Who?", "When?"):
        Clarification.objects.create(
            application=application,
            question=question,
            asked_at=NOW,
            asked_by=asker,
            due_on=date(2026, 12, 1),
        )


def an_answer_without_words():
    Clarification.objects.create(
        application=ApplicationFactory(submitted=True),
        question="Who?",
        asked_at=NOW,
        asked_by=UserFactory(),
        due_on=date(2026, 12, 1),
        answered_at=NOW,
    )


def a_decision_released_by_its_author():
    author = UserFactory()
    DecisionFactory(released=True, drafted_by=author, released_by=author)


def a_conflict_lifted_by_its_own_person():
    person = UserFactory()
    ConflictFactory(user=person, overridden_by=person, overridden_at=NOW, override_reason="Mine.")


def a_taken_back_decision(**facts):
    DecisionFactory(status=DecisionStatus.REVERTED, **facts)


def a_settled_question(status, **facts):
    VoterQuestionFactory(status=status, settled_by=UserFactory(), settled_at=NOW, **facts)


def twice(factory, **same):
    for _time in range(2):
        factory(**same)


BREAKING = {
    "one_login_per_address": lambda: [
        User.objects.create(email=email) for email in ("ada@example.org", "ADA@example.org")
    ],
    "one_row_of_network_facts": lambda: NetworkFacts.objects.create(pk=2),
    "one_organisation_per_name": lambda: twice(OrganisationFactory, name="Agency"),
    "host_is_renamed_by_two_people_with_a_day_and_a_reason": a_name_given_up_by_one_person,
    "one_open_membership_per_centre": lambda: twice(
        MembershipFactory, centre=CentreFactory(), status=MembershipStatus.SUSPENDED
    ),
    "membership_status_known": lambda: MembershipFactory(status="asleep"),
    "membership_class_known": lambda: MembershipFactory(membership_class="friend"),
    "membership_maturity_known": lambda: MembershipFactory(maturity="old"),
    "only_ended_memberships_have_an_end": lambda: MembershipFactory(ended="2024"),
    "only_suspended_memberships_say_since_when": lambda: MembershipFactory(suspended="2024"),
    "membership_ends_after_it_began": lambda: MembershipFactory(
        status=MembershipStatus.ENDED, effective="2022-03", ended="2022-02-28"
    ),
    "centre_being_set_up_is_not_established": lambda: CentreFactory(
        is_being_set_up=True, established="2020"
    ),
    "one_link_per_label": lambda: twice(CentreLinkFactory, centre=CentreFactory()),
    "profile_change_status_known": lambda: ProfileChangeFactory(status="lost"),
    "one_open_profile_change_per_centre": lambda: twice(
        ProfileChangeFactory, centre=CentreFactory()
    ),
    "profile_change_was_submitted": lambda: ProfileChangeFactory(status="submitted"),
    "returned_profile_change_has_a_note": lambda: ProfileChangeFactory(
        status="returned", submitted_at=NOW
    ),
    "accepted_profile_change_names_who_and_when": lambda: ProfileChangeFactory(
        status="accepted", submitted_at=NOW, settled_at=NOW
    ),
    "one_profile_version_per_number": lambda: twice(ProfileVersionFactory, centre=CentreFactory()),
    "profile_version_side_known": lambda: ProfileVersionFactory(side="nobody"),
    "representative_does_not_end_before_the_start": lambda: RepresentativeFactory(
        valid_until=LONG_AGO - timedelta(days=1)
    ),
    "one_person_acts_for_one_centre": lambda: twice(RepresentativeFactory, user=UserFactory()),
    "one_delegate_per_centre": lambda: twice(RepresentativeFactory, centre=CentreFactory()),
    "application_status_known": lambda: set_status("lost", submitted_at=NOW),
    "only_who_has_left_was_ended_with_the_membership": lambda: RepresentativeFactory(
        ended_with_membership=True
    ),
    "nobody_succeeds_themselves": successor_of_oneself,
    "application_past_draft_was_submitted": lambda: set_status(ApplicationStatus.SUBMITTED),
    "application_refusal_has_reasons": lambda: set_status(
        ApplicationStatus.REFUSED, submitted_at=NOW
    ),
    "admitted_application_has_a_centre": lambda: set_status(
        ApplicationStatus.ADMITTED, submitted_at=NOW
    ),
    "one_open_application_per_organisation": two_open_applications_of_one_organisation,
    "one_open_application_per_spelling": two_open_applications_of_one_spelling,
    "one_draft_per_address": lambda: twice(ApplicationFactory, contact_email="ada@example.org"),
    "one_statement_per_criterion": lambda: twice(
        StatementFactory, application=ApplicationFactory()
    ),
    "evidence_is_a_file_or_a_link": lambda: EvidenceFactory(link=""),
    "each_file_once_for_a_criterion": lambda: twice(
        EvidenceFactory, application=ApplicationFactory(), link="", file="x", sha256="f" * 64
    ),
    "one_finding_per_criterion": lambda: twice(
        FindingFactory, application=ApplicationFactory(submitted=True)
    ),
    "finding_short_of_met_has_a_note": lambda: FindingFactory(verdict=Verdict.UNCLEAR),
    "one_unanswered_clarification_per_criterion": two_open_questions,
    "answered_clarification_has_an_answer": an_answer_without_words,
    "one_question_template_per_language": lambda: twice(QuestionTemplateFactory, code="act"),
    "decision_status_known": lambda: DecisionFactory(status="lost"),
    "one_drafted_decision_per_application": lambda: twice(
        DecisionFactory, application=ApplicationFactory(under_review=True)
    ),
    "decision_is_released_by_a_second_person": a_decision_released_by_its_author,
    "released_decision_names_who_and_when": lambda: DecisionFactory(status=DecisionStatus.RELEASED),
    "decision_taken_back_names_who_and_when": lambda: a_taken_back_decision(why_taken_back="Why."),
    "reverted_decision_has_a_reason": lambda: a_taken_back_decision(
        taken_back_by=UserFactory(), taken_back_at=NOW
    ),
    "decision_against_has_reasons": lambda: DecisionFactory(outcome=Outcome.INELIGIBLE),
    "case_note_has_words": lambda: CaseNoteFactory(text=""),
    "one_standing_conflict_per_person": lambda: twice(
        ConflictFactory, application=ApplicationFactory(under_review=True), user=UserFactory()
    ),
    "conflict_has_a_reason": lambda: ConflictFactory(reason=""),
    "nobody_overrides_their_own_conflict": a_conflict_lifted_by_its_own_person,
    "override_names_who_when_and_why": lambda: ConflictFactory(
        overridden_by=UserFactory(), overridden_at=NOW
    ),
    "one_collaborator_per_address": lambda: [
        CollaboratorFactory(application=application, email=email)
        for application in [ApplicationFactory()]
        for email in ("ada@example.org", "ADA@example.org")
    ],
    "one_last_save_per_section": lambda: twice(
        SavedSectionFactory, application=ApplicationFactory()
    ),
    "one_owner_per_application": lambda: CollaboratorFactory(is_owner=True),
    "one_current_mandate_per_centre": lambda: twice(MandateFactory, centre=CentreFactory()),
    "reconfirmation_status_known": lambda: ReconfirmationFactory(status="lost"),
    "one_open_reconfirmation_per_centre": lambda: twice(
        ReconfirmationFactory, centre=CentreFactory()
    ),
    "accepted_reconfirmation_was_answered": lambda: ReconfirmationFactory(
        status=ReconfirmationStatus.ACCEPTED
    ),
    "one_answer_per_criterion": lambda: twice(
        ReconfirmedCriterionFactory, reconfirmation=ReconfirmationFactory()
    ),
    "criterion_no_longer_met_says_why": lambda: ReconfirmedCriterionFactory(holds=False),
    "voter_question_status_known": lambda: a_settled_question("lost"),
    "forwarded_question_has_a_wording": lambda: a_settled_question(QuestionStatus.FORWARDED),
    "declined_question_has_a_reason": lambda: a_settled_question(QuestionStatus.DECLINED),
    "settled_question_says_by_whom_and_when": lambda: VoterQuestionFactory(
        status=QuestionStatus.FORWARDED, wording="Who pays?"
    ),
    "answered_question_has_an_answer": lambda: a_settled_question(
        QuestionStatus.ANSWERED, wording="Who pays?"
    ),
    "one_term_without_an_end_per_centre": two_terms_without_an_end,
    "process_rules_leave_time_to_answer": lambda: ProcessRules.objects.create(
        version=2, adopted_at=NOW, answer_days=0
    ),
    "process_rules_are_adopted_by_two_people": lambda: ProcessRules.objects.create(
        version=2, adopted_at=NOW, adopted_by=UserFactory()
    ),
    "membership_changes_by_a_vote_or_by_two_people": lambda: MembershipFactory().events.create(
        at=NOW, by=UserFactory(), basis=Basis.TWO_PEOPLE
    ),
    "representative_is_named_by_the_centre_or_by_two_people": lambda: RepresentativeFactory(
        basis=Basis.TWO_PEOPLE, invited_by=UserFactory()
    ),
    "representative_is_ended_by_the_centre_or_by_two_people": lambda: RepresentativeFactory(
        ended_basis=Basis.TWO_PEOPLE, ended_by=UserFactory()
    ),
    "co_chair_by_a_vote_or_by_two_people_with_a_source": lambda: CoChairTermFactory(
        basis=Basis.TWO_PEOPLE, entered_by=UserFactory(), released_by=UserFactory()
    ),
    "co_chair_ends_by_a_vote_or_by_two_people_with_a_source": lambda: CoChairTermFactory(
        handed_over="2022", ended_basis=""
    ),
    "co_chair_term_is_corrected_by_two_people": lambda: CoChairTermFactory(
        corrected_by=UserFactory()
    ),
    "a_network_is_founded_once": lambda: a_founding(pk=2),
    "founding_is_proposed_by_somebody": lambda: a_founding(founded_at=NOW),
    "one_person_agrees_once": lambda: two_agreements(UserFactory(), None),
    "one_centre_agrees_once": lambda: two_agreements(None, CentreFactory()),
    "founding_co_chair_is_a_full_member": lambda: a_founding().centres.create(
        centre=CentreFactory(), membership_class="associate", term="2027"
    ),
    "one_founding_line_per_address": lambda: two_founding_lines(email="ada@example.org"),
    "one_founding_delegate_per_centre": lambda: two_founding_lines(centre=CentreFactory()),
    "founding_line_names_a_person": lambda: a_founding().people.create(centre=CentreFactory()),
    "address_change_waits_for_an_address": lambda: AddressChange.objects.create(
        user=UserFactory(), asked_at=NOW, new_confirmed_at=NOW, former_confirmed_at=NOW
    ),
    "sign_in_event_has_a_reason": lambda: a_sign_in_event(SignInChange.LOCKED, reason=""),
    "sign_in_is_unlocked_and_ended_by_two_people": lambda: a_sign_in_event(SignInChange.UNLOCKED),
    "planned_leaving_has_a_reason": lambda: a_planned_leaving(reason=""),
    "planned_leaving_is_undone_by_somebody_or_done": lambda: a_planned_leaving(undone_at=NOW),
    "one_planned_leaving_per_membership": lambda: [
        a_planned_leaving(membership=membership) for membership in [MembershipFactory()] * 2
    ],
}


def two_terms(**same):
    """One that has an end, and one that begins before it."""
    RepresentativeFactory(valid_until=date(2026, 6, 1), **same)
    RepresentativeFactory(valid_from=date(2026, 5, 31), valid_until=date(2027, 1, 1), **same)


GUARDS = {  # of PostgreSQL only; no part of the models
    "person_acts_for_one_centre_at_a_time": lambda: two_terms(user=UserFactory()),
    "centre_has_one_delegate_at_a_time": lambda: two_terms(centre=CentreFactory()),
}


@pytest.mark.postgres
@pytest.mark.parametrize("name", GUARDS)
def test_postgresql_refuses_periods_that_overlap(name):
    with pytest.raises(IntegrityError, match=name):
        GUARDS[name]()


@pytest.mark.postgres
@pytest.mark.parametrize("name", BREAKING)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError, match=name):
        BREAKING[name]()


def test_every_constraint_is_broken_once():
    named = {
        constraint.name
        for model in apps.get_app_config("members").get_models()
        if model is not ImportRun  # test_importing.py breaks those
        for constraint in model._meta.constraints
    }

    assert named == set(BREAKING)


def test_a_membership_may_begin_again_after_it_ended():
    ended = MembershipFactory(status=MembershipStatus.ENDED, ended="2024")

    MembershipFactory(centre=ended.centre)

    assert Membership.objects.filter(centre=ended.centre).count() == 2


@pytest.mark.parametrize(
    "began, ended", [("2022-03", "2022"), ("2022", "2022-03"), ("", "2022"), ("2022", "")]
)
def test_an_end_is_compared_only_as_exactly_as_both_dates_are_known(began, ended):
    MembershipFactory(status=MembershipStatus.ENDED, effective=began, ended=ended)


def test_terms_that_meet_or_that_nobody_served_do_not_overlap():
    day, user, centre = date(2026, 6, 1), UserFactory(), CentreFactory(member=True)

    RepresentativeFactory(user=user, centre=centre, valid_until=day)
    RepresentativeFactory(user=user, centre=centre, valid_from=day, valid_until=day)
    RepresentativeFactory(user=user, centre=centre, valid_from=day)

    assert centre.representatives.acting(day).count() == 1


def test_a_person_may_act_for_another_centre_after_the_first_term():
    first = RepresentativeFactory(valid_until=date(2024, 1, 1))

    RepresentativeFactory(user=first.user, valid_from=date(2024, 1, 1))

    assert first.user.representations.acting(date(2024, 1, 1)).count() == 1
