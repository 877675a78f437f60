"""Passkeys: added, named, removed by their owner; signed in with, alone or as second step."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from members.register import second_steps
from members.register.services import accounts
from members.tests.factories import CoChairTermFactory, RepresentativeFactory, UserFactory
from members.tests.passkeys import Passkey
from members.tests.signing_in import sign_in_again
from outbox import services as outbox
from outbox.kinds import compose
from outbox.models import Mail
from p2i_site.middleware import STEP_DUE

pytestmark = pytest.mark.django_db
PASSWORD = "nine grey herons"
ADD, INDEX, SIGN_IN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/", "/accounts/login/"
WITH_PASSKEY, SECOND = "/accounts/2fa/webauthn/login/", "/accounts/2fa/authenticate/"
CONFIRM = "/accounts/2fa/webauthn/reauthenticate/"
AS_SCRIPT = {"accept": "application/json"}


@pytest.fixture
def person():
    user = RepresentativeFactory(centre__member=True, user__email="ada@example.org").user
    user.set_password(PASSWORD)
    user.last_login = timezone.now()
    user.save()
    accounts.prove_address(user)
    return user


def add(client, passkey=None, name="Laptop", **fields):
    passkey = passkey or Passkey()
    options = client.get(ADD).context["js_data"]["creation_options"]
    answer = {"name": name, "credential": passkey.made(options), "passwordless": "on", **fields}
    return passkey, client.post(ADD, answer, follow=True)


@pytest.fixture
def passkey(client, person):
    sign_in_again(client, person)
    passkey, _page = add(client)
    client.logout()
    Mail.objects.all().delete()
    return passkey


def come_in(client, passkey, user, **fields):
    options = client.get(WITH_PASSKEY, headers=AS_SCRIPT).json()["request_options"]
    return client.post(WITH_PASSKEY, {"credential": passkey.signed(options, user), **fields})


def is_in(client):
    return client.get("/accounts/preferences/").status_code == 200


def test_a_passkey_is_added_told_of_noted_and_counts_as_second_step(client, person):
    sign_in_again(client, person)

    _passkey, page = add(client, name="Key on my ring")

    assert Authenticator.objects.get(type="webauthn").wrap().name == "Key on my ring"
    assert second_steps.has_one(person)
    assert "10 of 10 codes are left." in page.content.decode()  # recovery codes are offered at once
    assert person.sign_in_events.get().what == "factor_on"
    told = compose(Mail.objects.get(kind="members.sign_in_changed"), timezone.now())
    assert "A passkey was added to your sign-in" in told.text
    assert "Key on my ring" in client.get(INDEX).content.decode()


def test_before_a_passkey_is_added_one_signs_in_again(client, person):
    client.force_login(person)

    assert client.get(ADD)["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(ADD)["Location"].startswith(reverse("account_reauthenticate"))


def test_the_devices_are_asked_for_the_sites_own_host_whatever_the_request_says(
    client, person, settings
):
    settings.SITE_URL = "https://registry.example.eu"
    sign_in_again(client, person)

    options = client.get(ADD).context["js_data"]["creation_options"]["publicKey"]

    assert options["rp"] == {"id": "registry.example.eu", "name": settings.NETWORK_SHORT_NAME}


def test_a_passkey_is_renamed_and_removed_with_a_letter(client, person, passkey):
    sign_in_again(client, person)
    row = Authenticator.objects.get(type="webauthn")
    client.post(reverse("mfa_edit_webauthn", args=[row.pk]), {"name": "Old laptop"})
    assert "Old laptop" in client.get(INDEX).content.decode()

    page = client.post(reverse("mfa_remove_webauthn", args=[row.pk]), follow=True)

    assert "The passkey is removed." in page.content.decode()
    assert not Authenticator.objects.exists()  # the recovery codes went with the last second step
    assert person.sign_in_events.last().what == "factor_off"
    [told] = Mail.objects.filter(kind="members.sign_in_changed")
    assert "A passkey was removed" in compose(told, timezone.now()).text


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_nobody_touches_the_passkey_of_somebody_else(client, passkey, name):
    sign_in_again(client, UserFactory())
    address = reverse(name, args=[Authenticator.objects.get(type="webauthn").pk])

    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Laptop"


def test_a_passkey_alone_signs_in_and_leads_to_where_one_wanted_to_go(client, person, passkey):
    answer = come_in(client, passkey, person, next="/votes/")

    assert answer["Location"] == "/votes/"
    assert is_in(client)


def test_after_the_password_a_passkey_is_the_second_step(client, person, passkey):
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    assert not is_in(client)
    page = client.get(SECOND)
    assert "Use your passkey" in page.content.decode()

    options = page.context["js_data"]["request_options"]
    client.post(SECOND, {"credential": passkey.signed(options)})

    assert is_in(client)


def test_whoever_lost_the_passkey_comes_in_with_a_recovery_code(client, person, passkey):
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap()
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})

    client.post(SECOND, {"code": codes.get_unused_codes()[0]})

    assert is_in(client)


@pytest.mark.parametrize(
    "facts",
    [
        {"origin": "https://testserver.example.org"},
        {"host": "example.org"},
        {"knows_the_person": False},
    ],
    ids=["of a false page", "for another site", "without asking the person"],
)
def test_a_passkey_that_answers_wrongly_signs_nobody_in(client, person, passkey, facts):
    other = Passkey(**facts)
    other.key, other.number = passkey.key, passkey.number

    _refused(client, other, person)


def test_another_passkey_signs_nobody_in(client, person, passkey):
    _refused(client, Passkey(), person)


def _refused(client, passkey, person):
    assert come_in(client, passkey, person)["Location"] == SIGN_IN
    assert not is_in(client)
    assert "This was not recognised." in client.get(SIGN_IN).content.decode()


def test_a_passkey_without_the_question_for_the_person_comes_after_the_password_only(
    client, person
):
    sign_in_again(client, person)
    plain, page = add(client, Passkey(knows_the_person=False), passwordless="")
    assert "The passkey is added." in page.content.decode()
    client.logout()

    assert come_in(client, plain, person)["Location"] == SIGN_IN
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    options = client.get(SECOND).context["js_data"]["request_options"]
    client.post(SECOND, {"credential": plain.signed(options)})

    assert is_in(client)


def test_one_answer_of_a_passkey_signs_in_once(client, person, passkey):
    options = client.get(WITH_PASSKEY, headers=AS_SCRIPT).json()["request_options"]
    answer = passkey.signed(options, person)
    client.post(WITH_PASSKEY, {"credential": answer})
    client.logout()
    client.get(WITH_PASSKEY, headers=AS_SCRIPT)

    client.post(WITH_PASSKEY, {"credential": answer})

    assert not is_in(client)


def test_a_locked_sign_in_is_not_opened_by_a_passkey(client, person, passkey):
    accounts.lock(person, reason="By a link.", by=None, now=timezone.now())

    come_in(client, passkey, person)

    assert not is_in(client)


@pytest.mark.parametrize("junk", ["", "{}", '"x"', "[]", '{"response": {"userHandle": "!"}}'])
def test_junk_instead_of_a_passkey_is_refused_in_words(client, junk):
    client.get(WITH_PASSKEY, headers=AS_SCRIPT)

    assert client.post(WITH_PASSKEY, {"credential": junk})["Location"] == SIGN_IN


def test_a_passkey_confirms_who_one_is_and_one_not_recognised_is_said_there(
    client, person, passkey
):
    client.force_login(person)
    options = client.get(CONFIRM).context["js_data"]["request_options"]
    wrong = client.post(CONFIRM, {"credential": Passkey().signed(options), "next": ADD})
    assert wrong.status_code == 200
    assert "This was not recognised." in wrong.content.decode()

    options = wrong.context["js_data"]["request_options"]
    right = client.post(CONFIRM, {"credential": passkey.signed(options), "next": ADD})

    assert right["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_whoever_needs_a_second_step_is_done_with_a_passkey(client):
    delegate = RepresentativeFactory(centre__member=True)
    CoChairTermFactory(centre=delegate.centre)
    sign_in_again(client, delegate.user)
    session = client.session
    session[STEP_DUE] = 1.0
    session.save()
    asked = client.get("/votes/", follow=True)
    assert asked.redirect_chain[-1][0] == INDEX
    assert all(words in asked.content.decode() for words in ("Add a passkey", "Turn it on"))

    add(client)

    assert client.get("/votes/").status_code == 200
    assert accounts.second_step_due(delegate.user, now=timezone.now()) is None


def invited_link(representative):
    representative.user.set_unusable_password()
    representative.user.save()
    mail = outbox.queue(
        "members.invitation",
        key="an invitation",
        to=representative.user.email,
        user=representative.user,
        about=representative,
        now=timezone.now(),
    )
    words = compose(mail, timezone.now()).text.split()
    link = next(word for word in words if "/reset/key/" in word)
    return link.removeprefix("http://testserver")


def test_whoever_is_invited_takes_a_passkey_instead_of_a_password(client):
    representative = RepresentativeFactory(centre__member=True)
    link = invited_link(representative)
    page = client.get(link, follow=True)
    assert "Or a passkey instead" in page.content.decode()

    answer = client.post(page.request["PATH_INFO"], {"passkey": "1"})
    assert answer["Location"] == ADD
    passkey, _page = add(client)
    client.logout()
    assert "This link no longer works" in client.get(link, follow=True).content.decode()
    come_in(client, passkey, representative.user)

    assert is_in(client)
    representative.user.refresh_from_db()
    assert not representative.user.has_usable_password()


def test_by_a_link_for_a_new_password_nobody_gets_in_without_choosing_one(client, person, passkey):
    link = accounts_link(person)
    page = client.get(link, follow=True)
    assert "Or a passkey instead" not in page.content.decode()

    client.post(page.request["PATH_INFO"], {"passkey": "1"})

    assert not is_in(client)


def test_after_a_new_password_the_second_step_is_still_asked_for(client, person, passkey):
    page = client.get(accounts_link(person), follow=True)
    new = {"password1": "ten grey herons fly", "password2": "ten grey herons fly"}

    answer = client.post(page.request["PATH_INFO"], new)

    assert answer["Location"] == SECOND
    assert not is_in(client)


def accounts_link(user):
    accounts.mail_password_link(user, now=timezone.now())
    text = compose(Mail.objects.get(kind="members.password_link"), timezone.now()).text
    link = next(word for word in text.split() if "/reset/key/" in word)
    return link.removeprefix("http://testserver")


def test_no_page_has_script_of_its_own(client, person, passkey):
    """The strict policy would not run it: what stands in a page is data for allauth's files."""
    pages = [client.get(SIGN_IN)]
    sign_in_again(client, person)
    pages += [client.get(address) for address in (ADD, CONFIRM, INDEX)]

    for page in pages:
        scripts = page.content.decode().split("<script")[1:]
        heads = [script.partition(">")[0] for script in scripts]
        assert all("src=" in head or "application/json" in head for head in heads)
        assert "unsafe" not in page["Content-Security-Policy"]


def test_without_javascript_the_page_says_what_a_passkey_needs(client, person):
    sign_in_again(client, person)

    page = client.get(ADD).content.decode()

    assert "A passkey needs JavaScript" in page
    assert reverse("mfa_activate_totp") in page
