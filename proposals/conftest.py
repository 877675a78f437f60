import pytest

from members.tests.factories import UserFactory


@pytest.fixture
def secretariat(db):
    return UserFactory(secretariat=True)
