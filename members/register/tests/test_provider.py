"""Sign-in by the state, with a provider that lies: only whom a person has connected comes in."""

import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from api.models import Token
from common.refusals import Refused
from common.tests.step_pages import text
from members.models import SignInEvent
from members.register.services import accounts, provider_links
from members.register.sign_in_adapter import AccountAdapter
from members.register.tests import fake_provider
from members.register.views.signing_in_again import before_what_counts
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from members.tests.signing_in import sign_in_again
from outbox.models import Mail

pytestmark = pytest.mark.django_db
PAGE = reverse("members:provider")
SIGN_IN = reverse("members:provider_sign_in")
CALLBACK = reverse("members:provider_callback")
HOUR = 3600


@pytest.fixture(scope="module")
def one_server():
    with fake_provider.running() as fake:
        yield fake


@pytest.fixture
def provider(one_server, settings):
    one_server.__init__(one_server.issuer)
    settings.OIDC_SERVER_URL = one_server.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        fake_provider.CLIENT,
        fake_provider.SECRET,
    )
    settings.OIDC_NAME = "EU Login"
    return one_server


@pytest.fixture
def person():
    """Who has a password, and has connected the account that the provider calls subject-1."""
    user = UserFactory(email="known@example.org")
    user.set_password("a-long-password")
    user.save()
    return user


def connect(user, provider, subject="subject-1"):
    return provider_links.connect(user, issuer=provider.issuer, subject=subject, now=NOW)


def go_there(client, provider, address=SIGN_IN, **typed):
    """Where the provider sends the browser back to, once the person has agreed."""
    led = client.post(address, typed)
    assert led.status_code == 302
    assert led["Location"].startswith(f"{provider.issuer}/authorize?"), led["Location"]
    return provider.agree(led["Location"])


def signs_in(client, provider):
    return client.get(go_there(client, provider))


def is_nobody(client):
    return not get_user(client).is_authenticated


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def invitation_of(user):
    """The page of the emailed link, as a browser opens it."""
    place = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=place)


# --- Who comes in -----------------------------------------------------------------------


def test_a_connected_account_signs_in_and_nothing_of_the_provider_is_kept(client, provider, person):
    connect(person, provider)

    answer = signs_in(client, provider)

    assert (answer.status_code, get_user(client)) == (302, person)
    [account] = SocialAccount.objects.all()
    assert (account.provider, account.uid) == (provider.issuer, "subject-1")
    assert account.extra_data == {}
    assert not SocialToken.objects.exists()
    assert "access" not in str(dict(client.session.items()))


def test_what_is_asked_has_a_state_a_nonce_and_pkce_and_asks_for_no_address(client, provider):
    asked = client.post(SIGN_IN)["Location"]

    for part in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"):
        assert part in asked
    assert "scope=openid&" in asked


def past(claims, seconds):
    now = int(time.time())
    return {**claims, "iat": now - seconds - 60, "exp": now - seconds}


LIES = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "for another site": {"claims": {"aud": "another"}},
    "for several sites": {"claims": {"aud": ["p2i", "another"]}},
    "for another party": {"claims": {"azp": "another"}},
    "over": {"claims": past({}, HOUR)},
    "without an end": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": int(time.time()) + HOUR}},
    "unsigned": {"alg": "none"},
    "signed by another key": {"key": fake_provider.OTHER_KEY},
    "signed by a key that is not there": {"kid": "two"},
    "signed with what is public": {"alg": "HS256", "key": "x" * 64},
    "an answer to another question": {"claims": {"nonce": "another"}},
    "an answer to no question": {"claims": {"nonce": None}},
    "without a subject": {"claims": {"sub": None}},
    "with an empty subject": {"claims": {"sub": " "}},
    "with a subject too long": {"claims": {"sub": "s" * 192}},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_signs_nobody_in(client, provider, person, lie):
    connect(person, provider)
    vars(provider).update(LIES[lie])

    answer = signs_in(client, provider)

    assert answer.status_code == 401
    assert "Nobody was signed in" in text(answer)
    assert is_nobody(client)


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_a_provider_that_leads_on_to_another_address_is_not_followed(
    client, provider, person, path
):
    connect(person, provider)
    provider.moved = path

    answer = signs_in(client, provider)

    assert answer.status_code == 401
    assert is_nobody(client)


def test_a_provider_that_calls_itself_another_is_not_gone_to(client, provider, person):
    provider.calls_itself = "https://evil.example"

    assert client.post(SIGN_IN).status_code == 401


def test_a_provider_that_is_silent_is_said_in_plain_words(client, provider, person):
    provider.is_down = True

    answer = client.post(SIGN_IN)

    assert "does not answer" in text(answer)


def test_another_state_and_a_code_that_was_used_sign_nobody_in(client, provider, person):
    connect(person, provider)
    back = go_there(client, provider)
    other_state = client.get(back.replace("state=", "state=x"))
    assert (other_state.status_code, is_nobody(client)) == (401, True)

    assert client.get(back).status_code == 302
    client.logout()

    assert client.get(back).status_code == 401  # the state is used
    again = go_there(client, provider)
    old_code = back.partition("code=")[2].partition("&")[0]
    provider.codes.pop(old_code, None)
    replayed = client.get(f"{CALLBACK}?code={old_code}&{again.partition('&')[2]}")
    assert (replayed.status_code, is_nobody(client)) == (401, True)


def test_another_browser_cannot_take_the_answer_up(client, provider, person):
    connect(person, provider)
    back = go_there(client, provider)
    client.cookies.clear()

    assert client.get(back).status_code == 401
    assert is_nobody(client)


@pytest.mark.parametrize("verified", [True, False])
def test_a_known_address_opens_nothing_and_nothing_is_said_of_it(
    client, provider, person, verified
):
    strange = {"sub": "subject-2", "email_verified": verified}
    pages = []
    for email in (person.email, "unknown@example.org"):
        provider.claims = {**strange, "email": email}
        answer = signs_in(client, provider)
        assert (answer.status_code, is_nobody(client)) == (403, True)
        pages.append(text(answer))

    assert pages[0] == pages[1]
    assert "do so as before, then connect EU Login" in pages[0]
    assert not SocialAccount.objects.exists()


def test_the_same_subject_of_another_issuer_is_somebody_else(client, provider, person):
    provider_links.connect(person, issuer="https://other.example", subject="subject-1", now=NOW)

    assert signs_in(client, provider).status_code == 403
    assert is_nobody(client)


def test_a_locked_sign_in_stays_locked(client, provider, person):
    connect(person, provider)
    accounts.lock(person, reason="Stolen.", by=None, now=NOW)

    answer = signs_in(client, provider)

    assert answer["Location"] == reverse("account_inactive")
    assert is_nobody(client)


@pytest.mark.parametrize(
    "said_by_provider, accepted, is_asked",
    [
        ({}, ["high"], True),
        ({"acr": "high"}, [], True),
        ({"acr": "high"}, ["high"], False),
        ({"acr": "low"}, ["high"], True),
        ({"amr": ["pwd", "otp"]}, ["otp"], False),
        ({"amr": "otp"}, ["otp"], True),
    ],
)
def test_the_second_step_is_asked_for_unless_the_provider_did_and_that_counts(
    client, provider, person, settings, said_by_provider, accepted, is_asked
):
    connect(person, provider)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    provider.claims, settings.OIDC_SECOND_FACTOR_ACR = said_by_provider, accepted

    answer = signs_in(client, provider)

    assert (answer["Location"] == reverse("mfa_authenticate")) == is_asked
    assert is_nobody(client) == is_asked


def test_whoever_changes_their_mind_there_is_back_at_the_sign_in_page(client, provider):
    state = go_there(client, provider).partition("state=")[2]

    answer = client.get(f"{CALLBACK}?error=access_denied&state={state}")

    assert answer["Location"] == reverse("account_login")


# --- Connecting and disconnecting -------------------------------------------------------


def test_a_person_connects_after_showing_the_password(client, provider, person):
    client.force_login(person)

    asked = client.post(PAGE, {"connect": "1"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    shown = {"password": "a-long-password", "next": PAGE}
    led = client.post(reverse("account_reauthenticate"), shown)
    client.get(provider.agree(led["Location"]))

    assert provider_links.connected(person).uid == "subject-1"
    assert SignInEvent.objects.get().what == "provider_on"
    assert Mail.objects.get(kind="members.sign_in_changed").details["what"] == "provider_on"


def test_whoever_has_a_second_step_is_asked_for_that_and_not_for_the_password(
    client, provider, person
):
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    connect(person, provider)
    sign_in_again(client, person)

    for button in ("connect", "disconnect"):
        asked = client.post(PAGE, {button: "1"})
        assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    assert provider_links.connected(person)


def test_a_person_disconnects_while_a_password_is_left(client, provider, person):
    connect(person, provider)
    sign_in_again(client, person)

    client.post(PAGE, {"disconnect": "1"})

    assert provider_links.connected(person) is None
    assert [event.what for event in SignInEvent.objects.all()] == ["provider_on", "provider_off"]
    assert signs_in(client, provider).status_code == 403


def test_the_last_way_in_is_not_disconnected(provider):
    invited = UserFactory()
    invited.set_unusable_password()
    invited.save()
    connect(invited, provider)

    with pytest.raises(Refused, match="Choose a password or add a passkey"):
        provider_links.disconnect(invited, now=NOW)


def test_one_account_opens_one_sign_in_and_one_sign_in_has_one_account(provider, person):
    connect(person, provider)

    with pytest.raises(Refused, match="opens another sign-in"):
        connect(UserFactory(), provider)
    with pytest.raises(Refused, match="Another account is connected"):
        connect(person, provider, subject="subject-2")
    with pytest.raises(Refused, match="connected already"):
        connect(person, provider)


def test_a_connecting_that_another_person_ends_connects_nothing(client, provider, person):
    sign_in_again(client, person)
    back = provider.agree(client.post(PAGE, {"connect": "1"})["Location"])
    session = dict(client.session.items())
    client.force_login(UserFactory())
    carried = client.session
    carried["socialaccount_states"] = session["socialaccount_states"]
    carried.save()

    client.get(back)

    assert not SocialAccount.objects.exists()


# --- Signing in anew, where nothing else is there to confirm who one is -------------------


@pytest.fixture
def only_there(provider):
    """Who has neither password nor second step, and has connected subject-1."""
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    connect(user, provider)
    return user


TOKENS = reverse("api:tokens")
CONFIRM = reverse("members:provider_confirm")


@pytest.fixture
def reader(only_there):
    """As above, who acts for a centre and so may have tokens."""
    RepresentativeFactory(user=only_there)
    return only_there


def confirms(client, provider, **typed):
    return client.get(go_there(client, provider, CONFIRM, **typed))


def is_confirmed(client):
    records = client.session.get("account_authentication_methods", [])
    return any(one.get("reauthenticated") for one in records)


def test_before_a_token_one_signs_in_there_anew_and_the_form_that_was_sent_is_taken_up(
    client, provider, reader
):
    client.force_login(reader)

    asked = client.post(TOKENS, {"name": "Dashboard", "days": "30"})
    assert asked["Location"].startswith(f"{CONFIRM}?")
    assert "Confirm with EU Login" in text(client.get(asked["Location"]))
    led = client.post(CONFIRM, {"next": TOKENS})["Location"]
    assert "prompt=login" in led
    assert "max_age=0" in led
    assert not Token.objects.exists()
    made = client.get(provider.agree(led))

    assert made.context["secret"]
    assert Token.objects.get().name == "Dashboard"
    assert get_user(client) == reader
    again = client.post(TOKENS, {"name": "Another", "days": "30"})
    assert again.status_code == 200  # it counts for a while


def test_a_second_step_is_not_set_up_before_one_has_signed_in_there_anew(
    client, provider, only_there
):
    client.force_login(only_there)
    page = reverse("mfa_activate_totp")

    assert client.get(page)["Location"].startswith(f"{CONFIRM}?")
    back = confirms(client, provider, next=page)

    assert back["Location"] == page
    assert client.get(page).status_code == 200


def test_after_long_idleness_one_is_asked_before_what_counts(rf, client, provider, only_there):
    request = rf.post("/votes/1/ballot/")
    request.user, request.session = only_there, {}

    assert before_what_counts(request)["Location"].startswith(f"{CONFIRM}?next=%2Fvotes")
    client.force_login(only_there)
    assert confirms(client, provider, next="/votes/1/ballot/")["Location"] == "/votes/1/ballot/"
    request.session = client.session

    assert before_what_counts(request) is None


def test_a_session_that_was_copied_before_does_not_go_on(client, provider, only_there):
    client.force_login(only_there)
    before = client.session.session_key

    confirms(client, provider)

    assert client.session.session_key != before


@pytest.mark.parametrize(
    "claims, why",
    [
        ({"sub": "subject-2"}, "another account of EU Login"),
        ({"auth_time": int(time.time()) - HOUR}, "did not ask you to sign in anew"),
        ({"auth_time": int(time.time()) + HOUR}, "did not ask you to sign in anew"),
        ({"auth_time": "now"}, "did not ask you to sign in anew"),
        ({"auth_time": True}, "did not ask you to sign in anew"),
        ({"nonce": "another"}, "could not be verified"),
    ],
)
def test_what_is_no_answer_of_today_of_the_same_account_confirms_nothing(
    client, provider, only_there, claims, why
):
    client.force_login(only_there)
    provider.claims = claims

    answer = confirms(client, provider, next=TOKENS)

    assert answer["Location"] == f"{CONFIRM}?{urlencode({'next': TOKENS})}"
    assert why in said(answer)
    assert not is_confirmed(client)
    assert get_user(client) == only_there


def test_an_instant_of_the_sign_in_there_that_is_of_now_confirms(client, provider, only_there):
    client.force_login(only_there)
    provider.claims = {"auth_time": int(time.time())}

    confirms(client, provider)

    assert is_confirmed(client)


def test_an_account_that_opens_another_sign_in_neither_confirms_nor_signs_in(
    client, provider, only_there
):
    other = UserFactory()
    connect(other, provider, subject="subject-2")
    client.force_login(only_there)
    provider.claims = {"sub": "subject-2"}

    confirms(client, provider)

    assert get_user(client) == only_there
    assert not is_confirmed(client)


def test_whoever_changes_their_mind_there_is_back_where_they_confirm(client, provider, only_there):
    client.force_login(only_there)
    state = go_there(client, provider, CONFIRM, next=TOKENS).partition("state=")[2]

    answer = client.get(f"{CALLBACK}?error=access_denied&state={state}")

    assert answer["Location"].startswith(f"{CONFIRM}?next=")
    assert "You came back" in said(answer)
    assert not is_confirmed(client)


def test_the_answer_to_a_sign_in_confirms_nothing_and_the_other_way_round(
    client, provider, only_there
):
    client.get(go_there(client, provider, SIGN_IN))
    assert get_user(client) == only_there
    assert not is_confirmed(client)

    back = go_there(client, provider, CONFIRM)
    states = client.session["socialaccount_states"]
    client.logout()
    session = client.session
    session["socialaccount_states"] = states
    session.save()
    answer = client.get(back)

    assert "Somebody else began this" in said(answer)
    assert is_nobody(client)


def test_what_one_began_confirms_nothing_for_another(client, provider, only_there, person):
    client.force_login(only_there)
    back = go_there(client, provider, CONFIRM)
    states = client.session["socialaccount_states"]
    client.force_login(person)
    session = client.session
    session["socialaccount_states"] = states
    session.save()

    client.get(back)

    assert get_user(client) == person
    assert not is_confirmed(client)


def test_it_leads_to_no_other_site(client, provider, only_there):
    client.force_login(only_there)

    answer = confirms(client, provider, next="https://evil.example/")

    assert answer["Location"].startswith("/")


def test_the_provider_is_one_way_among_others_and_no_way_where_it_is_off(
    client, provider, person, settings
):
    connect(person, provider)
    ways = AccountAdapter().get_reauthentication_methods(person)
    assert [way["id"] for way in ways] == ["reauthenticate", "confirm"]
    client.force_login(person)
    page = client.get(reverse("account_reauthenticate"))
    assert "With EU Login" in text(page)

    settings.OIDC_SERVER_URL = ""

    ways = AccountAdapter().get_reauthentication_methods(person)
    assert [way["id"] for way in ways] == ["reauthenticate"]
    assert client.get(CONFIRM).status_code == 404


def test_whoever_has_connected_nothing_is_led_to_another_way(client, provider, person):
    client.force_login(person)

    assert client.get(CONFIRM)["Location"] == reverse("account_reauthenticate")


# --- By the emailed link of an invitation -----------------------------------------------


@pytest.fixture
def invited():
    user = RepresentativeFactory(user__email="invited@example.org").user
    user.set_unusable_password()
    user.save()
    return user


def test_an_invited_person_connects_instead_of_choosing_a_password(client, provider, invited):
    link = invitation_of(invited)
    page = client.get(link, follow=True)
    assert "Or use EU Login" in text(page)
    by_link = reverse("members:provider_by_link", args=[user_pk_to_url_str(invited)])

    client.get(go_there(client, provider, by_link))

    assert get_user(client) == invited
    assert provider_links.connected(invited).uid == "subject-1"
    assert EmailAddress.objects.get(user=invited).verified
    client.logout()
    assert "This link no longer works" in text(client.get(link, follow=True))


def test_without_the_link_nobody_connects_for_an_invited_person(client, provider, invited):
    by_link = reverse("members:provider_by_link", args=[user_pk_to_url_str(invited)])

    assert not client.post(by_link)["Location"].startswith(provider.issuer)
    client.get(invitation_of(UserFactory()))  # another one's link is in the session
    assert not client.post(by_link)["Location"].startswith(provider.issuer)


def test_a_link_that_died_meanwhile_connects_nothing(client, provider, invited):
    client.get(invitation_of(invited), follow=True)
    by_link = reverse("members:provider_by_link", args=[user_pk_to_url_str(invited)])
    back = go_there(client, provider, by_link)
    invited.last_login = timezone.now() - timedelta(minutes=1)
    invited.save()

    client.get(back)

    assert is_nobody(client)
    assert not SocialAccount.objects.exists()


def test_a_link_for_a_forgotten_password_connects_nothing(client, provider, person):
    page = client.get(invitation_of(person), follow=True)

    assert "EU Login" not in text(page)
    with pytest.raises(Refused, match="a way to sign in already"):
        provider_links.connect_by_link(person, issuer=provider.issuer, subject="subject-1", now=NOW)


def test_an_account_of_somebody_else_is_not_connected_by_a_link(client, provider, person, invited):
    connect(person, provider)
    client.get(invitation_of(invited), follow=True)
    by_link = reverse("members:provider_by_link", args=[user_pk_to_url_str(invited)])

    client.get(go_there(client, provider, by_link))

    assert is_nobody(client)
    assert provider_links.connected(invited) is None


# --- Switched off -----------------------------------------------------------------------


def test_where_it_is_off_there_is_no_button_and_no_page(client, person):
    assert SIGN_IN not in client.get(reverse("account_login")).content.decode()
    assert client.post(SIGN_IN).status_code == client.get(SIGN_IN).status_code == 404
    assert client.get(CALLBACK).status_code == 404
    client.force_login(person)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in text(client.get(reverse("members:preferences")))


def test_where_it_is_on_the_sign_in_page_has_its_button(client, provider):
    assert "Sign in with EU Login" in text(client.get(reverse("account_login")))
