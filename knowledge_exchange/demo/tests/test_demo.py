from datetime import date, timedelta

import pytest

from knowledge_exchange import demo
from knowledge_exchange.demo import use as demo_use
from knowledge_exchange.models import DailyUse, Meeting, Paper, PaperEvent, PaperVersion, Partner
from knowledge_exchange.tests.factories import NOW, PaperFactory
from members.models import Centre
from members.tests.factories import CentreFactory, UserFactory
from outbox.models import Mail
from p2i_site.demo import NETWORK

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def pianoo():
    return CentreFactory(name="PIANOo", country="NL")


def everything():
    rows = [list(model.objects.order_by("pk").values()) for model in (Meeting, Paper, Partner)]
    return [*rows, PaperEvent.objects.count(), PaperVersion.objects.count(), Mail.objects.count()]


def test_the_three_meetings_of_2021_are_there_as_they_are_known(secretariat, pianoo):
    demo.load(NETWORK, by=secretariat, now=NOW)

    meetings = Meeting.objects.order_by("number")
    assert [(meeting.number, meeting.held) for meeting in meetings] == [
        (1, "2021-03"),
        (2, "2021-06"),
        (3, "2021-09"),
    ]
    for meeting in meetings:
        assert (meeting.is_public, meeting.is_demo) == (True, False)
        assert list(meeting.organising_centres.all()) == [pianoo]
        assert [partner.name for partner in meeting.partners.all()] == ["Utrecht University"]


def test_the_papers_are_records_with_nothing_invented(secretariat, pianoo):
    demo.load(NETWORK, by=secretariat, now=NOW)

    assert list(Paper.objects.published().values_list("announced", flat=True)) == [
        "2021-11-05",
        "2021-08-19",
        "2021-07-12",
    ]
    for paper in Paper.objects.all():
        assert (paper.authors, paper.licence, paper.keywords, paper.is_demo) == ("", "", "", False)
        assert paper.abstract
        assert "not held here" in paper.events.get().what
    assert not PaperVersion.objects.exists()
    assert not Mail.objects.exists()


def test_loading_twice_changes_nothing(secretariat, pianoo):
    demo.load(NETWORK, by=secretariat, now=NOW)
    Paper.objects.filter(announced="2021-11-05").update(title="Mended by the secretariat")
    before = everything()

    demo.load(NETWORK, by=secretariat, now=NOW + timedelta(days=1))

    assert everything() == before


def test_without_the_centre_nothing_is_taken_for_a_partner(secretariat):
    with pytest.raises(Centre.DoesNotExist):
        demo.load(NETWORK, by=secretariat, now=NOW)


def test_invented_readings_begin_with_the_paper_and_nobody_downloads_what_is_not_there():
    record = PaperFactory(record=True, announced="2021")
    paper = PaperFactory(published=True, announced="2026-10-20")

    demo_use.load(now=NOW)

    use = DailyUse.objects
    assert use.filter(paper=paper).earliest("day").day >= date(2026, 10, 20)
    assert use.filter(paper=paper, downloads__gt=0).exists()
    assert use.filter(paper=record).exists()
    assert not use.filter(paper=record, downloads__gt=0).exists()
