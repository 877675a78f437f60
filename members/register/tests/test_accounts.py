import time
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.models import Attempt, User
from members.register import tasks
from members.register.password_links import PasswordLinks
from members.register.second_step_adapter import SecondStepAdapter
from members.register.services import accounts
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import services as outbox
from outbox.kinds import compose
from outbox.models import Mail
from p2i_site.middleware import viewer_time_zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """Who asks for a link gets it by a worker; there is none here."""
    monkeypatch.setattr(tasks.mail_password_links, "delay", tasks.mail_password_links)


def test_nobody_signs_up(client):
    client.post(
        reverse("account_signup"),
        {"email": "me@example.org", "password1": "a-long-word", "password2": "a-long-word"},
    )

    assert not User.objects.exists()


def test_the_address_is_the_login_whatever_its_letter_case(client):
    user = UserFactory(email="ada@example.org")
    user.set_password("a-long-password")
    user.save()

    response = client.post(
        reverse("account_login"), {"login": "Ada@Example.org", "password": "a-long-password"}
    )

    assert response.status_code == 302


def test_a_forgotten_password_is_a_mail_in_the_outbox_without_its_secret(client):
    user = UserFactory(email="ada@example.org")

    client.post(reverse("account_reset_password"), {"email": user.email})

    queued = Mail.objects.get()
    assert (queued.kind, queued.to) == ("members.password_link", "ada@example.org")
    letter = compose(queued, timezone.now())
    assert "/accounts/password/reset/key/" in letter.text
    token = letter.text.partition("/reset/key/")[2].partition("/")[0].partition("-")[2]
    assert token not in letter.redacted().text


def test_the_mailed_link_sets_the_new_password(client):
    user = UserFactory(email="ada@example.org")
    client.post(reverse("account_reset_password"), {"email": user.email})
    letter = compose(Mail.objects.get(), timezone.now())
    link = next(word for word in letter.text.split() if "/reset/key/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)

    client.post(
        page.request["PATH_INFO"], {"password1": "a-brand-new-one", "password2": "a-brand-new-one"}
    )

    user.refresh_from_db()
    assert user.check_password("a-brand-new-one")


def test_an_unknown_address_gets_the_same_answer_and_leaves_no_trace(client):
    UserFactory(email="ada@example.org")
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("ada@example.org", "who@example.org")
    )

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Mail.objects.get().to == "ada@example.org"
    assert mail.outbox == []


@pytest.mark.parametrize(
    "path", ["/votes/", "/admin/", "/accounts/password/change/", "/accounts/2fa/"]
)
def test_inner_pages_ask_strangers_to_log_in(client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_times_are_shown_in_the_viewers_zone(rf):
    request = rf.get("/")
    request.user = UserFactory(time_zone="Europe/Athens")

    zone = viewer_time_zone(lambda request: timezone.get_current_timezone_name())

    assert zone(request) == "Europe/Athens"
    request.user.time_zone = ""
    assert zone(request) == timezone.get_default_timezone_name()


def test_people_choose_their_zone_and_their_reminders(client):
    user = UserFactory()
    client.force_login(user)

    client.post(reverse("members:preferences"), {"name": "Ada", "time_zone": "Europe/Athens"})

    user.refresh_from_db()
    assert (user.name, user.time_zone, user.wants_reminders) == ("Ada", "Europe/Athens", False)


def test_a_zone_that_does_not_exist_is_explained(client):
    client.force_login(UserFactory())

    response = client.post(reverse("members:preferences"), {"time_zone": "Moon/Crater"})

    assert b"Select a valid choice" in response.content


def test_preferences_need_a_login(client):
    assert client.get(reverse("members:preferences")).status_code == 302


def chosen_by_link(client, letter, password="a-brand-new-one"):
    link = next(word for word in letter.text.split() if "/reset/key/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    return client.post(
        page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True
    )


def switch_on_codes(client, password):
    """As an app on a telephone does it."""
    client.post(reverse("account_reauthenticate"), {"password": password})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return client.post(reverse("mfa_activate_totp"), {"code": code})


@pytest.mark.parametrize("by", ["invitation", "reset", "invitation and reset"])
def test_whoever_opened_a_mailed_link_takes_a_second_step_at_once(client, by):
    representative = RepresentativeFactory(user__email="ada@example.org")
    user = representative.user
    password = "a-brand-new-one"
    if "invitation" in by:
        kind, facts = "members.invitation", {"key": "an invitation", "to": user.email}
        invited = outbox.queue(kind, **facts, user=user, about=representative, now=timezone.now())
        chosen_by_link(client, compose(invited, timezone.now()))
    if "reset" in by:
        client.logout()
        client.post(reverse("account_reset_password"), {"email": user.email})
        asked = Mail.objects.get(kind="members.password_link")
        password = "another-brand-new-one"
        chosen_by_link(client, compose(asked, timezone.now()), password)

    assert switch_on_codes(client, password).status_code == 302
    step = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert step.data["secret"].startswith(accounts.SEALED)


def test_an_address_that_somebody_else_had_is_proved_anew(client):
    former, user = UserFactory(email="old@example.org"), UserFactory(email="ada@example.org")
    EmailAddress.objects.create(user=former, email="ada@example.org", verified=True)
    EmailAddress.objects.create(user=user, email="before@example.org", verified=True, primary=True)

    accounts.prove_address(user)

    assert EmailAddress.objects.get().email == "ada@example.org"
    assert EmailAddress.objects.get().user == user


def test_the_secret_of_a_second_step_is_encrypted_and_outlives_a_change_of_keys(settings):
    adapter = SecondStepAdapter()
    settings.ENCRYPTION_KEYS = ["the first"]
    kept = adapter.encrypt("JBSWY3DP")
    settings.ENCRYPTION_KEYS = ["the second", "the first"]

    assert "JBSWY3DP" not in kept
    assert adapter.decrypt(kept) == "JBSWY3DP"
    settings.ENCRYPTION_KEYS = ["the second"]
    assert adapter.decrypt(kept) != "JBSWY3DP"


def test_second_steps_are_encrypted_again_with_the_newest_key(settings, capsys):
    """Also those from before there was a key; run twice it changes nothing more."""
    user = UserFactory()
    step = Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DP"})
    codes = Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": "a seed", "used_mask": 0}
    )
    settings.ENCRYPTION_KEYS = ["the newest"]

    call_command("encrypt_again")
    call_command("encrypt_again")

    step.refresh_from_db()
    codes.refresh_from_db()
    assert SecondStepAdapter().decrypt(step.data["secret"]) == "JBSWY3DP"
    assert SecondStepAdapter().decrypt(codes.data["seed"]) == "a seed"
    assert "JBSWY3DP" not in str(step.data)
    assert "a seed" not in str(codes.data)
    assert capsys.readouterr().out.count("2 secrets") == 2


@pytest.mark.parametrize(
    "days, has_password, works",
    [(13, False, True), (15, False, False), (2, True, True), (4, True, False)],
)
def test_an_invitation_lasts_two_weeks_and_any_other_link_three_days(
    monkeypatch, days, has_password, works
):
    user = UserFactory()
    if has_password:
        user.set_password("nine grey herons")
    else:
        user.set_unusable_password()
    user.save()
    links = PasswordLinks()
    token = links.make_token(user)
    later = datetime.now() + timedelta(days=days)  # noqa: DTZ005 - as Django reads it
    monkeypatch.setattr(links, "_now", lambda: later)

    assert links.check_token(user, token) == works


def test_whoever_has_come_in_without_a_password_has_three_days_too(monkeypatch):
    user = UserFactory(last_login=timezone.now())
    user.set_unusable_password()
    user.save()
    links = PasswordLinks()
    token = links.make_token(user)
    later = datetime.now() + timedelta(days=4)  # noqa: DTZ005 - as Django reads it
    monkeypatch.setattr(links, "_now", lambda: later)

    assert not links.check_token(user, token)


def test_to_ask_for_a_new_password_costs_the_same_whatever_the_address(client, monkeypatch):
    """What is known of an address a worker looks up, and no answer waits for it."""
    asked = []
    monkeypatch.setattr(tasks.mail_password_links, "delay", asked.append)
    UserFactory(email="ada@example.org")
    address, statements = reverse("account_reset_password"), []
    client.get(address)
    for email in ("ada@example.org", "who@example.org"):
        with CaptureQueriesContext(connection) as queries:
            client.post(address, {"email": email})
        statements.append([query["sql"].split(" ")[:3] for query in queries])

    assert statements[0] == statements[1]
    assert asked == ["ada@example.org", "who@example.org"]


def test_without_a_broker_the_link_is_queued_all_the_same(client, monkeypatch):
    def silent(email):
        raise ConnectionError

    monkeypatch.setattr(tasks.mail_password_links, "delay", silent)
    user = UserFactory()

    client.post(reverse("account_reset_password"), {"email": user.email.upper()})

    assert Mail.objects.get().to == user.email


def test_a_letter_to_whoever_has_not_come_in_yet_welcomes(client):
    user = UserFactory()
    user.set_unusable_password()
    user.save()

    accounts.mail_password_link(user, now=timezone.now())
    letter = compose(Mail.objects.get(), timezone.now())

    assert letter.subject == "Your invitation to the P2I Network, once more"
    assert "what else to do first" in letter.text
    page = chosen_by_link(client, letter)
    assert page.redirect_chain[-1][0] == reverse("members:welcome")


@pytest.mark.parametrize(
    "person, words",
    [
        (lambda: RepresentativeFactory(centre__member=True).user, "See what waits for you"),
        (lambda: UserFactory(secretariat=True), "which you need by"),
        (lambda: UserFactory(secretariat=True), "See what waits on the desk"),
        (lambda: UserFactory(), "Do this first"),
    ],
    ids=["delegate", "secretariat", "its desk", "nobody yet"],
)
def test_the_first_page_says_what_to_do_first(client, person, words):
    client.force_login(person())

    assert words in client.get(reverse("members:welcome")).content.decode()


def test_the_welcome_is_for_the_first_time_only(client):
    user = UserFactory(last_login=timezone.now())
    user.set_password("nine grey herons")
    user.save()

    fields = {"login": user.email, "password": "nine grey herons"}
    assert client.post(reverse("account_login"), fields)["Location"] == "/"


def test_counts_that_count_no_more_are_forgotten():
    now = timezone.now()
    for name, expires in (("old", now), ("new", now + timedelta(hours=1))):
        Attempt.objects.create(cache_key=name, value="", expires=expires)

    assert accounts.attempts_that_count_no_more(now).get().cache_key == "old"


def test_a_reset_ends_the_sessions_elsewhere(client):
    user = UserFactory(last_login=timezone.now())
    user.set_password("nine grey herons")
    user.save()
    elsewhere = Client()
    elsewhere.force_login(user)
    accounts.mail_password_link(user, now=timezone.now())

    chosen_by_link(client, compose(Mail.objects.get(), timezone.now()))

    assert elsewhere.get(reverse("members:preferences")).status_code == 302
    assert client.get(reverse("members:preferences")).status_code == 200
