import pytest
from django.utils import timezone

from api import services
from common.dates import network_day
from members.tests.factories import RepresentativeFactory
from voting.tests.conftest import motion, network  # noqa: F401 (fixtures)


@pytest.fixture
def person(db):
    """A delegate of a member centre."""
    return RepresentativeFactory().user


@pytest.fixture
def token_for():
    def make(user):
        today = network_day(timezone.now())
        return services.make(name="Dashboard", days=30, by=user, on=today)[1]

    return make
