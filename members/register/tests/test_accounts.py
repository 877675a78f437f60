import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members.models import User
from members.tests.factories import UserFactory
from outbox.kinds import compose
from outbox.models import Mail
from p2i_site.middleware import viewer_time_zone

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
