"""From the invitation to the second step and back in again, by a real browser and its passkey."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import expect

from members.register.services import accounts
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import services as outbox
from outbox.kinds import compose
from outbox.models import Mail
from tests.e2e.conftest import link_in_text

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PASSWORD, ANOTHER = "nine grey herons", "ten grey herons fly"


@pytest.fixture
def page(context, live_server, settings):
    """With a device that keeps passkeys and says yes whenever it is asked."""
    settings.SITE_URL = live_server.url
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    facts = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = ("hasResidentKey", "hasUserVerification", "isUserVerified")
    options = facts | dict.fromkeys(able, True)
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def is_signed_in(page):
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_out(page):
    press(page, "Sign out")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def choose_password(page, password):
    for field in page.locator("input[type=password]").all():
        field.fill(password)
    press(page, "Save the password")


def code_of(page):
    secret = page.locator("ol.steps code").inner_text()
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm(page, password):
    page.locator("input[type=password]").fill(password)
    press(page, "Confirm")


def test_from_the_invitation_to_a_passkey_and_back_in_after_a_reset(page, live_server, check_page):
    representative = RepresentativeFactory(centre__member=True)
    user = representative.user
    user.set_unusable_password()
    user.save()
    now = timezone.now()
    kind, facts = "members.invitation", {"key": "an invitation", "to": user.email, "user": user}
    letter = compose(outbox.queue(kind, **facts, about=representative, now=now), now)
    page.goto(link_in_text(letter.text))
    expect(page.get_by_role("button", name="Go on with a passkey")).to_be_visible()
    page.get_by_role("button", name="Show the password").first.click()
    expect(page.locator("#id_password1")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide the password").click()
    check_page(page)
    choose_password(page, PASSWORD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    follow(page, "Add a passkey")
    check_page(page)
    follow(page, "Add a passkey")
    confirm(page, PASSWORD)
    page.get_by_label("Name").fill("Laptop")
    check_page(page)
    press(page, "Add the passkey")
    expect(page.get_by_text("10 of 10 codes are left.")).to_be_visible()
    page.goto(f"{live_server.url}/accounts/2fa/")
    expect(page.get_by_text("Laptop").first).to_be_visible()
    follow(page, "Turn it on")
    page.get_by_label("code").fill(code_of(page))
    press(page, "Turn it on")
    expect(page.get_by_text("Codes from your app are asked for from now on.")).to_be_visible()
    sign_out(page)

    page.goto(f"{live_server.url}/accounts/login/")
    check_page(page)
    press(page, "Sign in with a passkey")
    is_signed_in(page)
    sign_out(page)

    letter = compose(accounts_link(user), timezone.now())
    page.goto(link_in_text(letter.text))
    choose_password(page, ANOTHER)
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    check_page(page)
    page.goto(f"{live_server.url}/accounts/preferences/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")  # nothing is open
    press(page, "Use your passkey")
    is_signed_in(page)


def accounts_link(user):
    accounts.mail_password_link(user, now=timezone.now())
    return Mail.objects.get(kind="members.password_link")


def test_whose_days_are_over_sets_up_codes_before_the_desk_opens(page, live_server):
    clerk = UserFactory(secretariat=True, second_step_due=timezone.now() - timedelta(days=1))
    clerk.set_password(PASSWORD)
    clerk.last_login = timezone.now()
    clerk.save()
    accounts.prove_address(clerk)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("mail", exact=False).first.fill(clerk.email)
    page.locator("input[type=password]").fill(PASSWORD)
    press(page, "Sign in")

    expect(page.get_by_text("Add a passkey or an app for codes first")).to_be_visible()
    follow(page, "Turn it on")
    confirm(page, PASSWORD)
    page.get_by_label("code").fill(code_of(page))
    press(page, "Turn it on")
    recovery = page.locator(".code-list code").first.inner_text()
    page.goto(f"{live_server.url}/admin/")
    expect(page).to_have_url(f"{live_server.url}/admin/")
    page.context.clear_cookies(name="sessionid")

    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("mail", exact=False).first.fill(clerk.email)
    page.locator("input[type=password]").fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_label("code").fill(recovery)
    press(page, "Sign in")
    expect(page).to_have_url(f"{live_server.url}/admin/")
