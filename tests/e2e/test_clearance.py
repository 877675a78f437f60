"""A paper from the members' comments over an objection to silence, adopted by beat and worker."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from knowledge_exchange.models import PaperVersion, SilenceProcedure
from knowledge_exchange.tests.factories import PaperFactory
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox.tests.processes import eventually
from proposals import services as proposals
from proposals.models import Proposal
from tests.e2e.conftest import PATIENCE

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(browser, live_server):
    """A page of this person at this address, in a browser of their own."""
    contexts = {}

    def open_page(user, address):
        if user not in contexts:
            client = Client()
            client.force_login(user)
            cookie = client.cookies["sessionid"].value
            contexts[user] = browser.new_context()
            contexts[user].set_default_timeout(10_000)
            said = {"name": "sessionid", "value": cookie, "url": live_server.url}
            contexts[user].add_cookies([said])
        page = contexts[user].new_page()
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts.values():
        context.close()


@pytest.fixture
def step(opened):
    """The secretariat takes a step on the paper's page in the admin."""
    secretariat = UserFactory(secretariat=True)

    def take(paper, label, done, **fields):
        change = reverse("admin:knowledge_exchange_paper_change", args=[paper.pk])
        page = opened(secretariat, change)
        page.get_by_role("link", name=label, exact=True).click()
        for name, value in fields.items():
            page.locator(f"[name={name}]").fill(value)
        go_on = page.get_by_role("button", name="Continue and read what will happen")
        if go_on.count():
            go_on.click()
        page.get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_text(done).first).to_be_visible()

    return take


def stage():
    return PaperVersion.objects.get().stage


def test_from_the_first_comment_to_the_published_position(
    opened, step, background, mailbox, check_page
):
    delegate = RepresentativeFactory().user
    paper = PaperFactory(drafted=True, title="Early talks")
    comments = reverse("knowledge_exchange:comments", args=[paper.slug])
    clearance = reverse("knowledge_exchange:clearance", args=[paper.slug])

    step(paper, "Ask the members for comments", "The members are asked")
    mailbox.wait_for(delegate.email, "Your comments on: Early talks")
    page = opened(delegate, comments)
    page.get_by_role("link", name="Comment on passage 2").click()
    page.locator("[name=text]").fill("Why so sure?")
    page.get_by_role("button", name="Comment").click()
    check_page(page)
    page.get_by_role("link", name="Reply or resolve").click()
    page.get_by_label("What was done about it").fill("Said why.")
    page.get_by_role("button", name="Resolve the comment").click()
    expect(page.get_by_text("0 comments are not resolved yet")).to_be_visible()

    step(paper, "End the round of comments", "The round of comments ended")
    begin = (paper, "Begin the silence procedure", "has begun")
    step(*begin)
    page = opened(delegate, clearance)
    page.get_by_text("Object for your centre").click()
    page.get_by_label("Why your centre objects").fill("The costs are wrong.")
    page.get_by_role("button", name="Object", exact=True).click()
    expect(page.get_by_text("The costs are wrong.")).to_be_visible()
    step(paper, "Return to discussion", "discussed again", why="They are mended.")
    mailbox.wait_for(delegate.email, "Back to discussion: Early talks")

    step(*begin)
    page = opened(delegate, clearance)
    page.get_by_label("Has a reservation").check()
    page.get_by_label("In your centre's words").fill("Not for small buyers.")
    page.get_by_role("button", name="State the position").click()
    check_page(page)
    let_the_deadline_pass()
    assert eventually(lambda: stage() == "cleared", seconds=PATIENCE)
    mailbox.wait_for(delegate.email, "Adopted by silence: Early talks")

    step(paper, "Publish the paper", "Proposed.", reason="It is cleared.")
    row, now = Proposal.objects.get(), timezone.now()
    proposals.release(row, by=UserFactory(secretariat=True), now=now)
    proposals.put_into_effect(row, now=now + timedelta(days=1))
    page = opened(delegate, paper.get_absolute_url())
    expect(page.get_by_text("Not for small buyers.")).to_be_visible()
    assert stage() == "published"


def let_the_deadline_pass():
    past = timezone.now() - timedelta(seconds=1)
    running = SilenceProcedure.objects.running()
    running.update(opened_at=past - timedelta(days=10), closes_at=past)
