"""A file is looked at when it is chosen, and nothing that was typed gets lost by a wrong one."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members.applications.tests.test_applicant_pages import page
from members.tests.factories import ApplicationFactory, UserFactory
from tests.e2e.test_autosave import enter
from uploads.recognising import OLE
from uploads.tests.test_checking import pdf

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SAVE = "Save and add another"


def chosen(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_a_wrong_file_is_said_beside_the_field_and_the_form_waits(
    context, live_server, client, check_page
):
    application = ApplicationFactory()
    enter(context, live_server, application, client)
    window = context.new_page()
    window.goto(live_server.url + page(application, "mandate"))
    window.get_by_label("Your statement").fill("By law.")
    files, said = window.get_by_label("Files"), window.get_by_role("alert")

    for name, content, words in (
        ("mandate.pdf.p7m", b"x", "a signed container"),
        ("big.pdf", b"%PDF" + bytes(21 * 2**20), "“big.pdf” is 21.0 MB; the limit is 20.0 MB."),
        ("decree.docx", OLE, "protected by a password"),
        ("decree.pdf", b"<html>", "is not what its name says"),
        ("empty.pdf", b"", "is empty"),
    ):
        files.set_input_files(chosen(name, content))
        expect(said.filter(has_text=words)).to_be_visible()

    check_page(window)
    window.get_by_role("button", name=SAVE).click()
    expect(files).to_be_focused()
    expect(files).to_have_attribute("aria-invalid", "true")
    assert not application.evidence.exists()

    files.set_input_files(chosen("decree.pdf", pdf()))
    expect(files).not_to_have_attribute("aria-invalid", "true")
    window.get_by_role("button", name=SAVE).click()
    expect(window.get_by_role("link", name="decree.pdf", exact=True)).to_be_visible()
    assert application.statements.get().text == "By law."


def test_the_admin_looks_at_a_table_when_it_is_chosen(context, live_server, client):
    client.force_login(UserFactory(secretariat=True))
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    window = context.new_page()
    window.goto(live_server.url + reverse("admin:members_centre_import"))

    window.get_by_label("File").set_input_files(chosen("list.xls", OLE))

    expect(window.get_by_role("alert")).to_contain_text("an old Excel workbook")
