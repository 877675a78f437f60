"""A session in which nothing was done for long ends, the secretariat's sooner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.register.sessions import SIGNED_IN
from members.tests.factories import RepresentativeFactory, UserFactory
from p2i_site.middleware import SEEN

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def visit_after(client, user, idle):
    """The next page of somebody who was last seen so long ago."""
    client.force_login(user)
    session = client.session
    session[SEEN] = (timezone.now() - idle).timestamp()
    session.save()
    return client.get("/votes/")


@pytest.mark.parametrize(
    "idle, goes_on", [(29 * MINUTE, True), (31 * MINUTE, False), (720 * MINUTE, False)]
)
def test_the_secretariat_is_signed_out_after_half_an_hour(client, idle, goes_on):
    page = visit_after(client, UserFactory(secretariat=True), idle)

    assert (page.status_code == 200) == goes_on
    if not goes_on:
        said = client.get(page["Location"]).content.decode()
        assert "nothing was done here for 30 minutes" in said


@pytest.mark.parametrize("idle, goes_on", [(719 * MINUTE, True), (721 * MINUTE, False)])
def test_who_speaks_for_a_centre_is_signed_out_after_half_a_day(client, idle, goes_on):
    page = visit_after(client, RepresentativeFactory(centre__member=True).user, idle)

    assert (page.status_code == 200) == goes_on


def test_whoever_goes_on_is_seen_again_once_a_minute(client):
    person = RepresentativeFactory(centre__member=True).user
    visit_after(client, person, 5 * MINUTE)
    seen = client.session[SEEN]

    client.get("/votes/")

    assert timezone.now().timestamp() - seen < 60
    assert client.session[SEEN] == seen


def test_a_public_page_is_shown_to_whoever_was_signed_out(client):
    visit_after(client, UserFactory(secretariat=True), 31 * MINUTE)

    assert client.get("/members/").status_code == 200
    assert SEEN not in client.session


@pytest.mark.parametrize(
    "is_of_the_secretariat, hours, goes_on",
    [(True, 11, True), (True, 13, False), (False, 13, True), (False, 14 * 24 + 1, False)],
)
def test_however_much_is_done_a_session_ends_some_time(
    client, is_of_the_secretariat, hours, goes_on
):
    person = (
        UserFactory(secretariat=True)
        if is_of_the_secretariat
        else RepresentativeFactory(centre__member=True).user
    )
    client.force_login(person)
    session = client.session
    session[SIGNED_IN] = (timezone.now() - timedelta(hours=hours)).timestamp()
    session.save()

    page = client.get("/votes/")

    assert (page.status_code == 200) == goes_on
    if not goes_on:
        assert "sign in anew from time to time" in client.get(page["Location"]).content.decode()


def test_a_session_that_does_not_say_when_it_began_ends(client):
    client.force_login(UserFactory())
    session = client.session
    del session[SIGNED_IN]
    session.save()

    assert client.get("/accounts/preferences/").status_code == 302
