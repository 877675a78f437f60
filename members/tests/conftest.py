import pytest

from members.tests.factories import UserFactory


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)
