"""A session ends while somebody writes; without script their words are there after the sign-in."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from voting.models import Ballot
from voting.tests.factories import make_delegates, open_motion

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-enough-secret"
REASON = "Too early.\nAnd <b>too</b> small."


@pytest.fixture
def page(browser, brisk):
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def sign_in(page, user):
    page.get_by_label("mail", exact=False).first.fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def test_the_reason_of_a_ballot_outlives_the_session(page, live_server):
    person = make_delegates(2)[0].user
    person.set_password(PASSWORD)
    person.save()
    motion = open_motion(now=timezone.now())
    page.goto(f"{live_server.url}/accounts/login/?next=/votes/{motion.pk}/ballot/")
    sign_in(page, person)
    page.locator("[name=reason]").fill(REASON)
    page.locator("[name=choice][value=no]").check()

    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Review the ballot").click()
    expect(page.get_by_text("What you typed comes along")).to_be_visible()
    sign_in(page, person)

    expect(page.get_by_text("What you typed is here again")).to_be_visible()
    expect(page.locator("[name=reason]")).to_have_value(REASON)
    expect(page.locator("[name=choice][value=no]")).to_be_checked()
    assert not Ballot.objects.exists()
    page.get_by_role("button", name="Review the ballot").click()
    page.locator("main form button.btn-primary").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("recorded")
    assert Ballot.objects.get().reason == REASON
