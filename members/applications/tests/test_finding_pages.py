"""The findings on the case page: four in one form, and never a colleague's overwritten."""

import pytest

from members.applications.services import decisions, review
from members.applications.tests.case_pages import case_url, fields, findings_url, text
from members.enums import Criterion, Verdict, Visibility
from members.models import Finding
from members.tests.factories import NOW, ApplicationFactory, FindingFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return ApplicationFactory(under_review=True)


def shown(desk, case):
    return fields(desk.get(case_url(case)), having="mandate-shown")


def send(desk, case, sent, **typed):
    typed = {name.replace("__", "-"): value for name, value in typed.items()}
    return desk.post(findings_url(case), {**sent, **typed})


def test_a_finding_is_recorded_with_all_that_belongs_to_it(desk, case, secretariat):
    decree = case.evidence.get(criterion="mandate")

    send(
        desk,
        case,
        shown(desk, case),
        mandate__verdict="met",
        mandate__note_text="Seen.",
        mandate__visibility="internal",
        mandate__rests_on=[decree.pk],
        mandate__pages="page 3",
    )

    finding = case.findings.get()
    assert (finding.verdict, finding.note, finding.pages) == (Verdict.MET, "Seen.", "page 3")
    assert finding.visibility == Visibility.INTERNAL
    assert list(finding.rests_on.all()) == [decree]
    assert finding.by == secretariat


def test_a_finding_without_its_note_keeps_what_was_chosen(desk, case):
    response = send(desk, case, shown(desk, case), mandate__verdict="unclear")

    assert "Mandate, note: Say what is missing or unclear." in text(response)
    assert fields(response, having="mandate-shown")["mandate-verdict"] == ["unclear"]
    assert not case.findings.exists()


def test_what_is_right_is_recorded_and_what_is_wrong_stays_as_typed(desk, case):
    response = send(
        desk,
        case,
        shown(desk, case),
        mandate__verdict="met",
        resources__verdict="unclear",
        commitment__note_text="Half a thought",
    )

    assert [finding.criterion for finding in case.findings.all()] == ["mandate"]
    assert "Half a thought" in text(response)
    assert "There are 2 problems" in text(response)
    assert "Resources, note: Say what is missing or unclear." in text(response)
    assert "Commitment: Say whether it is met." in text(response)


def test_what_was_left_alone_is_not_recorded_again(desk, case):
    for criterion in Criterion:
        FindingFactory(application=case, criterion=criterion)

    send(desk, case, shown(desk, case), mandate__note_text="Seen on page 3.")

    assert Finding.objects.get(criterion="mandate").note == "Seen on page 3."
    assert case.events.count() == 1


def test_a_colleagues_newer_finding_is_shown_beside_what_was_typed(desk, case):
    sent = shown(desk, case)
    colleagues = FindingFactory(application=case, note="Read page 9.")

    response = send(desk, case, sent, mandate__verdict="not_met", mandate__note_text="My words.")

    colleagues.refresh_from_db()
    assert colleagues.verdict == Verdict.MET
    written = text(response)
    assert f"{colleagues.by} has recorded a finding since this page was shown." in written
    assert "Read page 9." in written
    assert "My words." in written

    send(desk, case, fields(response, having="mandate-shown"))

    colleagues.refresh_from_db()
    assert (colleagues.verdict, colleagues.note) == (Verdict.NOT_MET, "My words.")


def test_a_colleagues_finding_on_another_criterion_is_left_in_peace(desk, case):
    sent = shown(desk, case)
    colleagues = FindingFactory(application=case, note="Read page 9.")

    response = send(desk, case, sent, resources__verdict="met")

    assert response.status_code == 302
    assert case.findings.get(criterion="resources").verdict == Verdict.MET
    assert case.findings.get(criterion="mandate").version == colleagues.version


def test_what_was_typed_stays_when_the_case_moved_on(desk, case, secretariat):
    sent = shown(desk, case)
    review.request_clarification(
        case, questions={"": "Which act?"}, due_on=NOW.date(), by=secretariat, now=NOW
    )

    response = send(desk, case, sent, mandate__verdict="unclear", mandate__note_text="My words.")

    assert "Findings are recorded while the application is under review." in text(response)
    assert "Not recorded: what you typed on “mandate”" in text(response)
    assert "My words." in text(response)
    assert not case.findings.exists()


def test_findings_rest_while_a_decision_waits(desk, case):
    for criterion in Criterion:
        FindingFactory(application=case, criterion=criterion)
    sent = shown(desk, case)
    decisions.draft(case, "eligible", by=UserFactory(secretariat=True), now=NOW)

    response = send(desk, case, sent, mandate__note_text="My words.")

    assert "A decision on this case waits to be released." in text(response)
    assert "My words." in text(response)
    assert not Finding.objects.exclude(note="").exists()


def test_a_form_with_a_forged_memory_overwrites_nothing(desk, case):
    FindingFactory(application=case)
    sent = {**shown(desk, case), "mandate-shown": "forged"}

    send(desk, case, sent, mandate__verdict="not_met", mandate__note_text="No.")

    assert case.findings.get().verdict == Verdict.MET
