from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers.enums import (
    NEXT,
    NEXT_STAGE,
    PaperStatus,
    PdfState,
    Stage,
    TextOfRecord,
)
from knowledge_exchange.papers.services import consulting, moves, publishing, writing
from knowledge_exchange.tests.factories import (
    EARLIER,
    NOW,
    PaperFactory,
    PaperVersionFactory,
)
from members.enums import MembershipStatus, RepresentativeRole
from members.models import Representative
from members.register.services.notifications import notify
from members.tests.factories import (
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


def publish(paper, by, now=NOW, clearance="Adopted by silence."):
    return publishing.publish(paper, by=by, released_by=UserFactory(), now=now, clearance=clearance)


def history(paper):
    return [(event.status, event.what) for event in paper.events.all()]


def test_publishing_makes_paper_version_and_meeting_public_in_one_step(secretariat):
    paper = PaperFactory(drafted=True)

    published = publish(paper, secretariat)

    version = paper.versions.get()
    assert (published.status, published.published_at) == (PaperStatus.PUBLISHED, NOW)
    assert published.announced == "2026-11-02"
    assert (version.published_at, version.pdf_state, version.pdf_due_at) == (
        NOW,
        PdfState.PENDING,
        NOW,
    )
    assert published.meeting.published_at == NOW


def test_a_paper_is_announced_on_the_networks_day_wherever_the_clicker_is(secretariat):
    with timezone.override("Pacific/Honolulu"):
        published = publish(PaperFactory(drafted=True), secretariat)

    assert published.announced == network_day(NOW).isoformat() == "2026-11-02"


def test_publishing_records_how_the_version_was_cleared_and_by_whom(secretariat):
    paper = PaperFactory(drafted=True)

    publish(paper, secretariat, clearance="  Adopted by silence on 2 July. ")

    clearance = paper.versions.get().clearance
    assert (clearance.note, clearance.by, clearance.at) == (
        "Adopted by silence on 2 July.",
        secretariat,
        NOW,
    )


def test_the_history_shows_each_step_and_who_took_it(secretariat):
    paper = PaperFactory()
    writing.begin(paper, by=secretariat, now=NOW)
    writing.save_draft(PaperVersion(paper=paper, body="Text"), by=secretariat, now=NOW)
    publish(paper, secretariat)
    publishing.withdraw(
        paper, by=secretariat, released_by=UserFactory(), reasons="Wrong figures.", now=NOW
    )

    assert history(paper) == [
        ("draft", "Draft begun."),
        ("draft", "Version 1 begun."),
        ("draft", "Cleared for publication."),
        ("published", "Version 1 published."),
        ("withdrawn", "Withdrawn."),
    ]
    assert set(paper.events.values_list("by", "at")) == {(secretariat.pk, NOW)}


def test_publishing_without_saying_how_it_was_cleared_changes_nothing(secretariat):
    paper = PaperFactory(drafted=True)

    with pytest.raises(Refused, match="how the paper was cleared"):
        publish(paper, secretariat, clearance="  ")

    paper.refresh_from_db()
    assert (paper.status, history(paper)) == (PaperStatus.DRAFT, [])


def test_publishing_twice_is_refused_and_sends_nothing_more(secretariat):
    RepresentativeFactory()
    paper = PaperFactory(drafted=True)
    publish(paper, secretariat)

    with pytest.raises(Refused, match="no new version"):
        publish(paper, secretariat)

    assert Mail.objects.count() == 1


def test_a_paper_without_a_text_cannot_be_published(secretariat):
    with pytest.raises(Refused, match="no new version"):
        publish(PaperFactory(), secretariat)


def test_the_day_on_which_a_paper_was_announced_stays(secretariat):
    paper = PaperFactory(drafted=True, announced="2026-10")

    assert publish(paper, secretariat).announced == "2026-10"


def test_a_new_version_is_published_beside_the_old_one(secretariat):
    paper = PaperFactory(published=True)
    first = paper.versions.get()
    later = NOW + timedelta(days=1)
    better = PaperVersion(paper=paper, body="Better", what_changed="A sum.")
    writing.save_draft(better, by=secretariat, now=NOW)

    published = publish(paper, secretariat, now=later)

    assert published.status == PaperStatus.PUBLISHED
    assert published.published_at == paper.published_at
    assert [row.number for row in paper.versions.published()] == [first.number + 1, first.number]


def test_a_record_becomes_a_paper_once_its_text_is_found(secretariat):
    paper = PaperFactory(record=True)
    writing.save_draft(PaperVersion(paper=paper, body="Found"), by=secretariat, now=NOW)

    publish(paper, secretariat)

    assert paper.versions.published().get().number == 1


def test_a_draft_loaded_before_publication_changes_nothing_after_it(secretariat):
    paper = PaperFactory(drafted=True)
    stale = paper.versions.get()
    publish(paper, secretariat)

    stale.body = "Changed afterwards"
    with pytest.raises(Refused, match="published meanwhile"):
        writing.save_draft(stale, by=secretariat, now=NOW)

    version = paper.versions.get()
    assert (version.published_at, version.body) == (NOW, "# Why\n\nBecause it works.")


def test_a_second_draft_beside_the_first_is_refused(secretariat):
    paper = PaperFactory(drafted=True)

    with pytest.raises(Refused, match="already has a new version"):
        writing.save_draft(PaperVersion(paper=paper, body="Two"), by=secretariat, now=NOW)


def test_saving_a_draft_keeps_what_is_written(secretariat):
    version = PaperVersionFactory()
    version.body, version.created_at = "Better", NOW

    writing.save_draft(version, by=secretariat, now=NOW)

    stored = PaperVersion.objects.get()
    assert (stored.body, stored.created_at) == ("Better", EARLIER)


def test_a_version_is_typeset_once_when_it_is_published(secretariat):
    paper = PaperFactory(drafted=True)

    publish(paper, secretariat)

    version = paper.versions.get()
    assert "<p>Because it works.</p>" in version.html
    assert version.contents == [{"anchor": "section-why", "title": "Why", "sections": []}]


def test_an_uploaded_pdf_is_ready_when_it_is_published(secretariat):
    paper = PaperFactory()
    version = PaperVersionFactory(paper=paper, uploaded=True)

    publish(paper, secretariat)

    version.refresh_from_db()
    assert (version.pdf_state, version.pdf_due_at) == (PdfState.READY, None)


def test_each_representative_of_an_active_member_centre_gets_one_mail(secretariat):
    delegate = RepresentativeFactory()
    observer = RepresentativeFactory(centre=delegate.centre, role=RepresentativeRole.OBSERVER)
    RepresentativeFactory(centre=CentreFactory(associate=True))
    RepresentativeFactory(centre=CentreFactory())
    RepresentativeFactory(user__is_active=False)
    RepresentativeFactory(valid_until=NOW.date())
    suspended = CentreFactory()
    MembershipFactory(centre=suspended, status=MembershipStatus.SUSPENDED)
    RepresentativeFactory(centre=suspended)
    paper = PaperFactory(drafted=True)

    publish(paper, secretariat)

    mails = Mail.objects.about(paper)
    assert {mail.user for mail in mails} == {delegate.user, observer.user}
    assert {mail.to for mail in mails} == {delegate.user.email, observer.user.email}


def test_the_page_that_asks_names_the_people_who_will_be_told():
    reader = RepresentativeFactory()

    assert list(notifications.readers_to_notify(NOW.date())) == [reader]
    assert Representative.objects.count() == 1


def test_a_letter_goes_once_to_each_login_however_the_person_is_named(secretariat):
    delegate, version = RepresentativeFactory(), PaperVersionFactory()

    for _time in range(2):
        notify(
            [delegate, delegate.user, secretariat],
            publishing.PUBLISHED,
            key="step",
            about=version.paper,
            now=NOW,
        )

    assert set(Mail.objects.values_list("to", flat=True)) == {
        delegate.user.email,
        secretariat.email,
    }
    assert Mail.objects.count() == 2


def test_reminders_keep_their_keys_so_that_nobody_is_reminded_anew_after_an_upgrade(secretariat):
    version = PaperVersionFactory()

    [mail] = notifications.reminders(
        [secretariat], consulting.REMINDER, key=str(version.pk), about=version, now=NOW, until=NOW
    )

    deadline = "2026-11-02T09:00:00+00:00"
    assert mail.key == (f"knowledge_exchange.comments_due/{version.pk}/{deadline}/{secretariat.pk}")


def test_a_withdrawn_paper_keeps_its_reasons(secretariat):
    paper = PaperFactory(published=True)

    withdrawn = publishing.withdraw(paper, **two_people(), reasons=" Wrong figures. ", now=NOW)

    assert (withdrawn.status, withdrawn.withdrawn_at, withdrawn.withdrawal_reasons) == (
        PaperStatus.WITHDRAWN,
        NOW,
        "Wrong figures.",
    )


def test_withdrawing_without_reasons_is_refused(secretariat):
    paper = PaperFactory(published=True)

    with pytest.raises(Refused, match="why"):
        publishing.withdraw(paper, **two_people(), reasons=" ", now=NOW)

    paper.refresh_from_db()
    assert paper.is_published


def test_a_withdrawn_paper_takes_no_further_step(secretariat):
    paper = PaperFactory(withdrawn=True)

    with pytest.raises(Refused):
        publishing.withdraw(paper, **two_people(), reasons="Again", now=NOW)
    with pytest.raises(Refused):
        writing.save_draft(PaperVersion(paper=paper, body="New"), by=secretariat, now=NOW)


def test_no_way_leads_to_published_but_through_clearance():
    assert [stage for stage, targets in NEXT_STAGE.items() if Stage.PUBLISHED in targets] == [
        Stage.CLEARED
    ]


@pytest.mark.parametrize("target", PaperStatus.values)
@pytest.mark.parametrize("state", ["drafted", "published", "withdrawn"])
def test_a_step_that_the_life_cycle_does_not_know_is_refused(secretariat, state, target):
    paper = PaperFactory(**{state: True})
    facts = {
        PaperStatus.PUBLISHED: {"published_at": NOW, "changed_at": NOW},
        PaperStatus.WITHDRAWN: {"withdrawn_at": NOW, "withdrawal_reasons": "Wrong."},
    }

    def step():
        changes = facts.get(target, {})
        return moves.move_paper(paper, target, by=secretariat, now=NOW, event="Step", **changes)

    if target in NEXT.get(paper.status, ()):
        assert step().status == target
    else:
        with pytest.raises(Refused):
            step()


@pytest.mark.parametrize("target", Stage.values)
@pytest.mark.parametrize("stage", list(NEXT_STAGE))
def test_a_version_goes_no_other_way_than_its_stages(secretariat, stage, target):
    version = PaperVersionFactory(stage=stage, comments_until=NOW)

    def step():
        changes = {"published_at": NOW, "pdf_state": PdfState.PENDING, "pdf_due_at": NOW}
        facts = changes if target == Stage.PUBLISHED else {}
        return moves.move_version(version, target, by=secretariat, now=NOW, event="Step", **facts)

    if target in NEXT_STAGE[stage]:
        assert step().stage == target
    else:
        with pytest.raises(Refused):
            step()


def test_a_draft_that_changes_its_mind_keeps_one_file_or_none(
    secretariat, django_capture_on_commit_callbacks
):
    paper = PaperFactory()
    version = PaperVersion(paper=paper, text_of_record=TextOfRecord.UPLOADED)
    writing.save_draft(version, by=secretariat, now=NOW, upload=ContentFile(b"one", "a.pdf"))
    first, storage = version.pdf.name, version.pdf.storage
    with django_capture_on_commit_callbacks(execute=True):
        writing.save_draft(version, by=secretariat, now=NOW, upload=ContentFile(b"two", "b.pdf"))
    second = version.pdf.name
    version.text_of_record, version.body = TextOfRecord.WRITTEN, "Now written"
    with django_capture_on_commit_callbacks(execute=True):
        writing.save_draft(version, by=secretariat, now=NOW)

    assert not storage.exists(first)
    assert not storage.exists(second)
    assert (version.number, version.pdf_state, bool(version.pdf)) == (1, PdfState.NONE, False)


def test_a_stored_file_has_a_name_of_ours(secretariat):
    version = PaperVersion(paper=PaperFactory(), text_of_record=TextOfRecord.UPLOADED)

    writing.save_draft(
        version, by=secretariat, now=NOW, upload=ContentFile(b"x", "../../my secret.pdf")
    )

    folder, paper, name = version.pdf.name.split("/")
    assert (folder, paper, version.pdf_size) == ("papers", str(version.paper_id), 1)
    assert "secret" not in name
