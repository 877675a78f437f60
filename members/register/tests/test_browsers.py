"""Where one is signed in, and how one signs out elsewhere."""

from http.cookies import SimpleCookie

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from members.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "nine grey herons"
PAGE = "/accounts/browsers/"


@pytest.fixture
def person():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user, browser):
    client = Client(headers={"user-agent": browser})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def test_each_browser_stands_there_with_its_last_use(person):
    here, _there = (
        signed_in(person, "Firefox on a desk"),
        signed_in(person, "Safari on a telephone"),
    )
    signed_in(UserFactory(), "somebody else's")

    page = here.get(PAGE).content.decode()

    assert "Firefox on a desk" in page
    assert "Safari on a telephone" in page
    assert "somebody else" not in page
    assert page.count("This browser") == 1


@pytest.mark.parametrize("which", ["one", "others"])
def test_a_session_is_ended_from_elsewhere(person, which):
    here, there = signed_in(person, "here"), signed_in(person, "there")
    session = UserSession.objects.get(user_agent="there")

    asked = here.post(PAGE, {"end": session.pk if which == "one" else "others"})
    page = here.post(asked["Location"], {"password": PASSWORD}, follow=True)

    assert "1 session has ended." in page.content.decode()
    assert there.get(PAGE).status_code == 302
    assert here.get(PAGE).status_code == 200


def test_another_session_ends_only_by_whoever_shows_who_they_are(person):
    here, there = signed_in(person, "here"), signed_in(person, "there")

    asked = here.post(PAGE, {"end": "others"})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert there.get(PAGE).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(person):
    stranger = UserFactory()
    stranger.set_password(PASSWORD)
    stranger.save()
    theirs = signed_in(stranger, "theirs")

    mine = signed_in(person, "mine")
    asked = mine.post(PAGE, {"end": UserSession.objects.get(user=stranger).pk})
    mine.post(asked["Location"], {"password": PASSWORD}, follow=True)

    assert theirs.get(PAGE).status_code == 200


def test_a_new_password_ends_the_others(person):
    here, there = signed_in(person, "here"), signed_in(person, "there")
    new = "ten grey herons fly"

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert there.get(PAGE).status_code == 302
    here.get(PAGE)
    assert [session.user_agent for session in UserSession.objects.all()] == ["here"]


def test_signing_in_again_gives_the_session_a_new_id(person):
    here = signed_in(person, "here")
    taken_over = Client()
    taken_over.cookies = SimpleCookie(here.cookies.output(header=""))
    assert taken_over.get(PAGE).status_code == 200

    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert taken_over.get(PAGE).status_code == 302
    assert "This browser" in here.get(PAGE).content.decode()


def test_signing_in_takes_no_id_that_was_there_before(person):
    here = Client()
    session = here.session
    session["planted"] = "yes"
    session.save()
    planted = here.cookies[settings.SESSION_COOKIE_NAME].value

    here.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert here.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert not SessionStore(planted).exists(planted)


def test_signing_out_ends_the_session_here_and_clears_what_the_browser_keeps(person):
    here = signed_in(person, "here")
    session_key = here.cookies[settings.SESSION_COOKIE_NAME].value

    answer = here.post(reverse("account_logout"))

    assert answer["Clear-Site-Data"] == '"storage"'
    assert not SessionStore(session_key).exists(session_key)
