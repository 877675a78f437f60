"""Passwords that anybody would try first are refused with the reason."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from members.tests.factories import CentreFactory, RepresentativeFactory

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
