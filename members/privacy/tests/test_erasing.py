"""A person's data are erased by two people; what is on record stays as it was, to the byte."""

import json

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from common import personal_data
from common.refusals import Refused
from members.applications.services import erasing as applications
from members.models import Representative, User
from members.register.services import erasing
from members.register.two_people import ERASE_PERSON
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CollaboratorFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from outbox.services import deliver_due
from outbox.tests.factories import MailFactory
from proposals import services as proposals
from proposals.models import Proposal
from voting import services, verify
from voting.models import Motion
from voting.records.publishing import document
from voting.tests.factories import closed_motion, make_co_chair, make_delegates, open_motion

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Zinaida Wolkowa", "zinaida@example.org"


@pytest.fixture
def person():
    """Somebody who has signed in and speaks for nobody any more."""
    return UserFactory(name=NAME, email=EMAIL, telephone="+49 30 1234", last_login=NOW)


@pytest.fixture
def office():
    return UserFactory(secretariat=True), UserFactory(secretariat=True)


def erase(person, office, **changes):
    by, released_by = office
    people = {"by": by, "released_by": released_by, **changes}
    return erasing.erase(person, reason="Asked for.", now=timezone.now(), **people)


def everything():
    """Every column of every row of every table, as one text."""
    rows = (model._base_manager.values() for model in apps.get_models())
    return "\n".join(str(row) for table in rows for row in table)


def test_nowhere_stands_who_it_was_once_the_last_letter_has_left(person, office):
    clerk, _colleague = office
    MailFactory(user=person, to=person.email, text=f"Dear {NAME}")
    LogEntry.objects.create(
        user=clerk,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=NAME,
        action_flag=CHANGE,
    )
    CollaboratorFactory(
        application=ApplicationFactory(submitted=True, status="withdrawn", delegate_email=EMAIL),
        email=EMAIL,
    )
    proposal = proposals.propose(
        person,
        ERASE_PERSON.name,
        {"reason": f"{NAME} wrote to us."},
        title=f"Erase the data: {NAME}",
        reason=f"{NAME} wrote to us.",
        by=clerk,
        now=NOW,
    )

    erase(person, office)
    deliver_due(timezone.now)
    list(personal_data.purge(timezone.now()))

    found = [line for line in everything().splitlines() if NAME in line or EMAIL in line]
    assert found == []
    proposal.refresh_from_db()
    assert "by request" in proposal.reason


def test_the_person_is_told_at_the_address_they_had(person, office, mailoutbox):
    erase(person, office)
    deliver_due(timezone.now)

    assert [mail.to for mail in mailoutbox] == [[EMAIL]]
    assert "erased" in mailoutbox[0].subject


def test_nobody_signs_in_with_it_and_it_is_not_unlocked(person, office):
    erase(person, office)

    row = User.objects.get(pk=person.pk)
    assert not row.is_active
    assert not row.has_usable_password()
    assert row.erased_at
    assert row.sign_in_events.get().what == "ended"
    with pytest.raises(Refused, match="erased already"):
        erase(person, office)


def test_whoever_speaks_for_a_centre_is_refused_with_the_way_out(office):
    delegate = RepresentativeFactory()

    with pytest.raises(Refused, match="has not ended"):
        erase(delegate.user, office)


def test_whoever_works_for_the_secretariat_is_refused(office):
    with pytest.raises(Refused, match="works for the secretariat"):
        erase(UserFactory(secretariat=True), office)


def test_an_open_application_keeps_the_people_it_names(person, office):
    ApplicationFactory(under_review=True, delegate_email=EMAIL)

    with pytest.raises(Refused, match="still open"):
        erase(person, office)


def test_a_draft_in_which_a_stranger_types_the_address_keeps_nobody_from_it(person, office):
    stranger = ApplicationFactory(delegate_name=NAME, delegate_email=EMAIL)

    erase(person, office)

    stranger.refresh_from_db()
    assert (stranger.delegate_name, stranger.delegate_email) == ("", "")


def test_whoever_stands_on_the_roll_of_an_undecided_vote_is_refused(office):
    delegate, _other = make_delegates(2)
    open_motion(now=timezone.now())
    Representative.objects.filter(pk=delegate.pk).update(valid_until="2026-01-01")

    with pytest.raises(Refused, match="not decided yet"):
        erase(delegate.user, office)


def test_nobody_erases_alone_and_nobody_releases_their_own(person, office):
    clerk, _colleague = office

    for people in ({"by": clerk, "released_by": clerk}, {"released_by": person}):
        with pytest.raises(Refused):
            erase(person, office, **people)


def test_the_record_of_a_vote_is_the_same_to_the_byte_and_verifies(office):
    delegates = make_delegates(3)
    chair = make_co_chair(delegates[0]).user
    motion = closed_motion(delegates, ["yes"] * 3)
    services.certify(motion, reasons="", by=chair, now=motion.closes_at, on=motion.closes_at.date())
    voter = delegates[1].user
    Representative.objects.filter(user=voter).update(valid_until="2026-01-01")
    before = json.dumps(document(Motion.objects.get(pk=motion.pk)))

    erase(voter, office)

    after = json.dumps(document(Motion.objects.get(pk=motion.pk)))
    assert after == before
    verified = verify.verify(json.loads(after))
    assert verified == verify.verify(json.loads(before))


def test_with_an_application_go_the_letters_to_many_to_its_contact(office):
    by, released_by = office
    closed = ApplicationFactory(submitted=True, status="withdrawn", contact_email=EMAIL)
    own = MailFactory(kind="outbox.letter_to_many", to=EMAIL.title())
    other = MailFactory(kind="outbox.letter_to_many", to="other@example.org")

    applications.erase(closed, by=by, released_by=released_by, now=timezone.now())

    assert Mail.objects.filter(pk__in=[own.pk, other.pk]).get() == other


def test_a_closed_application_loses_its_people_and_an_open_one_does_not(office):
    by, released_by = office
    people = {"by": by, "released_by": released_by, "now": timezone.now()}
    admitted_like = ApplicationFactory(submitted=True, status="refused", decision_reasons="No.")
    open_one = ApplicationFactory(under_review=True)

    applications.erase(admitted_like, **people)
    with pytest.raises(Refused, match="still open"):
        applications.erase(open_one, **people)

    admitted_like.refresh_from_db()
    assert (admitted_like.contact_name, admitted_like.delegate_email) == ("", "")
    assert not admitted_like.evidence.exists()
    assert admitted_like.decision_reasons == "No."
    assert "erased" in admitted_like.events.latest("pk").what


@pytest.mark.postgres
def test_the_database_takes_the_mark_of_an_erasure_and_no_other_change_of_a_history():
    application = ApplicationFactory(under_review=True)
    clerk = UserFactory(secretariat=True)
    note = application.case_notes.create(by=clerk, at=NOW, text="Call Ada.")
    event = application.events.create(
        at=NOW, status="under_review", what="A step", why="Ada said so."
    )
    notes, events = application.case_notes.all(), application.events.filter(pk=event.pk)
    mark = personal_data.mark(NOW.date())

    for rows, change in (
        (notes, {"text": "Call Eva."}),
        (notes, {"text": f"{mark} And more."}),
        (notes, {"text": mark, "by": UserFactory()}),
        (events, {"what": mark}),
        (events, {"why": mark, "status": "eligible"}),
        (events, {"why": ""}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        notes.delete()

    assert notes.update(text=mark) == 1
    assert events.update(why=personal_data.mark(NOW.date(), by_request=False)) == 1
    note.refresh_from_db()
    assert note.text == mark


def test_the_person_asks_and_somebody_of_the_secretariat_releases(client, person, office):
    client.force_login(person)
    request = proposals.propose(
        person,
        ERASE_PERSON.name,
        {"reason": ""},
        title="Erase",
        reason="I ask.",
        by=person,
        now=NOW,
    )
    clerk, _colleague = office
    with pytest.raises(Refused):
        proposals.release(request, by=person, now=NOW)

    released = proposals.release(request, by=clerk, now=timezone.now())
    proposals.put_into_effect(released, now=released.takes_effect_at)

    assert Proposal.objects.get().status == "in_effect"
    assert User.objects.get(pk=person.pk).erased_at
    assert Mail.objects.filter(kind="members.data_erased").exists()
