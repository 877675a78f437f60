from datetime import timedelta

import pytest

from knowledge_exchange.papers.enums import PaperStatus
from knowledge_exchange.papers.services import consulting, publishing
from knowledge_exchange.tests.factories import NOW, PaperFactory, PaperVersionFactory
from members.tests.factories import RepresentativeFactory, UserFactory, two_people
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    RepresentativeFactory()
    paper = PaperFactory(title="Costs & <benefits>", abstract="In short.")
    PaperVersionFactory(paper=paper, number=1)
    return publishing.publish(paper, **two_people(), now=NOW, clearance="Adopted.")


def test_the_letter_names_the_paper_and_leads_to_it(published):
    letter = kinds.compose(Mail.objects.get(), NOW)

    assert letter.subject == "New Expert Opinion Paper: Costs & <benefits>"
    assert "http://testserver" + published.get_absolute_url() in letter.text
    assert f"meeting {published.meeting.number}" in letter.text
    assert "<benefits>" not in letter.html


def test_the_letter_is_not_sent_once_the_paper_is_withdrawn(published):
    publishing.withdraw(published, **two_people(), reasons="Wrong.", now=NOW)

    first, news = Mail.objects.order_by("pk")
    assert first.about.status == PaperStatus.WITHDRAWN
    assert kinds.compose(first, NOW) is None
    letter = kinds.compose(news, NOW)
    assert letter.subject == "Withdrawn: Costs & <benefits>"
    assert "Wrong." in letter.text


def test_what_nobody_was_asked_about_is_given_up_in_silence():
    RepresentativeFactory()
    draft = PaperVersionFactory().paper

    publishing.withdraw(draft, **two_people(), reasons="No time.", now=NOW)

    assert not Mail.objects.exists()


def test_members_who_were_asked_hear_that_it_is_given_up():
    RepresentativeFactory()
    by, draft = UserFactory(secretariat=True), PaperVersionFactory().paper
    consulting.open_comments(draft, until=NOW + timedelta(days=9), by=by, now=NOW)
    consulting.end_comments(draft, by=by, now=NOW)

    publishing.withdraw(draft, **two_people(), reasons="No time.", now=NOW)

    [news] = Mail.objects.filter(kind=publishing.WITHDRAWN)
    assert "given up" in kinds.compose(news, NOW).text


def test_a_later_version_has_a_letter_of_its_own(published):
    PaperVersionFactory(paper=published, number=2, what_changed="A sum.")

    publishing.publish(published, **two_people(), now=NOW, clearance="Corrected.")

    _first, second = [kinds.compose(mail, NOW) for mail in Mail.objects.order_by("pk")]
    assert second.subject == "Corrected: Costs & <benefits>"
    assert "Version 2 of" in second.text
    assert "What is corrected: A sum." in second.text
