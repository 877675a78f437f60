"""What ends with what: each event, and each thing that opens something to its person."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from api import services as tokens
from api.models import Token
from common.dates import network_day
from common.endings import Opening
from members.models import User
from members.register import sessions
from members.register.services import accounts, addresses, colleagues, endings, representing
from members.register.services.endings import ENDS, Event, Session
from members.tests.factories import RepresentativeFactory, UserFactory
from voting.models import CalendarFeed
from voting.services import calendar_addresses

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = "/contact/"


def delegate():
    return RepresentativeFactory(centre__member=True).user


def of_the_secretariat():
    return UserFactory(secretariat=True)


def two():
    return {"by": of_the_secretariat(), "released_by": of_the_secretariat()}


def end_role(user, now):
    role = user.representations.get()
    representing.end(role, on=network_day(now), by=user, now=now)


def lock(user, now):
    accounts.lock(user, reason="Stolen.", by=None, now=now)


def end_sign_in(user, now):
    lock(user, now)
    accounts.end_for_good(user, reason="Left.", **two(), now=now)


def move(user, now):
    addresses.change_for(user, email="new@example.org", reason="Lost.", **two(), now=now)


EVENTS = {
    Event.PASSWORD: (
        delegate,
        lambda user, now: accounts.note_own_change(user, "password", now=now),
    ),
    Event.ADDRESS: (delegate, move),
    Event.LOCKED: (delegate, lock),
    Event.ENDED: (delegate, end_sign_in),
    Event.ROLE: (delegate, end_role),
    Event.RIGHTS: (
        of_the_secretariat,
        lambda user, now: colleagues.remove(user, reason="Left.", **two(), now=now),
    ),
}


def is_in(client):
    client.get(OPEN_TO_ALL)  # where the middleware ends what is over
    return get_user(client).is_authenticated


@pytest.mark.parametrize("event", Event)
def test_each_event_ends_what_the_table_says_and_nothing_of_others(client, event):
    make, act = EVENTS[event]
    user, other, now = make(), delegate(), timezone.now()
    feeds = [calendar_addresses.new_address(one, now=now) for one in (user, other)]
    kept = [tokens.make(name="T", days=9, by=one, on=network_day(now))[0] for one in (user, other)]
    clients = [Client(), Client()]
    for one, signed_in in zip(clients, (user, other), strict=True):
        one.force_login(signed_in)

    act(user, timezone.now())

    live = Token.objects.live(network_day(now))
    opens = {
        Session.OTHER: is_in(clients[0]),
        Opening.TOKENS: live.filter(pk=kept[0].pk).exists(),
        Opening.CALENDAR: CalendarFeed.objects.filter(pk=feeds[0].pk).exists(),
    }
    assert {thing for thing, is_open in opens.items() if not is_open} == ENDS[event] - {Session.OWN}
    assert is_in(clients[1])
    assert live.filter(pk=kept[1].pk).exists()
    assert CalendarFeed.objects.filter(pk=feeds[1].pk).exists()


def test_the_table_names_each_event_and_each_thing():
    assert set(ENDS) == set(Event) == set(EVENTS)
    assert set().union(*ENDS.values()) == {*Session, *Opening}
    stays = {event for event in Event if Session.OWN not in ENDS[event]}
    assert stays == {Event.PASSWORD, Event.ADDRESS}


def test_who_changes_the_own_password_stays_signed_in_here_and_nowhere_else(client):
    user = delegate()
    user.set_password("the-former-password")
    user.save()
    here, there = Client(), Client()
    for one in (here, there):
        one.force_login(user)
    typed = {
        "oldpassword": "the-former-password",
        "password1": "quite-another-thing",
        "password2": "quite-another-thing",
    }

    here.post("/accounts/password/change/", typed)

    user.refresh_from_db()
    assert user.check_password("quite-another-thing")
    assert is_in(here)
    assert not is_in(there)


def test_a_session_of_before_the_lock_does_not_come_back_with_the_unlocking(client):
    user = delegate()
    client.force_login(user)
    now = timezone.now()
    lock(user, now)
    accounts.unlock(user, reason="Found.", **two(), now=now)

    assert not is_in(client)
    client.force_login(User.objects.get(pk=user.pk))
    assert is_in(client)


def test_what_a_later_day_ends_goes_with_the_first_tick_of_that_day():
    user, now = delegate(), datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    role = user.representations.get()
    day = network_day(now) + timedelta(days=1)
    representing.end(role, on=day, by=user, now=now)
    calendar_addresses.new_address(user, now=now)
    token, _secret = tokens.make(name="T", days=90, by=user, on=network_day(now))

    endings.end_with_roles(now)
    assert CalendarFeed.objects.exists()
    endings.end_with_roles(now + timedelta(days=3))

    user.refresh_from_db()
    token.refresh_from_db()
    assert user.sessions_since == datetime(2026, 11, 2, 23, 0, tzinfo=UTC)  # midnight in Brussels
    assert token.revoked_at
    assert not CalendarFeed.objects.exists()


def test_what_was_made_after_a_role_ended_is_let_be():
    user, now = delegate(), datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    later = now + timedelta(days=2)
    tomorrow = network_day(now) + timedelta(days=1)
    representing.end(user.representations.get(), on=tomorrow, by=user, now=now)
    feed = calendar_addresses.new_address(user, now=later)
    token = Token.objects.create(
        user=user,
        name="T",
        sha256="x",
        created_on=network_day(later),
        expires_on=network_day(later) + timedelta(days=9),
    )

    endings.end_with_roles(later)

    token.refresh_from_db()
    assert token.revoked_at is None
    assert CalendarFeed.objects.get() == feed
    assert not sessions.has_ended(User.objects.get(pk=user.pk), later.timestamp())


def test_the_tick_asks_once_and_writes_nothing_twice(django_assert_num_queries):
    user, now = delegate(), datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    representing.end(
        user.representations.get(), on=network_day(now) + timedelta(days=1), by=user, now=now
    )
    endings.end_with_roles(now + timedelta(days=2))

    with django_assert_num_queries(1):
        endings.end_with_roles(now + timedelta(days=3))
