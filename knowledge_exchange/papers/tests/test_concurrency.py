"""What holds when two people act at once, on PostgreSQL with real connections."""

import pytest

from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers.services import publishing, writing
from knowledge_exchange.tests.factories import NOW, PaperFactory
from members.tests.at_once import all_at_once, refused
from members.tests.factories import UserFactory, two_people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.sample(2)
@pytest.mark.parametrize("_again", range(5))
def test_a_version_saved_while_it_is_published_is_public_as_it_was_typeset(_again):
    secretariat, paper = UserFactory(secretariat=True), PaperFactory(drafted=True)
    people = two_people()
    loaded = paper.versions.get()
    loaded.body = "Saved at the same time"

    all_at_once(
        lambda: publishing.publish(paper, **people, now=NOW, clearance="Adopted."),
        lambda: writing.save_draft(loaded, by=secretariat, now=NOW),
    )

    version = paper.versions.get()
    assert version.published_at == NOW
    assert version.html == publishing.typeset(version.body)[0]


def test_of_two_first_drafts_begun_at_once_one_is_refused():
    secretariat, paper = UserFactory(secretariat=True), PaperFactory()

    outcomes = all_at_once(
        *(
            lambda: writing.save_draft(
                PaperVersion(paper=paper, body="Text"), by=secretariat, now=NOW
            )
            for _person in range(2)
        )
    )

    assert len(refused(outcomes)) == 1
    assert paper.versions.count() == 1
