import pytest

from members.enums import Criterion, Outcome, Verdict
from members.services import decisions
from members.tests.factories import NOW, ApplicationFactory, FindingFactory, UserFactory


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


def found(*verdicts):
    """An application under review with these findings, in the order of the criteria."""
    application = ApplicationFactory(under_review=True)
    for criterion, verdict in zip(Criterion, verdicts, strict=False):
        note = "" if verdict == Verdict.MET else "Why not."
        FindingFactory(application=application, criterion=criterion, verdict=verdict, note=note)
    return application


@pytest.fixture
def all_met():
    return found(*[Verdict.MET] * 4)


@pytest.fixture
def one_not_met():
    return found(Verdict.NOT_MET, *[Verdict.MET] * 3)


@pytest.fixture
def draft(all_met, secretariat):
    return decisions.draft(all_met, Outcome.ELIGIBLE, by=secretariat, now=NOW)
