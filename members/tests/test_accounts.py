import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members.middleware import viewer_time_zone
from members.models import User
from members.tests.factories import UserFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db


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


def test_a_forgotten_password_is_mailed_at_once_and_noted_without_its_secret(client):
    user = UserFactory(email="ada@example.org")

    client.post(reverse("account_reset_password"), {"email": user.email})

    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    noted = Mail.objects.get()
    assert noted.sent_at is not None
    assert "/accounts/" not in noted.text


def test_an_unknown_address_gets_the_same_answer_and_leaves_no_trace(client):
    response = client.post(reverse("account_reset_password"), {"email": "who@example.org"})

    assert response.status_code == 302
    assert not Mail.objects.exists()


def test_a_mail_server_that_is_down_is_noted_not_shown(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    user = UserFactory()

    response = client.post(reverse("account_reset_password"), {"email": user.email})

    assert response.status_code == 302
    assert Mail.objects.get().why == "ConnectionRefusedError"


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
