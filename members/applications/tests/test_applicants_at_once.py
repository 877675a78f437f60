"""What holds when people of an applicant act at the same moment, on PostgreSQL."""

from functools import partial

import pytest

from members.applications import codes
from members.applications.services import access, applying, colleagues, expiry, reapplying
from members.enums import ApplicationStatus
from members.models import Application, Collaborator
from members.tests.at_once import all_at_once, refused
from members.tests.factories import NOW, ApplicationFactory, CollaboratorFactory
from outbox.models import Mail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def with_code():
    person = ApplicationFactory().collaborators.get()
    access.ask_for_code(person, now=NOW)
    person.refresh_from_db()
    return person


def test_guesses_at_once_do_not_exceed_the_tries():
    person = with_code()
    guess = partial(access.enter, person, "wrong", serial=person.code_serial, now=NOW)

    outcomes = all_at_once(*[guess] * 8)

    assert sum("is not right" in str(outcome) for outcome in outcomes) == codes.TRIES
    person.refresh_from_db()
    assert person.code_tries == codes.TRIES


def test_a_code_typed_twice_at_once_lets_in_once():
    person = with_code()
    enter = partial(access.enter, person, codes.code(person), serial=person.code_serial, now=NOW)

    outcomes = all_at_once(*[enter] * 4)

    assert len(refused(outcomes)) == 3


def test_asking_at_once_does_not_exceed_the_limit():
    person = ApplicationFactory().collaborators.get()

    outcomes = all_at_once(*[lambda: access.ask_for_code(person, now=NOW)] * 8)

    assert len(refused(outcomes)) == 3
    assert Mail.objects.filter(kind=access.CODE_MAIL).count() == 5


def test_two_applications_of_one_organisation_submitted_at_once_one_gets_in():
    drafts = ApplicationFactory.create_batch(2, complete=True, organisation_name="Agency")

    outcomes = all_at_once(*[lambda it=it: applying.submit(it, now=NOW) for it in drafts])

    (refusal,) = refused(outcomes)
    assert "Agency (Poland) is already with the secretariat" in str(refusal)
    assert Application.objects.with_status(ApplicationStatus.SUBMITTED).count() == 1
    assert Application.objects.drafts().count() == 1


def test_handing_over_to_two_people_at_once_leaves_one_owner():
    application = ApplicationFactory()
    owner = application.collaborators.get()
    heirs = CollaboratorFactory.create_batch(2, application=application, confirmed_at=NOW)

    outcomes = all_at_once(
        *[lambda it=it: colleagues.hand_over(it, by=owner, now=NOW) for it in heirs]
    )

    (refusal,) = refused(outcomes)
    assert "Only the owner" in str(refusal)
    owners = Collaborator.objects.filter(is_owner=True)
    assert owners.get().email == Application.objects.get().contact_email


def test_inviting_one_address_twice_at_once_makes_one_colleague():
    application = ApplicationFactory()
    owner = application.collaborators.get()

    outcomes = all_at_once(
        *[lambda: colleagues.invite(application, "bob@example.org", by=owner, now=NOW)] * 3
    )

    assert len(refused(outcomes)) == 2


def test_applying_again_twice_and_starting_at_once_makes_one_draft():
    old = ApplicationFactory(submitted=True, status=ApplicationStatus.WITHDRAWN)
    owner = old.collaborators.get()

    def again():
        return reapplying.reapply(old, by=owner, now=NOW, on=NOW.date())

    outcomes = all_at_once(again, again, lambda: applying.start(old.contact_email, now=NOW))

    assert len({draft.pk for draft in outcomes}) == 1
    assert Application.objects.drafts().count() == 1


def test_a_draft_is_opened_or_erased_and_never_half_of_each():
    week_later = NOW + expiry.UNOPENED_FOR
    for _time in range(3):
        application = applying.start("ada@example.org", now=NOW)
        person = application.collaborators.get()
        access.ask_for_code(person, now=week_later)
        Mail.objects.update(due_at=NOW)
        person.refresh_from_db()
        enter = partial(
            access.enter, person, codes.code(person), serial=person.code_serial, now=week_later
        )
        erase = partial(expiry.forget_unopened_drafts, week_later)
        start = partial(applying.start, "ada@example.org", now=week_later)

        outcomes = all_at_once(enter, erase, start)

        left = Application.objects.drafts().get()
        assert (left == application) != bool(refused(outcomes))
        assert left.collaborators.count() == 1
        applying.withdraw(left, now=week_later)
