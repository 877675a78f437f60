import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from declarations.enums import DeclarationStatus, Level, SignatureStatus
from declarations.models import Signature
from declarations.tests.factories import (
    DAY,
    NOW,
    AimFactory,
    CommitmentFactory,
    DeclarationFactory,
    SignatureFactory,
    TextVersionFactory,
)

pytestmark = pytest.mark.django_db
PLACE = "signature_place_fits_its_level"
PROOF = "nothing_is_signed_without_proof"


@pytest.mark.parametrize(
    ("factory", "fields", "constraint"),
    [
        (DeclarationFactory, {"status": "lost"}, "declaration_status_known"),
        (
            DeclarationFactory,
            {"status": DeclarationStatus.OPEN},
            "open_declaration_says_since_when",
        ),
        (
            DeclarationFactory,
            {"status": DeclarationStatus.PUBLISHED, "opened_on": DAY},
            "published_declaration_says_since_when",
        ),
        (DeclarationFactory, {"published_on": DAY}, "published_declaration_says_since_when"),
        (TextVersionFactory, {"number": 0}, "text_version_has_a_text"),
        (TextVersionFactory, {"body": ""}, "text_version_has_a_text"),
        (CommitmentFactory, {"level": "local"}, "commitment_has_a_level_and_words"),
        (CommitmentFactory, {"text": ""}, "commitment_has_a_level_and_words"),
        (
            SignatureFactory,
            {"invited_on": NOW.date(), "announced_on": DAY},
            "signature_dates_in_order",
        ),
        (SignatureFactory, {"proof_public_at": NOW}, "only_a_proof_that_exists_is_public"),
        (SignatureFactory, {"withdrawal_reason": "Left"}, "only_a_withdrawal_has_its_reason"),
        (
            SignatureFactory,
            {"status": "withdrawn", "withdrawn_on": DAY, "withdrawal_sha256": "0" * 64},
            "proof_of_withdrawal_is_fingerprinted",
        ),
        (SignatureFactory, {"status": "lost"}, "signature_status_known"),
        (SignatureFactory, {"country": ""}, PLACE),
        (SignatureFactory, {"region": "Crete"}, PLACE),
        (SignatureFactory, {"level": Level.EUROPEAN}, PLACE),
        (SignatureFactory, {"level": Level.REGIONAL}, PLACE),
        (SignatureFactory, {"level": Level.REGIONAL, "region": "Crete", "country": ""}, PLACE),
        (
            SignatureFactory,
            {"status": SignatureStatus.ANNOUNCED},
            "announced_signature_says_when",
        ),
        (SignatureFactory, {"status": SignatureStatus.SIGNED}, PROOF),
        (SignatureFactory, {"status": SignatureStatus.SIGNED, "signed_on": DAY}, PROOF),
        (SignatureFactory, {"signed": True, "proof_sha256": ""}, PROOF),
        (SignatureFactory, {"signed": True, "proof": ""}, PROOF),
        (
            SignatureFactory,
            {"status": SignatureStatus.WITHDRAWN},
            "withdrawn_signature_says_when",
        ),
        (SignatureFactory, {"withdrawn_on": DAY}, "withdrawn_signature_says_when"),
    ],
)
def test_the_database_refuses_what_must_never_be_true(factory, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        factory(**fields)


@pytest.mark.parametrize(
    ("factory", "same", "sign"),
    [
        (DeclarationFactory, {"title": "Joint"}, "title"),
        (AimFactory, {"text": "Commitment"}, "text|each_aim_once"),
        (TextVersionFactory, {}, "number|one_text_per_version_and_language"),
        (SignatureFactory, {"ministry": "Trade"}, "ministry|one_signature_per_ministry"),
    ],
)
def test_nothing_is_listed_twice(factory, same, sign):
    first = factory(**same)
    if factory is not DeclarationFactory:
        same = {**same, "declaration": first.declaration}

    with pytest.raises(IntegrityError, match=sign):
        factory(**same)


def test_one_text_of_a_version_is_authentic():
    english = TextVersionFactory(is_authentic=True)
    sign = "one_authentic_text_per_version" if connection.vendor == "postgresql" else "number"

    with pytest.raises(IntegrityError, match=sign):
        TextVersionFactory(declaration=english.declaration, language="el", is_authentic=True)


def test_a_ministry_that_withdrew_can_sign_again():
    gone = SignatureFactory(withdrawn=True, ministry="Trade")

    assert SignatureFactory(declaration=gone.declaration, ministry="Trade")


def test_an_unknown_language_is_refused():
    with pytest.raises(ValidationError, match="code of a language"):
        TextVersionFactory.build(language="xx", declaration=DeclarationFactory()).full_clean()


def test_invitations_are_for_the_secretariat_alone():
    SignatureFactory()
    SignatureFactory(withdrawn=True)
    shown = [
        SignatureFactory(announced=True),
        SignatureFactory(signed=True),
        SignatureFactory(withdrawn=True, announced_on=DAY),
    ]

    assert set(Signature.objects.public()) == set(shown)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, "Greece"),
        ({"level": Level.REGIONAL, "region": "Crete"}, "Crete, Greece"),
        ({"level": Level.EUROPEAN, "country": ""}, "European"),
    ],
)
def test_a_signature_names_its_place(fields, place):
    assert SignatureFactory(**fields).place == place


def test_a_commitment_stands_once_at_each_level():
    said = CommitmentFactory()

    with pytest.raises(IntegrityError, match=r"each_commitment_once_per_level|UNIQUE"):
        CommitmentFactory(declaration=said.declaration, level=said.level, text=said.text)
