from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.refusals import Refused
from declarations import services
from declarations.enums import (
    NEXT_DECLARATION,
    NEXT_SIGNATURE,
    DeclarationStatus,
    SignatureStatus,
)
from declarations.tests.factories import (
    DAY,
    NOW,
    DeclarationFactory,
    SignatureFactory,
    TextVersionFactory,
)
from members.tests.factories import UserFactory, two_people
from uploads.checking import CheckedUpload

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def proof():
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7")
    return CheckedUpload(file, "letter.pdf", "application/pdf", 8, "a" * 64, False)


def test_a_declaration_opens_once_an_authentic_text_is_public(secretariat):
    text = TextVersionFactory(is_authentic=True)
    with pytest.raises(Refused, match="authentic text"):
        services.open_for_signature(text.declaration, **two_people(), now=NOW)

    services.publish_text(text, by=secretariat, now=NOW)
    opened = services.open_for_signature(text.declaration, **two_people(), now=NOW)

    assert (opened.status, opened.opened_on) == (DeclarationStatus.OPEN, NOW.date())
    assert [event.what for event in opened.events.all()] == [
        "Text made public: Version 1, English.",
        "Opened for signature.",
    ]


def test_a_text_becomes_public_once(secretariat):
    with pytest.raises(Refused, match="already public"):
        services.publish_text(TextVersionFactory(public=True), by=secretariat, now=NOW)


def test_a_declaration_is_published_once_somebody_has_signed(secretariat):
    declaration = SignatureFactory(announced=True).declaration
    with pytest.raises(Refused, match="Nobody has signed"):
        services.publish(declaration, by=secretariat, now=NOW)

    SignatureFactory(declaration=declaration, signed=True)
    published = services.publish(declaration, by=secretariat, now=NOW)

    assert (published.status, published.published_on) == (
        DeclarationStatus.PUBLISHED,
        NOW.date(),
    )


def test_a_declaration_goes_back_only_while_nobody_has_signed(secretariat):
    signed = SignatureFactory(signed=True).declaration
    with pytest.raises(Refused, match="can no longer go back"):
        services.back_to_preparation(signed, by=secretariat, now=NOW)

    back = services.back_to_preparation(DeclarationFactory(open=True), by=secretariat, now=NOW)
    assert (back.status, back.opened_on) == (DeclarationStatus.IN_PREPARATION, None)


@pytest.mark.parametrize("target", DeclarationStatus.values)
@pytest.mark.parametrize("status", DeclarationStatus.values)
def test_a_step_that_the_declaration_does_not_know_is_refused(secretariat, status, target):
    state = {"open": {"open": True}, "published": {"published": True}}.get(status, {})
    changes = {
        "open": {"opened_on": DAY},
        "published": {"opened_on": DAY, "published_on": DAY},
    }.get(target, {})
    declaration = DeclarationFactory(**state)

    def step():
        return services._move(declaration, target, by=secretariat, now=NOW, what="Step", **changes)

    if target in NEXT_DECLARATION.get(status, ()):
        assert step().status == target
    else:
        with pytest.raises(Refused):
            step()


def test_a_signature_goes_from_invitation_over_announcement_to_proof(secretariat, proof):
    signature = SignatureFactory(ministry="Trade")

    services.announce(signature, by=secretariat, on=DAY, now=NOW)
    signed = services.sign(signature, **two_people(), on=DAY, proof=proof, now=NOW)

    signed.refresh_from_db()
    assert (signed.status, signed.announced_on, signed.signed_on) == ("signed", DAY, DAY)
    assert signed.proof_sha256 == "a" * 64
    assert "letter" not in signed.proof.name
    assert [event.what for event in signature.declaration.events.all()] == [
        "Greece: Trade: Announced.",
        "Greece: Trade: Signed.",
    ]


def test_nobody_signs_what_is_still_in_preparation(secretariat, proof):
    signature = SignatureFactory(declaration=DeclarationFactory())

    with pytest.raises(Refused, match="not open"):
        services.sign(signature, **two_people(), on=DAY, proof=proof, now=NOW)


def test_a_withdrawn_signature_keeps_the_day_on_which_it_was_given(secretariat):
    signature = SignatureFactory(signed=True)

    gone = services.withdraw(signature, **two_people(), on=NOW.date(), now=NOW)

    assert (gone.status, gone.signed_on, gone.withdrawn_on) == ("withdrawn", DAY, NOW.date())


@pytest.mark.parametrize("target", SignatureStatus.values)
@pytest.mark.parametrize("status", SignatureStatus.values)
def test_a_step_that_a_signature_does_not_know_is_refused(secretariat, proof, status, target):
    signature = SignatureFactory(**({} if status == "invited" else {status: True}))
    changes = {
        "announced": {"announced_on": DAY},
        "signed": {"signed_on": DAY, "proof": proof.file, "proof_sha256": proof.sha256},
        "withdrawn": {"withdrawn_on": DAY},
    }.get(target, {})

    def step():
        return services._step(signature, target, by=secretariat, now=NOW, **changes)

    if target in NEXT_SIGNATURE.get(status, ()):
        assert step().status == target
    else:
        with pytest.raises(Refused):
            step()


def test_no_day_lies_ahead_or_before_the_one_it_follows(secretariat, proof):
    signature = SignatureFactory(declaration=DeclarationFactory(open=True), invited_on=DAY)
    act = {"by": secretariat, "now": NOW}

    with pytest.raises(Refused):
        services.announce(signature, on=NOW.date() + timedelta(days=1), **act)
    with pytest.raises(Refused):
        services.sign(
            signature, on=DAY - timedelta(days=1), proof=proof, **act, released_by=UserFactory()
        )
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.INVITED
