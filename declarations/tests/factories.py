"""The least valid object of each kind; states are traits: `SignatureFactory(signed=True)`."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from declarations.enums import DeclarationStatus, SignatureStatus
from declarations.models import Aim, Commitment, Declaration, Signature, TextVersion

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 10, 1)


class DeclarationFactory(DjangoModelFactory):
    """In preparation."""

    class Meta:
        model = Declaration

    title = factory.Sequence(lambda n: f"Declaration {n}")
    lead = "GR"

    class Params:
        open = factory.Trait(status=DeclarationStatus.OPEN, opened_on=DAY)
        published = factory.Trait(
            status=DeclarationStatus.PUBLISHED, opened_on=DAY, published_on=DAY
        )


class AimFactory(DjangoModelFactory):
    class Meta:
        model = Aim

    declaration = factory.SubFactory(DeclarationFactory)
    text = factory.Sequence(lambda n: f"Aim {n}")


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = Commitment

    declaration = factory.SubFactory(DeclarationFactory)
    level = "national"
    text = factory.Sequence(lambda n: f"Commitment {n}")


class TextVersionFactory(DjangoModelFactory):
    class Meta:
        model = TextVersion

    declaration = factory.SubFactory(DeclarationFactory)
    number = 1
    body = "We, the ministers, agree."

    class Params:
        public = factory.Trait(published_at=NOW)


class SignatureFactory(DjangoModelFactory):
    """An invitation of a national ministry."""

    class Meta:
        model = Signature

    declaration = factory.SubFactory(DeclarationFactory, open=True)
    country = "GR"
    ministry = factory.Sequence(lambda n: f"Ministry {n}")
    office = "Minister"

    class Params:
        announced = factory.Trait(status=SignatureStatus.ANNOUNCED, announced_on=DAY)
        signed = factory.Trait(
            status=SignatureStatus.SIGNED,
            signed_on=DAY,
            proof=factory.django.FileField(data=b"%PDF-1.7 stands for a PDF"),
            proof_sha256="0" * 64,
        )
        withdrawn = factory.Trait(status=SignatureStatus.WITHDRAWN, withdrawn_on=DAY)
