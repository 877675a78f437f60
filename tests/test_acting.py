"""Acting for a centre of the Network today: one answer at every door of every app.

The roll of a vote that is open asks it as well: `voting/tests/test_authority_of_today.py`.
"""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from api.models import Token
from api.permissions import can_hold_tokens
from common.dates import network_day
from exchange import permissions as exchange_permissions
from exchange.services.posts import readers as readers_of_post
from exchange.tests.factories import PostFactory
from knowledge_exchange import permissions as papers_permissions
from knowledge_exchange.meetings import notifications as papers_notifications
from knowledge_exchange.tests.factories import MeetingFactory, PaperFactory
from members import permissions
from members.models import Representative, User
from members.register.acting import acting_for, acting_today
from members.register.services import notifications
from members.tests.factories import MembershipFactory, RepresentativeFactory
from voting import permissions as voting_permissions
from voting.models import CalendarFeed
from voting.tests.factories import make_delegates, open_motion

pytestmark = pytest.mark.django_db

SECRET = "p2i_table-of-doors"


def ended_today(person):
    Representative.objects.filter(pk=person.pk).update(valid_until=network_day(timezone.now()))


def begins_tomorrow(person):
    tomorrow = network_day(timezone.now()) + timedelta(days=1)
    Representative.objects.filter(pk=person.pk).update(valid_from=tomorrow)


def locked(person):
    User.objects.filter(pk=person.user_id).update(is_active=False)


def of_the_secretariat(person):
    User.objects.filter(pk=person.user_id).update(is_staff=True)


def membership_ended(person):
    person.centre.memberships.update(status="ended", ended="2026")


def never_a_member(person):
    person.centre.memberships.all().delete()


def suspended(person):
    person.centre.memberships.update(status="suspended", suspended="2026")


def unchanged(person):
    pass


STATES = {
    unchanged: True,
    ended_today: False,
    begins_tomorrow: False,
    locked: False,
    of_the_secretariat: False,
    membership_ended: False,
    never_a_member: False,
}


@pytest.fixture
def motion():
    make_delegates(3)
    return open_motion(now=timezone.now())


@pytest.fixture
def person(motion):
    """A delegate on no roll, with a token and a calendar address from better days."""
    made = RepresentativeFactory()
    today = network_day(timezone.now())
    CalendarFeed.objects.create(user=made.user, made_at=timezone.now(), token="address")
    Token.objects.create(
        user=made.user,
        name="Dashboard",
        prefix=SECRET[:12],
        sha256=sha256(SECRET.encode()).hexdigest(),
        created_on=today,
        expires_on=today + timedelta(days=30),
    )
    return made


@pytest.fixture
def post(person):
    return PostFactory(voice=person)


@pytest.fixture
def pages(person, post):
    """Every door that a page or an address is, by app."""
    paper = PaperFactory(drafted=True)
    meeting = MeetingFactory(held="2999-05")
    own = [person.centre.slug]
    return {
        "own centre: people": reverse("members:people", args=own),
        "own centre: profile": reverse("members:edit_profile", args=own),
        "own centre: reconfirmation": reverse("members:reconfirm", args=own),
        "votes": reverse("voting:motions"),
        "votes: calendar": reverse("voting:calendar"),
        "exchange: posts": reverse("exchange:posts"),
        "exchange: post": post.get_absolute_url(),
        "exchange: own services": reverse("exchange:own_services"),
        "exchange: buddies": reverse("exchange:buddies"),
        "papers: draft": paper.get_absolute_url(),
        "papers: comments": reverse("knowledge_exchange:comments", args=[paper.slug]),
        "papers: write": reverse("knowledge_exchange:write", args=[paper.slug]),
        "papers: use": reverse("knowledge_exchange:use"),
        "meeting": meeting.get_absolute_url(),
        "tokens": reverse("api:tokens"),
    }


def rights(user, person, post):
    """Every predicate of every app that a delegate of a member centre fulfils."""
    today = network_day(timezone.now())
    centre = person.centre
    return {
        "acting_for": acting_for(user, on=today) == person,
        "acting_today": acting_today(user) == person,
        "centre_of": permissions.centre_of(user) == centre,
        "can_answer_for": permissions.can_answer_for(user, centre),
        "can_edit_profile": permissions.can_edit_profile(user, centre),
        "leads": permissions.leads(user, centre),
        "can_read_dossiers": permissions.can_read_dossiers(user),
        "can_see_motions": voting_permissions.can_see_motions(user),
        "can_see_exchange": exchange_permissions.can_see_exchange(user),
        "can_post": exchange_permissions.can_post(user),
        "can_change_post": exchange_permissions.can_change_post(user, post),
        "can_propose_service": exchange_permissions.can_propose_service(user),
        "can_speak_for_centre (exchange)": exchange_permissions.can_speak_for_centre(user),
        "can_read_drafts": papers_permissions.can_read_drafts(user),
        "can_write": papers_permissions.can_write(user),
        "can_comment": papers_permissions.can_comment(user),
        "can_see_use": papers_permissions.can_see_use(user),
        "can_speak_for_centre (papers)": papers_permissions.can_speak_for_centre(user),
        "can_hold_tokens": can_hold_tokens(user),
    }


def letters(user, person, post):
    """Every list of people to whom the members' letters go."""
    now = timezone.now()
    centre = person.centre
    lists = {
        "everybody": [row.user for row in notifications.everybody(centre, now)],
        "voices": [row.user for row in notifications.voices(centre, now)],
        "first_voices": [row.user for row in notifications.first_voices(centre, now)],
        "editors": [row.user for row in notifications.editors(centre, now)],
        "readers of a post": [row.user for row in readers_of_post(post, now)],
        "readers of papers": [row.user for row in papers_notifications.readers(now)],
    }
    return {name: user in people for name, people in lists.items()}


def test_the_table_of_states_has_each_kind_of_person_that_ceased_to_act():
    assert list(STATES.values()).count(True) == 1


@pytest.mark.sample(3)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_page_token_and_calendar_gives_the_one_answer(client, person, pages, state):
    expected = STATES[state]
    state(person)
    client.force_login(person.user)
    bearer = {"Authorization": f"Bearer {SECRET}"}

    opened = {name: client.get(address).status_code == 200 for name, address in pages.items()}
    client.logout()
    for path in ("motions", "representatives"):
        answer = client.get(f"/api/v1/{path}", headers=bearer)
        opened[f"token: {path}"] = answer.status_code == 200
        assert answer.status_code in (200, 401)
    feed = client.get(reverse("voting:calendar_feed", args=["address"]))
    opened["calendar address"] = feed.status_code == 200

    assert opened == dict.fromkeys(opened, expected)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_right_and_every_list_of_letters_gives_the_one_answer(person, post, state):
    state(person)
    user = User.objects.get(pk=person.user_id)

    answers = rights(user, person, post) | letters(user, person, post)

    assert answers == dict.fromkeys(answers, STATES[state])


def test_a_stranger_acts_for_nobody(person, post):
    answers = rights(AnonymousUser(), person, post)

    assert not any(answers.values())


def test_who_acts_for_a_suspended_centre_goes_on_acting_without_its_vote(person, post):
    suspended(person)
    user = User.objects.get(pk=person.user_id)

    answers = rights(user, person, post) | letters(user, person, post)

    without_a_vote = ("can_speak_for_centre (papers)", "readers of papers")
    assert answers == {name: name not in without_a_vote for name in answers}


def test_an_address_of_somebody_who_ceased_answers_as_one_that_never_was(client, person):
    ended_today(person)

    ceased = client.get(reverse("voting:calendar_feed", args=["address"]))
    unknown = client.get(reverse("voting:calendar_feed", args=["never"]))

    assert (ceased.status_code, unknown.status_code) == (404, 404)


def test_a_centre_that_is_back_lets_its_new_people_act(person):
    membership_ended(person)
    assert acting_for(person.user, on=network_day(timezone.now())) is None

    MembershipFactory(centre=person.centre)

    assert acting_for(person.user, on=network_day(timezone.now())) == person
