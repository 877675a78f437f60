"""A step saves itself while somebody types: connections, tabs and sessions come and go."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members.applications.services import writing
from members.applications.tests.test_applicant_pages import open_by_link
from members.models import Application, Statement
from members.tests.factories import NOW, ApplicationFactory

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
STATEMENT = "Your statement"
CUT_OFF = "() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }"


@pytest.fixture
def application():
    return ApplicationFactory(centre_name="Centre")


@pytest.fixture
def step(context, live_server, application, client):
    """Open a step in a tab of its own, in a browser that has opened the application."""
    enter(context, live_server, application, client)

    def tab(name="mandate"):
        window = context.new_page()
        window.goto(live_server.url + address(application, name))
        return window

    return tab


def enter(context, live_server, application, client):
    """What the mailed link does, without the mail."""
    open_by_link(client, application)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def address(application, name):
    return reverse("members:application_section", args=[application.reference, name])


def status(window):
    return window.locator("[data-status]")


def test_typing_is_saved_without_losing_focus_or_caret(step, application, check_page):
    window = step()
    field = window.get_by_label(STATEMENT)
    field.press_sequentially("By law.")
    for _key in range(4):
        field.press("ArrowLeft")

    expect(status(window)).to_contain_text("Saved at")
    field.press_sequentially("the ")

    assert field.evaluate("field => [document.activeElement === field, field.selectionStart]") == [
        True,
        len("By the "),
    ]
    expect(window.get_by_role("button", name="Save and continue")).to_be_visible()
    check_page(window)
    field.blur()
    window.wait_for_function("() => Object.keys(localStorage).length === 0")
    assert Statement.objects.get().text == "By the law."


def test_a_dropped_connection_is_said_and_made_up_for(step, context):
    window = step()
    context.set_offline(True)
    window.get_by_label(STATEMENT).fill("Written on a train.")
    window.get_by_label(STATEMENT).blur()

    expect(status(window)).to_contain_text("no connection")
    tries = iter([False, True])  # the button tries twice before it gives up
    with window.expect_event("requestfailed", lambda request: next(tries)):
        window.get_by_role("button", name="Save and leave").click()  # loses nothing either
    expect(window.get_by_label(STATEMENT)).to_have_value("Written on a train.")
    assert not Statement.objects.exists()

    context.set_offline(False)
    expect(status(window)).to_contain_text("Saved at")
    assert Statement.objects.get().text == "Written on a train."


def test_a_closed_tab_is_restored_with_a_notice_and_can_be_discarded(step, check_page):
    window = step()
    window.evaluate(CUT_OFF)
    window.get_by_label(STATEMENT).fill("Not sent yet.")
    window.close()

    again = step()
    expect(again.get_by_text("Restored from this device")).to_be_visible()
    expect(again.get_by_label(STATEMENT)).to_have_value("Not sent yet.")
    expect(status(again)).to_contain_text("Saved at")
    check_page(again)
    with again.expect_response("**/autosave/"):
        again.get_by_role("button", name="Discard it").click()

    expect(again.get_by_label(STATEMENT)).to_have_value("")
    again.wait_for_function("() => Object.keys(localStorage).length === 0")
    assert not Statement.objects.exists()


def test_two_tabs_show_both_texts_and_overwrite_nothing(step, check_page):
    first, second = step(), step()
    first.get_by_label(STATEMENT).fill("Words of the first tab.")
    first.get_by_label(STATEMENT).blur()
    expect(status(first)).to_contain_text("Saved at")

    second.get_by_label(STATEMENT).fill("Words of the second tab.")
    second.get_by_label(STATEMENT).blur()

    expect(status(second)).to_contain_text("somebody else saved this step")
    conflict = second.locator("#conflict")
    expect(conflict.get_by_text("Words of the first tab.")).to_be_visible()
    expect(conflict.get_by_text("Words of the second tab.")).to_be_visible()
    check_page(second)
    assert Statement.objects.get().text == "Words of the first tab."

    second.get_by_role("button", name="Save and leave").click()
    expect(second.get_by_text("Saved.")).to_be_visible()
    assert Statement.objects.get().text == "Words of the second tab."


def test_a_restored_text_does_not_overwrite_a_colleagues(step, application):
    window = step()
    window.evaluate(CUT_OFF)
    window.get_by_label(STATEMENT).fill("Mine, on a train.")
    window.close()
    writing.save_section(application, "mandate", {"text": "A colleague's."}, now=NOW)

    again = step()

    expect(again.locator("#conflict").get_by_text("A colleague's.")).to_be_visible()
    expect(again.get_by_label(STATEMENT)).to_have_value("Mine, on a train.")
    assert Statement.objects.get().text == "A colleague's."


def test_what_is_wrong_is_said_once_its_field_was_left(step, application):
    window = step("organisation")
    since = window.get_by_label("The centre has worked since")
    since.press_sequentially("soon")
    expect(status(window)).to_contain_text("except for what needs a correction")
    expect(window.get_by_text("Write a year, a month or a day")).to_have_count(0)

    since.blur()
    expect(window.get_by_text("Write a year, a month or a day")).to_be_visible()
    since.fill("2024-03")
    since.blur()

    expect(window.get_by_text("Write a year, a month or a day")).to_have_count(0)
    application.refresh_from_db()
    assert application.established == "2024-03"


def test_an_expired_session_says_how_to_go_on(step, context, application, live_server, client):
    window = step()
    context.clear_cookies(name="sessionid")
    window.get_by_label(STATEMENT).fill("After the session.")
    window.get_by_label(STATEMENT).blur()
    expect(status(window)).to_contain_text("Open the application again")
    assert not Statement.objects.exists()

    enter(context, live_server, application, client)
    window.evaluate("() => dispatchEvent(new Event('focus'))")

    expect(status(window)).to_contain_text("Saved at")
    assert Statement.objects.get().text == "After the session."


def test_a_submit_in_another_tab_is_said(step, application):
    window = step()
    Application.objects.update(status="submitted", submitted_at=NOW)
    window.get_by_label(STATEMENT).fill("Too late.")
    window.get_by_label(STATEMENT).blur()

    expect(status(window)).to_contain_text("submitted meanwhile")


def test_the_buttons_save_what_was_typed_just_before(step, application):
    window = step("people")
    window.get_by_label("Person we can ask").fill("Ada Contact")
    window.get_by_label("Delegate: who would act").fill("Del Egate")
    window.get_by_role("button", name="Save and continue").click()

    window.wait_for_url("**/mandate/")
    application.refresh_from_db()
    assert (application.contact_name, application.delegate_name) == ("Ada Contact", "Del Egate")
    assert window.evaluate("() => Object.keys(localStorage).length") == 0
