import pytest
from django.utils import timezone

from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from voting.tests.factories import (
    make_alternate,
    make_co_chair,
    make_delegates,
    make_observer,
    open_motion,
)


@pytest.fixture
def network(db):
    """People in every role: delegates of AT, DE and NL, of whom NL is co-chair."""
    delegate, other, chair = make_delegates(3)
    return {
        "delegate": delegate.user,
        "alternate": make_alternate(delegate).user,
        "other": other.user,
        "chair": make_co_chair(chair).user,
        "own observer": make_observer(delegate).user,
        "observer": make_observer().user,
        "secretariat": UserFactory(secretariat=True),
        "stranger": UserFactory(),
        "outsider": RepresentativeFactory(centre=CentreFactory(country="FR")).user,
        "public": None,
    }


@pytest.fixture
def motion(network):
    """Open since a moment ago."""
    return open_motion(now=timezone.now(), by=network["secretariat"])


@pytest.fixture
def as_role(client, network):
    """The test client, logged in as somebody of that role."""

    def log_in(role):
        client.logout()
        if network[role]:
            client.force_login(network[role])
        return client

    return log_in


@pytest.fixture
def desk(as_role):
    """The test client, logged in as the secretariat."""
    return as_role("secretariat")
