"""The least valid object of each kind; states are traits: `ServiceFactory(accepted=True)`."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from common.dates import network_day
from exchange.enums import PairStatus, PostKind, ReplyTo, ServiceStatus
from exchange.models import Answer, BuddyNote, BuddyPair, Post, Service, ServiceOffer
from members.tests.factories import (
    NOW,
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)

YEAR = 2026


def experienced(**centre):
    return MembershipFactory(maturity="experienced", centre=CentreFactory(**centre)).centre


def new(**centre):
    return MembershipFactory(maturity="new", centre=CentreFactory(**centre)).centre


class ServiceFactory(DjangoModelFactory):
    """Proposed by a centre's delegate; the traits decide on it."""

    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"Service {n}")
    centre = factory.SelfAttribute("voice.centre")
    proposed_by = factory.SelfAttribute("voice.user")
    proposed_at = NOW

    class Params:
        voice = factory.SubFactory(RepresentativeFactory)
        accepted = factory.Trait(status=ServiceStatus.ACCEPTED, decided_at=NOW)
        retired = factory.Trait(status=ServiceStatus.RETIRED, decided_at=NOW, retired_at=NOW)
        returned = factory.Trait(status=ServiceStatus.RETURNED, decided_at=NOW, note="Too wide.")


class ServiceOfferFactory(DjangoModelFactory):
    class Meta:
        model = ServiceOffer

    service = factory.SubFactory(ServiceFactory, accepted=True)
    centre = factory.SubFactory(CentreFactory, member=True)
    declared_by = factory.SubFactory(UserFactory)
    declared_at = NOW

    class Params:
        withdrawn = factory.Trait(withdrawn_at=NOW, withdrawn_by=factory.SubFactory(UserFactory))


class BuddyPairFactory(DjangoModelFactory):
    """Proposed by the secretariat."""

    class Meta:
        model = BuddyPair

    supporter = factory.LazyFunction(experienced)
    supported = factory.LazyFunction(new)
    year = YEAR
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = NOW

    class Params:
        agreed = factory.Trait(status=PairStatus.AGREED, agreed_at=NOW)
        ended = factory.Trait(status=PairStatus.ENDED, ended_at=NOW)


class BuddyNoteFactory(DjangoModelFactory):
    class Meta:
        model = BuddyNote

    pair = factory.SubFactory(BuddyPairFactory)
    by = factory.SubFactory(UserFactory)
    at = NOW
    text = "First call held."


class PostFactory(DjangoModelFactory):
    """Open, by a delegate; pages read the clock, so its last day is one to come."""

    class Meta:
        model = Post

    kind = PostKind.REQUEST
    centre = factory.SelfAttribute("voice.centre")
    by = factory.SelfAttribute("voice.user")
    title = factory.Sequence(lambda n: f"Post {n}")
    text = "Who has done this before?"
    open_until = factory.LazyFunction(lambda: network_day(timezone.now()) + timedelta(days=30))
    posted_at = NOW

    class Params:
        voice = factory.SubFactory(RepresentativeFactory)
        over = factory.Trait(
            open_until=factory.LazyFunction(lambda: network_day(timezone.now()) - timedelta(days=1))
        )
        closed = factory.Trait(closed_at=NOW)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    post = factory.SubFactory(PostFactory)
    centre = factory.SelfAttribute("voice.centre")
    by = factory.SelfAttribute("voice.user")
    at = NOW
    text = "We have."
    reply_to = ReplyTo.PERSON

    class Params:
        voice = factory.SubFactory(RepresentativeFactory)
