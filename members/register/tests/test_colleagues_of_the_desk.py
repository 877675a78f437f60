"""Colleagues of the secretariat come and go by two people, and help each other's sign-ins."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import press, text
from members.models import SignInEvent, User
from members.permissions import is_secretariat
from members.register.services import accounts, colleagues
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from outbox.models import Mail
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
WHY = {"reason": "Begins in May."}


@pytest.fixture
def clerk():
    return UserFactory(secretariat=True, name="Clara Clerk")


@pytest.fixture
def colleague():
    return UserFactory(secretariat=True, name="Cole League")


def anew(person):
    return User.objects.get(pk=person.pk)


def step(person, name):
    return reverse("admin:members_user_step", args=[person.pk, name])


def test_two_people_make_somebody_a_colleague_who_is_told_and_chooses_a_password(clerk, colleague):
    person = UserFactory()
    person.set_unusable_password()
    person.save()

    colleagues.add(person, **WHY, by=clerk, released_by=colleague, now=NOW)

    assert is_secretariat(anew(person))
    event = SignInEvent.objects.get()
    assert (event.what, event.by, event.released_by) == ("rights_given", clerk, colleague)
    kinds = sorted(mail.kind for mail in Mail.objects.filter(user=person))
    assert kinds == ["members.password_link", "members.sign_in_changed"]


def test_two_people_take_somebody_out_who_keeps_the_sign_in(clerk, colleague):
    person = UserFactory(secretariat=True)

    colleagues.remove(person, **WHY, by=clerk, released_by=colleague, now=NOW)

    left = anew(person)
    assert (is_secretariat(left), left.is_staff, left.is_active) == (False, False, True)
    assert left.sessions_since == NOW
    assert SignInEvent.objects.get().what == "rights_taken"


def test_what_is_refused(clerk, colleague):
    two = {**WHY, "by": clerk, "released_by": colleague, "now": NOW}
    locked = UserFactory(is_active=False)
    chief = UserFactory(secretariat=True, is_superuser=True)

    for act, person, why in (
        (colleagues.add, RepresentativeFactory().user, "acts for a centre"),
        (colleagues.add, locked, "locked"),
        (colleagues.add, UserFactory(secretariat=True), "already"),
        (colleagues.remove, UserFactory(), "not of the secretariat"),
        (colleagues.remove, colleague, "for themselves"),
        (colleagues.remove, chief, "Only a superuser"),
    ):
        with pytest.raises(Refused, match=why):
            act(person, **two)
    with pytest.raises(Refused, match="Nobody decides alone"):
        colleagues.add(UserFactory(), **{**two, "released_by": clerk})


@pytest.mark.parametrize("what", ["rights_given", "rights_taken"])
def test_no_colleague_by_one_person_is_on_record(clerk, what):
    with pytest.raises(IntegrityError, match="by_two_people"), transaction.atomic():
        SignInEvent.objects.create(user=clerk, what=what, at=NOW, by=clerk, reason="Why.")


def test_through_the_pages_one_proposes_and_another_releases(client, clerk, colleague):
    person = UserFactory(name="Newt Comer")
    client.force_login(clerk)

    press(client, step(person, "add-colleague"), **WHY)
    assert not is_secretariat(anew(person))
    client.force_login(colleague)
    press(client, step(person, "release"))

    assert Proposal.objects.get().released_by == colleague


def test_a_colleague_s_second_step_is_switched_off_by_two_of_the_desk(client, clerk, colleague):
    person = UserFactory(secretariat=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    client.force_login(clerk)

    assert client.get(step(person, "remove-second-step")).status_code == 200
    accounts.remove_second_step(person, **WHY, by=clerk, released_by=colleague, now=NOW)

    assert not Authenticator.objects.exists()
    chief = UserFactory(secretariat=True, is_superuser=True)
    assert client.get(step(chief, "remove-second-step")).status_code == 403
    for by, second in ((person, clerk), (clerk, person)):
        with pytest.raises(Refused, match="for themselves"):
            accounts.remove_second_step(person, **WHY, by=by, released_by=second, now=NOW)


def test_the_page_says_who_is_of_the_secretariat_and_with_which_factors(
    client, clerk, colleague, django_assert_max_num_queries
):
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=colleague, type=kind, data={})
    SocialAccount.objects.create(user=colleague, provider="https://eu.example", uid="1")
    stranger = UserFactory(name="Stran Ger")
    client.force_login(clerk)
    address = reverse("admin:members_user_colleagues")

    with django_assert_max_num_queries(14):
        shown = text(client.get(address))

    assert "Authenticator app, recovery codes, account of the state" in shown
    assert colleague.name in shown
    assert stranger.name not in shown
    client.force_login(stranger)
    assert client.get(address).status_code == 302


def test_the_list_of_people_says_which_factors_each_has(client, clerk):
    Authenticator.objects.create(user=clerk, type="webauthn", data={})
    client.force_login(clerk)

    shown = text(client.get(reverse("admin:members_user_changelist")))

    assert "Passkey" in shown
