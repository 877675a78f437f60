from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from common.refusals import Refused
from members.applications.services import applying, reapplying, writing
from members.enums import ApplicationStatus
from members.models import Application, Evidence
from members.tests.factories import NOW, ApplicationFactory, CollaboratorFactory, EvidenceFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
ENDED = [ApplicationStatus.INELIGIBLE, ApplicationStatus.REFUSED, ApplicationStatus.WITHDRAWN]


def ended(status=ApplicationStatus.REFUSED, **facts):
    return ApplicationFactory(
        submitted=True, status=status, decision_reasons="No mandate.", **facts
    )


def owner_of(application):
    return application.collaborators.get(is_owner=True)


def again(application, by=None, on=TODAY):
    return reapplying.reapply(application, by=by or owner_of(application), now=NOW, on=on)


@pytest.fixture
def on_disk():
    """An ended application with a stored file."""
    application = ended()
    evidence = Evidence(
        application=application,
        criterion="mandate",
        title="Act on disk",
        sha256="f" * 64,
        added_at=NOW,
    )
    evidence.file.save("decree.pdf", ContentFile(b"the decree"))
    return application


@pytest.mark.parametrize("status", ENDED)
def test_applying_again_starts_from_the_old_answers(status):
    old = ended(status, about="What we do", alternate_name="Al Ternate", mandate_basis="Act 1")

    draft = again(old)

    assert draft.is_draft
    assert draft.previous == old
    assert draft.reference != old.reference
    for name in reapplying.ANSWERS:
        assert getattr(draft, name) == getattr(old, name)
    assert (draft.decision_reasons, draft.submitted_at, draft.decided_at) == ("", None, None)
    said = [set(each.statements.values_list("criterion", "text")) for each in (old, draft)]
    assert said[0] == said[1] != set()
    shown = [set(each.evidence.values_list("criterion", "title", "link")) for each in (old, draft)]
    assert shown[0] == shown[1] != set()
    assert writing.gaps(draft) == []


@pytest.mark.parametrize("status", set(ApplicationStatus) - set(ENDED) - {"admitted", "draft"})
def test_an_application_that_goes_on_is_not_begun_again(status):
    with pytest.raises(Refused, match="has not ended"):
        again(ended(status))


def test_not_before_the_day_that_the_decision_names():
    old = ended(reapply_from=TODAY + timedelta(days=1))

    with pytest.raises(Refused, match="from 3 November 2026 on"):
        again(old)
    assert again(old, on=TODAY + timedelta(days=1)).is_draft


def test_the_same_people_get_links_of_their_own():
    old = ended()
    CollaboratorFactory(application=old, email="bob@example.org", confirmed_at=NOW)
    CollaboratorFactory(application=old, removed_at=NOW)

    draft = again(old)

    people = draft.collaborators.values_list("email", "is_owner", "confirmed_at")
    assert list(people) == [(old.contact_email, True, None), ("bob@example.org", False, NOW)]
    linked = {mail.about for mail in Mail.objects.filter(kind="members.application_link")}
    assert linked == set(draft.collaborators.all())


def test_only_the_owner_applies_again():
    old = ended()

    with pytest.raises(Refused, match="Only the owner"):
        again(old, by=CollaboratorFactory(application=old))


def test_a_second_click_leads_to_the_same_draft():
    old = ended()

    assert again(old) == again(old)
    assert Application.objects.count() == 2


def test_an_address_that_has_a_draft_is_led_to_it():
    old = ended()
    waiting = applying.start(old.contact_email, now=NOW)

    assert again(old) == waiting
    assert waiting.statements.count() == 0


def test_evidence_of_an_answer_no_longer_hangs_on_the_old_question(secretariat):
    old = ended()
    asked = old.clarifications.create(
        question="Who?", asked_at=NOW, asked_by=secretariat, due_on=TODAY
    )
    EvidenceFactory(application=old, clarification=asked, title="With the answer")

    assert again(old).evidence.get(title="With the answer").clarification is None


def test_expired_evidence_comes_along_with_its_date():
    old = ended()
    EvidenceFactory(application=old, title="Old", valid_until=date(2025, 1, 1))

    assert again(old).evidence.get(title="Old").valid_until == date(2025, 1, 1)


def test_a_stored_file_is_shared_and_stays_while_somebody_holds_it(
    on_disk, django_capture_on_commit_callbacks
):
    draft = again(on_disk)
    kept, copy = (each.evidence.get(title="Act on disk") for each in (on_disk, draft))
    assert copy.file.name == kept.file.name

    with django_capture_on_commit_callbacks(execute=True):
        writing.remove_evidence(draft, copy)

    with kept.file.open() as stored:
        assert stored.read() == b"the decree"
    assert not draft.evidence.filter(title="Act on disk").exists()


def test_a_file_that_nobody_holds_any_more_is_deleted(on_disk, django_capture_on_commit_callbacks):
    draft = again(on_disk)
    copy = draft.evidence.get(title="Act on disk")
    on_disk.evidence.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        writing.remove_evidence(draft, copy)

    assert not copy.file.storage.exists(copy.file.name)


def test_both_histories_tell_of_it():
    old = ended()
    draft = again(old)

    assert old.reference in draft.events.get().what
    assert draft.reference in old.events.get().what
    assert draft.events.get().collaborator == owner_of(draft)
