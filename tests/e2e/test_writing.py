"""Somebody writes a paper: it is saved and shown as it will read, with and without a network."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers.services import writing
from knowledge_exchange.tests.factories import NOW, PaperFactory
from members.tests.factories import RepresentativeFactory, UserFactory
from tests.e2e.test_autosave import CUT_OFF

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(page, context, live_server, client):
    client.force_login(RepresentativeFactory().user)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    paper = PaperFactory(drafted=True)
    page.goto(live_server.url + reverse("knowledge_exchange:write_text", args=[paper.slug]))
    return page


def stored():
    return PaperVersion.objects.get().body


def test_what_is_typed_is_shown_and_saved_and_survives_a_lost_network(editor, context, check_page):
    field, status = editor.get_by_label("Text"), editor.locator("[data-status]")
    shown = editor.locator("[data-preview-shown]")

    field.fill("# First\n\n<b>Words")
    expect(shown.get_by_role("heading", name="First")).to_be_visible()
    expect(shown.get_by_text("HTML is shown as typed")).to_be_visible()
    expect(status).to_contain_text("Saved at")
    expect(editor.get_by_role("button", name="Preview")).to_be_hidden()
    check_page(editor)
    assert stored() == "# First\n\n<b>Words"

    context.set_offline(True)
    field.fill("# First\n\nWritten on a train")
    field.blur()
    expect(status).to_contain_text("no connection")
    context.set_offline(False)
    expect(status).to_contain_text("Saved at")
    expect(shown).to_contain_text("Written on a train")
    assert stored() == "# First\n\nWritten on a train"


def test_what_could_not_be_sent_is_put_back_and_shown(editor, context):
    editor.evaluate(CUT_OFF)
    editor.get_by_label("Text").fill("# Not sent yet")
    address = editor.url
    editor.close()

    again = context.new_page()
    again.goto(address)

    expect(again.get_by_text("Restored from this device")).to_be_visible()
    expect(again.locator("[data-preview-shown]")).to_contain_text("Not sent yet")
    expect(again.locator("[data-status]")).to_contain_text("Saved at")
    assert stored() == "# Not sent yet"


def test_a_colleagues_text_is_shown_beside_ones_own(editor, check_page):
    paper = PaperVersion.objects.get().paper
    writing.save_text(paper, "# A colleague's", by=UserFactory(), now=NOW, seen=None)

    editor.get_by_label("Text").fill("# Mine")
    editor.get_by_label("Text").blur()

    expect(editor.locator("[data-status]")).to_contain_text("the text was saved elsewhere")
    conflict = editor.locator("#conflict")
    expect(conflict.locator("del")).to_contain_text("colleague")
    expect(conflict.locator("ins").first).to_contain_text("Mine")
    check_page(editor)
    assert stored() == "# A colleague's"
    editor.get_by_role("button", name="Save and leave").click()

    expect(editor.get_by_text("Saved.")).to_be_visible()
    assert stored() == "# Mine"
