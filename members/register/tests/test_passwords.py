"""Passwords that anybody would try first are refused with the reason."""

import gzip

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    centre = CentreFactory(member=True, name="Kompetenzzentrum Bärental")
    return RepresentativeFactory(centre=centre, user__name="Dora Novotná").user


@pytest.mark.parametrize(
    "password",
    [
        "short-one-7",
        "password1234",
        "Procure2Innovate!",
        "procure2innovate-2026",
        "kompetenzzentrum-1",
        "BÄRENTAL-barental",
        "Dora.Novotna.1",
    ],
)
def test_what_anybody_would_try_first_is_refused(person, password):
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    ["network of nine grey herons", "correct horse battery", "Bärental-xk29qvtt", "Ωμέγα-πέντε-8"],
)
def test_words_besides_make_a_password(person, password):
    validate_password(password, person)


def test_before_there_is_a_person_the_networks_words_count():
    with pytest.raises(ValidationError, match="Network's"):
        validate_password("Procure2Innovate-12")


@pytest.mark.parametrize(
    "password",
    [
        "nine grey herons",
        "492857103846",
        "NINEGREYHERONS",
        "!?%&/()=+*~#",
        "Überfährt-ähnlich",
        "θάλασσα και ήλιος",
        "w" + "eight words that nobody else would put together " * 4,
    ],
)
def test_a_password_is_of_any_characters(password):
    assert len(password) >= 12
    validate_password(password)


# Of twelve characters and more in lists of what was found most often after thefts.
@pytest.mark.parametrize(
    "password",
    [
        "1qaz2wsx3edc",
        "Qwerty123456",
        "123456789012",
        "leavemealone",
        "iloveyouforever",
        "passwordpassword",
        "1234567890qwerty",
        "q1w2e3r4t5y6",
    ],
)
def test_what_many_choose_is_refused_however_long_it_is(password):
    with pytest.raises(ValidationError, match="too common"):
        validate_password(password)


def test_of_the_common_ones_thousands_are_long_enough_to_be_chosen(settings):
    options = next(
        one["OPTIONS"] for one in settings.AUTH_PASSWORD_VALIDATORS if "Common" in str(one)
    )
    with gzip.open(options["password_list_path"], "rt") as file:
        words = file.read().split("\n")

    assert len(words) > 3000
    assert all(len(word) >= 12 and word == word.lower() for word in words)


def test_a_long_password_of_any_characters_is_pasted_and_kept_whole(client):
    """A password manager's: 100 characters, spaces and letters beyond ASCII included."""
    password = "  Ωμέγα 🦩 \t" + "x1-" * 30
    user = UserFactory()
    user.set_password(password)
    user.save()

    fields = {"login": user.email, "password": password}
    assert client.post(reverse("account_login"), fields).status_code == 302
    page = Client().get(reverse("account_login")).content.decode()
    assert "onpaste" not in page
    assert 'autocomplete="current-password"' in page
