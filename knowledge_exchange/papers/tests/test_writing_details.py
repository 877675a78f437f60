"""What is said about a paper, and who wrote it."""

import pytest
from django.core.exceptions import ValidationError

from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from knowledge_exchange.models import Author, Paper
from knowledge_exchange.papers.orcid import check_orcid
from knowledge_exchange.papers.services import authors, details
from knowledge_exchange.tests.factories import (
    NOW,
    MeetingFactory,
    PaperFactory,
)
from members.tests.at_once import all_at_once
from members.tests.factories import CentreFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_papers_address_is_made_from_its_title_and_is_its_own():
    meeting, ada = MeetingFactory(), UserFactory()
    titles = ["Green buying", "Green buying", "???", "x" * 100, "x" * 100]

    papers = [details.begin_paper(meeting, title=title, by=ada, now=NOW) for title in titles]

    assert [paper.slug for paper in papers] == [
        *("green-buying", "green-buying-2", "paper", "x" * 80, "x" * 78 + "-2")
    ]
    assert [event.by for event in papers[0].events.all()] == [ada]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_papers_begun_at_once_get_two_addresses():
    meeting, ada = MeetingFactory(), UserFactory()

    all_at_once(
        *(lambda: details.begin_paper(meeting, title="Same", by=ada, now=NOW) for _one in range(2))
    )

    assert set(Paper.objects.values_list("slug", flat=True)) == {"same", "same-2"}


def test_what_somebody_else_changed_is_not_overwritten():
    paper, ada = PaperFactory(), UserFactory()
    seen = fingerprint(details.stored_details(paper))
    details.save(paper, {"abstract": "Ada's"}, by=ada, now=NOW, seen=seen)

    with pytest.raises(Conflict) as conflict:
        details.save(paper, {"abstract": "Bo's"}, by=ada, now=NOW, seen=seen)

    assert conflict.value.stored["abstract"] == "Ada's"


def author(name, **facts):
    return Author(family_name=name, **facts)


def test_authors_are_added_moved_changed_and_removed_and_the_line_follows():
    paper, by = PaperFactory(), {"by": UserFactory(), "now": NOW}
    centre = CentreFactory(name="PIANOo")
    for one in (author("Jansen", given_names="Eva"), Author(centre=centre), author("Abreu")):
        authors.add(paper, one, **by)
    jansen, pianoo, abreu = paper.author_list.all()

    authors.move(paper, abreu, steps=-1, **by)
    authors.move(paper, jansen, steps=-1, **by)
    assert Paper.objects.get().authors == "Jansen, Eva; Abreu; PIANOo"
    abreu.given_names = "Rui"
    authors.change(paper, abreu, **by)
    authors.remove(paper, jansen, **by)

    assert Paper.objects.get().authors == "Abreu, Rui; PIANOo"
    assert [one.pk for one in paper.author_list.all()] == [abreu.pk, pianoo.pk]
    with pytest.raises(Refused, match="removed meanwhile"):
        authors.move(paper, jansen, steps=1, **by)


@pytest.mark.parametrize("count", [101, 60])
def test_a_list_without_end_is_refused(count):
    many = [author("x" * 40) for _one in range(count)]

    with pytest.raises(Refused):
        authors.set_authors(PaperFactory(), many, by=UserFactory(), now=NOW)


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0098", "0000000218250097", "x"])
def test_an_orcid_is_checked_by_its_last_digit(orcid):
    check_orcid("0000-0002-1825-0097")
    check_orcid("0000-0002-1694-233X")

    with pytest.raises(ValidationError):
        check_orcid(orcid)
