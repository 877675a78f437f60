"""Who works for the whole Network signs in with a second step, after some days to set it up."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.register import second_steps
from members.register.services import accounts
from members.tests.factories import NOW, CoChairTermFactory, RepresentativeFactory, UserFactory
from p2i_site.middleware import STEP_DUE

pytestmark = pytest.mark.django_db
GRACE = second_steps.GRACE


def set_up(user):
    return Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})


def co_chair():
    delegate = RepresentativeFactory(centre__member=True)
    CoChairTermFactory(centre=delegate.centre)
    return delegate.user


@pytest.mark.parametrize(
    "person, is_needed",
    [
        (lambda: UserFactory(secretariat=True), True),
        (lambda: UserFactory(is_staff=True, is_superuser=True), True),
        (co_chair, True),
        (lambda: RepresentativeFactory(centre__member=True).user, False),
        (lambda: UserFactory(), False),
        (lambda: UserFactory(secretariat=True, is_demo=True), False),
    ],
    ids=["secretariat", "superuser", "co-chair", "delegate", "nobody", "of the demo"],
)
def test_who_needs_a_second_step(person, is_needed):
    user = person()

    assert second_steps.is_needed(user) == is_needed
    assert (accounts.second_step_due(user, now=NOW) is not None) == is_needed


def test_the_days_begin_once_and_end_with_the_second_step():
    clerk = UserFactory(secretariat=True)

    assert accounts.second_step_due(clerk, now=NOW) == NOW + GRACE
    assert accounts.second_step_due(clerk, now=NOW + timedelta(days=3)) == NOW + GRACE
    set_up(clerk)
    assert accounts.second_step_due(clerk, now=NOW + timedelta(days=4)) is None


def test_whoever_lost_it_has_some_days_anew():
    clerk = UserFactory(secretariat=True)
    accounts.second_step_due(clerk, now=NOW)
    set_up(clerk)
    later = NOW + timedelta(days=100)

    by, second = (UserFactory(is_staff=True, is_superuser=True) for _number in range(2))
    facts = {"reason": "A lost telephone.", "by": by, "released_by": second}
    accounts.remove_second_step(clerk, **facts, now=later)

    assert accounts.second_step_due(clerk, now=later) == later + GRACE


def signed_in(client, user, *, late):
    client.force_login(user)
    if late:
        session = client.session
        session[STEP_DUE] = (timezone.now() - timedelta(minutes=1)).timestamp()
        session.save()


@pytest.mark.parametrize("address", ["/admin/", "/votes/", "/admin/members/centre/"])
def test_after_these_days_it_is_set_up_before_anything_else(client, address):
    clerk = UserFactory(secretariat=True)
    signed_in(client, clerk, late=True)

    page = client.get(address)

    assert page["Location"] == reverse("mfa_index")
    assert client.post(address)["Location"] == reverse("mfa_index")
    set_up(clerk)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/members/", "/accounts/2fa/", "/accounts/logout/"])
def test_public_pages_and_those_of_ones_own_account_stay_open(client, address):
    signed_in(client, UserFactory(secretariat=True), late=True)

    assert client.get(address).status_code == 200


def test_until_then_the_desk_counts_the_days(client):
    signed_in(client, UserFactory(secretariat=True), late=False)

    assert "Your second step to sign in" in client.get("/admin/").content.decode()


def test_a_sign_in_with_a_password_says_until_when(client):
    clerk = UserFactory(secretariat=True)
    clerk.set_password("nine grey herons")
    clerk.save()

    fields = {"login": clerk.email, "password": "nine grey herons"}
    page = client.post(reverse("account_login"), fields, follow=True)

    assert "Set up a second step by" in page.content.decode()


def test_the_list_of_people_says_who_has_one_and_for_whom_they_speak(client):
    with_one = RepresentativeFactory(
        centre__member=True, centre__name="Kaleva", centre__country="AT"
    )
    set_up(with_one.user)
    without = RepresentativeFactory(centre__member=True)
    client.force_login(UserFactory(secretariat=True))
    address = reverse("admin:members_user_changelist")

    has_one = client.get(f"{address}?second_step=on").content.decode()
    has_none = client.get(f"{address}?second_step=off").content.decode()

    assert with_one.user.email in has_one
    assert "Kaleva (AT): Delegate" in has_one
    assert without.user.email not in has_one
    assert without.user.email in has_none


def test_a_long_list_of_people_takes_no_more_queries(client, django_assert_max_num_queries):
    client.force_login(UserFactory(secretariat=True))
    address = reverse("admin:members_user_changelist")
    RepresentativeFactory(centre__member=True)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _number in range(8):
        set_up(RepresentativeFactory(centre__member=True).user)

    with django_assert_max_num_queries(len(few)):
        client.get(address)
