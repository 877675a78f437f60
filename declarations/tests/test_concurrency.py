"""Two of the secretariat at once, on PostgreSQL with real connections."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declarations import reminders, services
from declarations.enums import SignatureStatus
from declarations.tests.factories import DAY, NOW, DeclarationFactory, SignatureFactory
from members.tests.at_once import all_at_once, refused
from members.tests.factories import UserFactory, two_people
from outbox.models import Mail
from uploads.checking import CheckedUpload

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def letter():
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7")
    return CheckedUpload(file, "letter.pdf", "application/pdf", 8, "a" * 64, False)


@pytest.fixture
def signature():
    return SignatureFactory(declaration=DeclarationFactory(open=True))


def test_of_two_who_record_the_same_signature_one_is_refused(signature):
    pairs = [two_people(), two_people()]

    outcomes = all_at_once(
        *(
            lambda people=people: services.sign(
                signature, **people, on=DAY, proof=letter(), now=NOW
            )
            for people in pairs
        )
    )

    assert len(refused(outcomes)) == 1
    assert signature.declaration.events.filter(what__contains="Signed").count() == 1


@pytest.mark.parametrize("_again", range(5))
def test_a_signature_and_its_withdrawal_at_once_end_withdrawn_or_refused(signature, _again):
    one, other = two_people(), two_people()

    outcomes = all_at_once(
        lambda: services.sign(signature, **one, on=DAY, proof=letter(), now=NOW),
        lambda: services.withdraw(signature, **other, on=NOW.date(), now=NOW, reason="Left."),
    )

    signature.refresh_from_db()
    # Withdrawn first, it can no longer be signed; signed first, it is then withdrawn.
    assert signature.status == SignatureStatus.WITHDRAWN
    assert (signature.signed_on is None) == (len(refused(outcomes)) == 1)


@pytest.mark.parametrize("_again", range(3))
def test_nothing_is_signed_while_the_declaration_goes_back_to_preparation(signature, _again):
    people, other = two_people(), UserFactory()

    outcomes = all_at_once(
        lambda: services.sign(signature, **people, on=DAY, proof=letter(), now=NOW),
        lambda: services.back_to_preparation(signature.declaration, by=other, now=NOW),
    )

    assert len(refused(outcomes)) == 1


def test_two_reminders_at_once_are_one_mail(signature):
    signature.mailbox = "trade@ministry.example"
    signature.save()
    people = [UserFactory(), UserFactory()]

    all_at_once(*(lambda by=by: reminders.remind(signature, by=by, now=NOW) for by in people))

    assert Mail.objects.count() == 1
