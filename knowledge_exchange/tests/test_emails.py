import pytest

from knowledge_exchange.enums import PaperStatus
from knowledge_exchange.services import publishing
from knowledge_exchange.tests.factories import NOW, PaperFactory, PaperVersionFactory
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    RepresentativeFactory()
    paper = PaperFactory(title="Costs & <benefits>", abstract="In short.")
    PaperVersionFactory(paper=paper, number=1)
    secretariat = UserFactory(secretariat=True)
    return publishing.publish(paper, by=secretariat, now=NOW, clearance="Adopted.")


def test_the_letter_names_the_paper_and_leads_to_it(published):
    letter = kinds.compose(Mail.objects.get(), NOW)

    assert letter.subject == "New Expert Opinion Paper: Costs & <benefits>"
    assert "http://testserver" + published.get_absolute_url() in letter.text
    assert f"meeting {published.meeting.number}" in letter.text
    assert "<benefits>" not in letter.html


def test_the_letter_is_not_sent_once_the_paper_is_withdrawn(published):
    publishing.withdraw(published, by=UserFactory(secretariat=True), reasons="Wrong.", now=NOW)

    assert Mail.objects.get().about.status == PaperStatus.WITHDRAWN
    assert kinds.compose(Mail.objects.get(), NOW) is None


def test_a_later_version_has_a_letter_of_its_own(published):
    PaperVersionFactory(paper=published, number=2)
    secretariat = UserFactory(secretariat=True)

    publishing.publish(published, by=secretariat, now=NOW, clearance="Corrected.")

    letters = [kinds.compose(mail, NOW).text for mail in Mail.objects.order_by("pk")]
    assert len(letters) == 2
    assert "Version 2 of" in letters[1]
