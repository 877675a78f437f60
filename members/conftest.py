import pytest

from members.applications.services import decisions
from members.enums import Outcome, Verdict
from members.tests.factories import NOW, UserFactory, application_with_findings


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def colleague():
    """A second person of the secretariat."""
    return UserFactory(secretariat=True)


@pytest.fixture
def desk(client, secretariat):
    """The test client, logged in as the secretariat."""
    client.force_login(secretariat)
    return client


@pytest.fixture
def all_met():
    return application_with_findings(*[Verdict.MET] * 4)


@pytest.fixture
def one_not_met():
    return application_with_findings(Verdict.NOT_MET, *[Verdict.MET] * 3)


@pytest.fixture
def draft(all_met, secretariat):
    return decisions.draft(all_met, Outcome.ELIGIBLE, by=secretariat, now=NOW)
