"""What if, in a real browser: live with the script, a plain form without it."""

import pytest
from playwright.sync_api import expect

from voting.tests.factories import make_rule_set

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
PAGE = "/governance/what-if/"


def test_a_slider_moved_by_keyboard_counts_anew(live_server, page, check_page):
    make_rule_set()
    page.goto(live_server.url + PAGE)
    said = page.get_by_role("status")
    expect(said).to_contain_text("6 of 8 yes and no votes")
    check_page(page)

    page.get_by_role("slider", name="No").press("ArrowRight")

    expect(said).to_contain_text("6 of 9 yes and no votes")
    assert page.get_by_role("spinbutton", name="No").input_value() == "3"
    assert "no=3" in page.url


def test_without_a_script_the_button_counts(live_server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + PAGE)

    page.get_by_role("spinbutton", name="Yes").fill("5")
    page.get_by_role("button", name="Count").click()

    expect(page.get_by_role("status")).to_contain_text("5 of 7 yes and no votes")
    context.close()
