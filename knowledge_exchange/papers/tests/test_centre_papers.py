import pytest

from knowledge_exchange.tests.factories import MeetingFactory, PaperFactory
from members.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db


def test_a_centres_page_lists_the_published_papers_of_the_meetings_it_organised(client):
    centre = CentreFactory(member=True)
    meeting = MeetingFactory()
    meeting.organising_centres.add(centre)
    published = PaperFactory(meeting=meeting, title="On evaluation", published=True)
    PaperFactory(meeting=meeting, title="Still a draft")
    PaperFactory(title="Of others", published=True)

    shown = client.get(centre.get_absolute_url()).content.decode()

    assert published.get_absolute_url() in shown
    assert "Still a draft" not in shown
    assert "Of others" not in shown
