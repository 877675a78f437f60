from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from api import services
from api.models import Token
from api.tests.reading import bearer
from common.refusals import Refused
from members.models import Representative
from members.tests.factories import UserFactory
from members.tests.signing_in import sign_in_again

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
PAGE = reverse("api:tokens")


def make(person, **facts):
    return services.make(**{"name": "Dashboard", "days": 30, "by": person, "on": DAY, **facts})


def test_the_secret_itself_is_not_kept(person):
    token, secret = make(person)

    assert secret.startswith(token.prefix)
    assert len(token.prefix) == 12
    assert secret not in str(Token.objects.values())
    assert services.token_of(secret, on=DAY) == token


def test_each_day_of_use_is_noted_once(person, django_assert_num_queries):
    token, secret = make(person)
    services.token_of(secret, on=DAY)

    with django_assert_num_queries(2):
        services.token_of(secret, on=DAY)
    token.refresh_from_db()
    assert token.last_used_on == DAY


def test_a_token_ends_on_its_day(person):
    _token, secret = make(person)

    assert services.token_of(secret, on=DAY + timedelta(days=29))
    assert services.token_of(secret, on=DAY + timedelta(days=30)) is None


def test_a_revoked_token_is_dead(person):
    token, secret = make(person)

    services.revoke(token, now=timezone.now())

    assert services.token_of(secret, on=DAY) is None


def test_a_token_dies_when_its_person_no_longer_acts_for_a_centre(person):
    _token, secret = make(person)

    Representative.objects.update(valid_until="2021-01-01")

    assert services.token_of(secret, on=DAY) is None


def test_a_token_dies_when_its_person_is_shut_out():
    person = UserFactory(secretariat=True)
    _token, secret = make(person)

    type(person).objects.update(is_active=False)

    assert services.token_of(secret, on=DAY) is None


def test_who_acts_for_nobody_gets_none():
    with pytest.raises(Refused, match="for those who act for a centre"):
        make(UserFactory())


def test_one_person_has_ten_at_most(person):
    for _number in range(10):
        token, _secret = make(person)

    with pytest.raises(Refused, match="Revoke one first"):
        make(person)
    services.revoke(token, now=timezone.now())
    make(person)


@pytest.mark.parametrize(
    "constraint, facts",
    [
        ("token_has_a_name", {"name": ""}),
        ("token_ends_after_it_was_made", {"days": 0}),
    ],
)
def test_the_database_refuses(person, constraint, facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(person, **facts)


def test_two_tokens_never_share_a_secret(person):
    token, _secret = make(person)
    token.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        token.save(force_insert=True)


def test_a_token_is_made_shown_once_used_and_revoked_in_the_browser(client, person):
    client.force_login(person)
    asked = client.post(PAGE, {"name": "Dashboard", "days": "30"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not Token.objects.exists()
    sign_in_again(client, person)
    made = client.post(PAGE, {"name": "Dashboard", "days": "30"})
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert secret not in client.get(PAGE).content.decode()
    assert client.get("/api/v1/motions", headers=bearer(secret)).status_code == 200

    revoke = reverse("api:revoke", args=[Token.objects.get().pk])
    assert "Revoke the token Dashboard?" in client.get(revoke).content.decode()
    assert Token.objects.get().revoked_at is None
    page = client.post(revoke, follow=True).content.decode()

    assert "is revoked" in page
    assert client.get("/api/v1/motions", headers=bearer(secret)).status_code == 401


def test_a_name_is_needed(client, person):
    client.force_login(person)

    assert "This field is required" in client.post(PAGE, {"days": "30"}).content.decode()
    assert not Token.objects.exists()


def test_pages_of_tokens_are_for_those_who_may_hold_one(client, person):
    token, _secret = make(person)
    assert client.get(PAGE).status_code == 302

    client.force_login(UserFactory())

    assert client.get(PAGE).status_code == 403
    assert client.post(reverse("api:revoke", args=[token.pk])).status_code == 404
