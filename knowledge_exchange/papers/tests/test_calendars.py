"""All that a person has to do by a day stands in their private feed, and in nobody else's."""

from datetime import timedelta

import pytest

from common.calendars import deadlines_of
from common.dates import network_day
from knowledge_exchange.papers.services import clearing, consulting
from knowledge_exchange.tests.factories import NOW, ActionFactory, PaperVersionFactory
from members.enums import RepresentativeRole
from members.tests.factories import ReconfirmationFactory, RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db
END = NOW + timedelta(days=10)


@pytest.fixture
def delegate():
    return RepresentativeFactory(centre__member=True)


def shown(entries):
    return {str(entry["uid"]).partition("-")[0]: entry.decoded("dtstart") for entry in entries}


def test_the_end_of_comments_and_of_a_silence(delegate):
    desk = UserFactory(secretariat=True)
    consulting.open_comments(PaperVersionFactory().paper, until=END, by=desk, now=NOW)
    silence = clearing.begin(PaperVersionFactory().paper, until=END, by=desk, now=NOW)

    assert shown(deadlines_of(delegate.user, NOW)) == {"comments": END, "silence": END}
    assert deadlines_of(UserFactory(), NOW) == []
    clearing.object_to(silence, reasons="Not so.", by=delegate.user, now=NOW)
    assert shown(deadlines_of(delegate.user, NOW)) == {"comments": END}  # what is done goes


def test_what_the_centre_is_to_do(delegate):
    due_on = network_day(END)
    ActionFactory(centre=delegate.centre, due_on=due_on)
    ActionFactory(due_on=due_on)

    assert shown(deadlines_of(delegate.user, NOW)) == {"action": due_on}
    assert deadlines_of(RepresentativeFactory().user, NOW) == []


def test_a_reconfirmation_that_is_asked_for(delegate):
    asked = ReconfirmationFactory(centre=delegate.centre)
    observer = RepresentativeFactory(centre=delegate.centre, role=RepresentativeRole.OBSERVER)

    assert shown(deadlines_of(delegate.user, NOW)) == {"reconfirmation": asked.due_on}
    assert deadlines_of(observer.user, NOW) == []
