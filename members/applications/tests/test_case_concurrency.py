"""Two persons act on one case in the same moment, with real connections on PostgreSQL."""

import pytest
from django.contrib import admin

from common.admin.versions import Moved
from common.refusals import Refused
from members.applications.services import applying, decisions, review
from members.enums import ApplicationStatus, DecisionStatus, Verdict
from members.models import Application, Decision
from members.tests.at_once import all_at_once, refused
from members.tests.factories import NOW, ApplicationFactory, UserFactory, application_with_findings

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ALL_MET = [Verdict.MET] * 4


def test_of_many_who_confirm_the_same_page_one_acts():
    application = ApplicationFactory(submitted=True)
    people = [UserFactory(secretariat=True) for _number in range(8)]
    pages = admin.site.get_model_admin(Application)

    results = all_at_once(
        *(
            lambda by=by: pages.act_as_seen(application, "0", review.take_up, by=by, now=NOW)
            for by in people
        )
    )

    assert [type(refusal) for refusal in refused(results)] == [Moved] * 7
    assert application.events.count() == 1


def test_of_many_findings_on_what_was_shown_one_is_recorded():
    application = ApplicationFactory(under_review=True)
    people = [UserFactory(secretariat=True) for _number in range(8)]

    def find(by):
        return lambda: review.record_finding(
            application, "mandate", verdict="met", note_text=by.name, seen="", by=by, now=NOW
        )

    results = all_at_once(*map(find, people))

    recorded = [result for result in results if not isinstance(result, Refused)]
    assert len(recorded) == 1
    assert application.findings.get().note == recorded[0].note


def test_a_release_and_a_withdrawal_never_leave_both():
    drafter, colleague = UserFactory(secretariat=True), UserFactory(secretariat=True)
    for _time in range(5):
        application = application_with_findings(*ALL_MET)
        decision = decisions.draft(application, "eligible", by=drafter, now=NOW)

        all_at_once(
            lambda decision=decision: decisions.release(decision, by=colleague, now=NOW),
            lambda application=application: applying.withdraw(application, now=NOW),
        )

        application.refresh_from_db()
        decision.refresh_from_db()
        assert application.status == ApplicationStatus.WITHDRAWN
        assert decision.status in (DecisionStatus.RELEASED, DecisionStatus.DISCARDED)


def test_of_a_draft_and_a_finding_the_decision_never_rests_on_what_nobody_read():
    people = [UserFactory(secretariat=True) for _number in range(2)]
    for _time in range(5):
        application = application_with_findings(*ALL_MET)

        all_at_once(
            lambda row=application: decisions.draft(row, "eligible", by=people[0], now=NOW),
            lambda row=application: review.record_finding(
                row, "mandate", verdict="not_met", note_text="No.", by=people[1], now=NOW
            ),
        )

        all_met = application.findings.filter(verdict=Verdict.MET).count() == 4
        assert application.decisions.waiting().exists() == all_met


def test_two_colleagues_release_a_decision_once():
    people = [UserFactory(secretariat=True) for _number in range(3)]
    decision = decisions.draft(
        application_with_findings(*ALL_MET), "eligible", by=people[0], now=NOW
    )

    results = all_at_once(
        *(lambda by=by: decisions.release(decision, by=by, now=NOW) for by in people[1:])
    )

    assert len(refused(results)) == 1
    assert Decision.objects.get().status == DecisionStatus.RELEASED
    assert Application.objects.get().status == ApplicationStatus.ELIGIBLE
