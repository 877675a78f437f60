from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from members.applications.services import writing
from members.applications.services.writing import NoRoom
from members.enums import ApplicationStatus, Criterion
from members.models import Application, Evidence
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CollaboratorFactory,
    EvidenceFactory,
)

pytestmark = pytest.mark.django_db


def test_an_empty_draft_names_every_gap():
    gaps = writing.gaps(ApplicationFactory())

    assert [(section, field) for section, field, _text in gaps] == [
        ("organisation", "organisation_name"),
        ("organisation", "country"),
        ("organisation", "centre_name"),
        ("people", "contact_name"),
        ("people", "delegate_name"),
        ("people", "delegate_email"),
        ("mandate", "mandate_basis"),
        *((criterion.value, field) for criterion in Criterion for field in ("text", "title")),
    ]


def test_a_complete_draft_has_no_gap():
    assert writing.gaps(ApplicationFactory(complete=True)) == []


def test_nothing_is_saved_once_submitted():
    application = ApplicationFactory(submitted=True)

    with pytest.raises(Refused):
        writing.save_section(application, "organisation", {"about": "new words"}, now=NOW)
    with pytest.raises(Refused):
        writing.save_section(application, "mandate", {"text": "new words"}, now=NOW)
    with pytest.raises(Refused):
        writing.add_evidence(
            application, Criterion.MANDATE, now=NOW, title="t", link="https://example.org"
        )
    with pytest.raises(Refused):
        writing.remove_evidence(application, application.evidence.first())


def test_removing_evidence_of_another_application_does_nothing():
    foreign = EvidenceFactory()

    writing.remove_evidence(ApplicationFactory(), foreign)

    foreign.refresh_from_db()


def test_emptying_a_statement_removes_it():
    application = ApplicationFactory()
    writing.save_section(application, "mandate", {"text": "words"}, now=NOW)
    writing.save_section(application, "mandate", {"text": ""}, now=NOW)

    assert not application.statements.exists()


def seen(application, name):
    return fingerprint(writing.content(Application.objects.get(pk=application.pk), name))


def save(application, name, *, seen=None, window="", by=None, now=NOW, **changes):
    return writing.save_section(
        application, name, changes, seen=seen, window=window, by=by, now=now
    )


def test_a_step_is_stored_under_the_fingerprint_that_is_returned():
    application = ApplicationFactory()
    before = seen(application, "mandate")

    after = save(application, "mandate", seen=before, mandate_basis="Law 1/2024", text="By law.")

    assert after == seen(application, "mandate") != before
    assert application.statements.get().text == "By law."


def test_a_step_that_was_stored_meanwhile_is_not_overwritten():
    application = ApplicationFactory()
    colleague = CollaboratorFactory(application=application)
    before = seen(application, "mandate")
    save(application, "mandate", seen=before, window="one", by=colleague, text="First words.")

    with pytest.raises(Conflict) as conflict:
        save(application, "mandate", seen=before, window="two", text="Other words.")

    assert conflict.value.stored["text"] == "First words."
    assert (conflict.value.saved.by, conflict.value.saved.saved_at) == (colleague, NOW)
    assert application.statements.get().text == "First words."


def test_who_has_seen_the_other_text_may_replace_it():
    application = ApplicationFactory()
    now_stored = save(application, "mandate", text="First words.")

    save(application, "mandate", seen=now_stored, text="Other words.")

    assert application.statements.get().text == "Other words."


def test_equal_words_are_no_conflict_and_write_nothing():
    application = ApplicationFactory()
    before = seen(application, "mandate")
    save(application, "mandate", text="The same.")

    again = save(
        application, "mandate", seen=before, text="The same.", now=NOW + timedelta(hours=1)
    )

    assert again == seen(application, "mandate")
    assert application.saved_sections.get().saved_at == NOW


def test_a_page_is_not_in_conflict_with_what_it_stored_itself():
    """The answer to its first save was lost on the way."""
    application = ApplicationFactory()
    before = seen(application, "mandate")
    save(application, "mandate", seen=before, window="one", text="First")

    save(application, "mandate", seen=before, window="one", text="First words.")

    assert application.statements.get().text == "First words."


def test_colleagues_on_different_steps_never_conflict():
    application = ApplicationFactory()
    mandate, resources = seen(application, "mandate"), seen(application, "resources")

    save(application, "mandate", seen=mandate, window="one", text="By law.")
    save(application, "resources", seen=resources, window="two", text="Six people.")

    assert application.statements.count() == 2


def test_evidence_stops_at_the_number_that_an_application_holds(settings):
    settings.EVIDENCE_MAX_FILES = 1
    application = EvidenceFactory().application

    with pytest.raises(NoRoom, match="up to 1 pieces"):
        writing.add_evidence(
            application, Criterion.MANDATE, now=NOW, title="t", link="https://example.org"
        )


def test_evidence_given_with_an_answer_is_tied_to_its_question(secretariat):
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.CLARIFICATION)
    question = application.clarifications.create(
        question="Who?", asked_at=NOW, asked_by=secretariat, due_on="2026-11-16"
    )

    given = writing.add_evidence(
        application, Criterion.RESOURCES, now=NOW, title="t", link="https://example.org"
    )

    assert (given.clarification, given.criterion) == (question, Criterion.RESOURCES)
    with pytest.raises(Refused):
        writing.remove_evidence(application, application.evidence.first())
    writing.remove_evidence(application, given)
    assert not question.evidence.exists()


def test_a_file_that_two_applications_hold_outlives_one_of_them(
    django_capture_on_commit_callbacks,
):
    first = EvidenceFactory(link="", file="evidence/shared", sha256="x")
    second = EvidenceFactory(link="", file="evidence/shared", sha256="x")
    stored = first.file.storage
    stored.save("evidence/shared", ContentFile(b"words"))

    for evidence, is_left in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            writing.remove_evidence(evidence.application, evidence)
        assert stored.exists("evidence/shared") == is_left
    assert not Evidence.objects.exists()
