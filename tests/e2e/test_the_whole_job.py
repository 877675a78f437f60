"""From an empty form to an admitted member and a published paper, as its users do it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from knowledge_exchange.models import Meeting, PaperVersion
from knowledge_exchange.tests.factories import SeriesFactory
from members.balance.composition import EXPERIENCED, NEW
from members.models import Application
from members.tests.factories import (
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from outbox.tests.processes import eventually
from proposals import services as proposals
from proposals.models import Proposal
from tests.e2e.conftest import link_in
from uploads.tests.test_checking import pdf
from voting import services
from voting.models import Ballot, Motion
from voting.tests.factories import make_rule_set

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "a-long-test-password"
APPLICANT = "applicant@example.org"
CRITERIA = ["mandate", "resources", "participation", "commitment"]


@pytest.fixture
def network():
    """Four members, each with a delegate; one also with an alternate and an observer."""
    people = {}
    for country, maturity in (("NL", EXPERIENCED), ("GR", NEW), ("SE", EXPERIENCED), ("IE", NEW)):
        centre = CentreFactory(country=country, name=f"Centre of {country}")
        centre.memberships.create(maturity=maturity)
        people[country] = RepresentativeFactory(centre=centre).user
    people["alternate"] = RepresentativeFactory(
        centre=people["SE"].representations.get().centre, role="alternate"
    ).user
    people["observer"] = RepresentativeFactory(
        centre=people["SE"].representations.get().centre, role="observer"
    ).user
    people["secretariat"] = UserFactory(secretariat=True)
    people["colleague"] = UserFactory(secretariat=True)
    CoChairTermFactory(centre=people["NL"].representations.get().centre)
    for user in people.values():
        user.set_password(PASSWORD)
        user.save()
    make_rule_set()
    return people


@pytest.fixture
def as_user(browser, live_server):
    """A window of this person's own, logged in."""
    contexts = []

    def enter(user):
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
        context.set_default_timeout(10_000)
        contexts.append(context)
        window = context.new_page()
        window.goto("/accounts/login/")
        window.get_by_label("Email").fill(user.email)
        window.get_by_label("Password").fill(PASSWORD)
        window.get_by_role("button", name="Sign in", exact=True).click()
        expect(window.get_by_role("button", name="Sign out")).to_be_attached()
        return window

    yield enter
    for context in contexts:
        context.close()


def time_passes(motion, *, until_close):
    """Move a motion and its mails back, as if time had gone by until so long before its close."""
    delta = motion.closes_at - until_close - timezone.now()
    Motion.objects.filter(pk=motion.pk).update(
        opened_at=F("opened_at") - delta, closes_at=F("closes_at") - delta
    )
    Mail.objects.about(motion).waiting().update(due_at=F("due_at") - delta)
    motion.refresh_from_db()


def test_from_the_empty_form_to_the_published_paper(
    page, live_server, background, mailbox, network, as_user, check_page
):
    application = apply_for_membership(page, live_server, mailbox, check_page)
    desk = as_user(network["secretariat"])
    review(desk, application, check_page)
    release(as_user(network["colleague"]), application, check_page)
    open_the_vote(desk, application, check_page)
    motion = Motion.objects.get()
    vote(motion, network, as_user, check_page)
    remind_and_close(motion, mailbox, network)
    certify(motion, as_user(network["NL"]), check_page)
    see_the_new_member(page, live_server, mailbox, network, application, check_page)
    colleague = as_user(network["colleague"])
    publish_a_paper(desk, colleague, page, live_server, check_page)


def apply_for_membership(page, live_server, mailbox, check_page):
    """Step 1: the applicant, without an account and in two sittings."""
    page.goto(live_server.url)
    check_page(page)
    page.get_by_role("navigation").first.get_by_role("link", name="Join").click()
    expect(page.get_by_text("official mandate from their national government")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Start an application").click()
    check_page(page)
    page.get_by_label("Your email address").fill(APPLICANT)
    page.get_by_role("button", name="Send me the link").click()
    check_page(page)
    link = link_in(mailbox.wait_for(APPLICANT, "Your application"))
    open_link(page, link, mailbox, check_page)
    fill_in_the_organisation(page, check_page)
    page.context.clear_cookies()  # leave, and come back by the mailed link
    open_link(page, link, mailbox, check_page)
    fill_in_the_rest(page, check_page)
    page.get_by_role("button", name="Submit the application").click()
    application = Application.objects.get()
    expect(page.get_by_text(application.reference).first).to_be_visible()
    check_page(page)
    receipt = mailbox.wait_for(APPLICANT, "We received")
    assert application.reference in receipt["Subject"]
    open_link(page, link_in(receipt), mailbox, check_page)
    expect(page.get_by_text("The secretariat takes up the application")).to_be_visible()
    return application


def open_link(page, link, mailbox, check_page):
    """The mailed link asks for a code; the newest mail has it."""
    page.goto(link)
    check_page(page)
    earlier = len(mailbox.to(APPLICANT, "is your code"))
    page.get_by_role("button", name="Send me a code").click()
    check_page(page)
    assert eventually(lambda: len(mailbox.to(APPLICANT, "is your code")) > earlier), "no code"
    code = mailbox.to(APPLICANT, "is your code")[-1]["Subject"].split()[0]
    page.get_by_label("Code from the email").fill(code)
    page.get_by_role("button", name="Open the application").click()
    check_page(page)


def fill_in_the_organisation(page, check_page):
    page.get_by_role("link", name="The organisation and its centre").click()
    check_page(page)
    page.get_by_label("Organisation that hosts the centre").fill("Office for Public Markets")
    page.get_by_label("Country").select_option("CZ")
    page.get_by_label("Name of the competence centre").fill("Czech Centre")
    page.get_by_label("The centre has worked since").fill("2024-03")
    page.get_by_role("button", name="Save and leave").click()
    expect(page.get_by_text("Complete", exact=True)).to_have_count(1)


def fill_in_the_rest(page, check_page):
    page.get_by_role("link", name="People").click()
    page.get_by_label("Person we can ask").fill("Jana Contact")
    page.get_by_label("Delegate: who would act").fill("Tomas Delegate")
    page.get_by_label("Delegate's email address").fill("tomas@example.org")
    page.get_by_role("button", name="Save and continue").click()
    for number, criterion in enumerate(CRITERIA):
        page.wait_for_url(f"**/{criterion}/")
        page.get_by_label("Your statement").fill(f"What we say on {criterion}.")
        page.get_by_label("What it is").fill(f"Proof of {criterion}")
        if number == 0:
            file = {"name": "decree.pdf", "mimeType": "application/pdf", "buffer": pdf()}
            page.get_by_label("Legal basis of the mandate").fill("Decree 12/2024")
            page.get_by_label("Files").set_input_files(file)
        else:
            page.get_by_label("or a link").fill(f"https://example.org/{criterion}")
        check_page(page)
        page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    check_page(page)


def review(desk, application, check_page):
    """Step 2: the secretariat, from its queue to a drafted decision."""
    desk.goto("/admin/")
    check_page(desk)
    desk.get_by_role("link", name="New applications").click()  # the only one
    expect(desk.get_by_role("heading", name=application.title)).to_be_visible()
    check_page(desk)
    with desk.expect_download() as evidence:
        desk.get_by_role("link", name="Proof of mandate").click()
    assert evidence.value.suggested_filename == "decree.pdf"
    press_and_confirm(desk, "Start the review", check_page)
    for criterion in CRITERIA:
        section = desk.locator(f"#{criterion}")
        section.get_by_label("Met", exact=True).check()
        section.get_by_label("Note", exact=True).fill(f"Shown for {criterion}.")
        section.get_by_role("button", name="Record the findings").click()
    press_and_confirm(desk, "Draft “eligible”", check_page)
    expect(desk.get_by_text("A colleague reads and releases it.")).to_be_visible()


def release(colleague, application, check_page):
    """A second person reads what will go out, and lets it go."""
    colleague.goto(f"/admin/members/application/{application.pk}/change/")
    check_page(colleague)
    colleague.get_by_role("link", name="Release the decision").click()
    expect(colleague.get_by_text("eligible for membership").first).to_be_visible()
    check_page(colleague)
    colleague.get_by_role("button", name="Release the decision").click()


def open_the_vote(desk, application, check_page):
    desk.goto(f"/admin/members/application/{application.pk}/change/")
    desk.get_by_role("link", name="Open the vote").click()
    check_page(desk)
    desk.get_by_role("button", name="Continue and read what will happen").click()
    expect(desk.get_by_text("Centre of SE").first).to_be_visible()
    check_page(desk)
    desk.get_by_role("button", name="Open the vote").click()
    expect(desk.get_by_text("Open", exact=True).first).to_be_visible()
    check_page(desk)


def press_and_confirm(desk, step, check_page):
    desk.get_by_role("link", name=step).click()
    check_page(desk)
    desk.get_by_role("button", name=step).click()


def vote(motion, network, as_user, check_page):
    """Step 3: ballots, a change of mind, and those who may not."""
    swedish = as_user(network["SE"])
    swedish.goto(motion.get_absolute_url())
    expect(swedish.get_by_text("Shown for mandate.")).to_be_visible()
    check_page(swedish)
    cast(swedish, motion, "No", check_page)
    cast(swedish, motion, "Yes", check_page)
    alternate = as_user(network["alternate"])
    cast(alternate, motion, "Yes", check_page)
    assert Ballot.objects.current().count() == 1
    cast(as_user(network["NL"]), motion, "Yes", check_page)

    observer = as_user(network["observer"])
    observer.goto(motion.get_absolute_url())
    check_page(observer)
    assert observer.goto(f"{motion.get_absolute_url()}ballot/").status == 403
    check_page(observer)


def cast(window, motion, choice, check_page):
    window.goto(f"{motion.get_absolute_url()}ballot/")
    check_page(window)
    window.locator(f"input[value={choice.lower()}]").check()
    window.get_by_role("button", name="Review the ballot").click()
    check_page(window)
    window.get_by_role("button", name="Cast the ballot").click()
    expect(window.get_by_text("recorded").first).to_be_visible()
    check_page(window)


def remind_and_close(motion, mailbox, network):
    """Step 4: two centres have voted; the other two are reminded once, then the vote closes."""
    time_passes(motion, until_close=timedelta(hours=71))
    for country in ("GR", "IE"):
        mailbox.wait_for(network[country].email, "closes on")
    reminded = sorted(
        message["To"] for message in mailbox.messages if "closes on" in message["Subject"]
    )
    assert reminded == sorted(network[country].email for country in ("GR", "IE"))
    cast_directly(motion, network["IE"], "no")
    time_passes(motion, until_close=timedelta(seconds=-1))
    assert eventually(lambda: Motion.objects.counted().exists()), "not closed at its deadline"
    motion.refresh_from_db()
    assert motion.carried
    assert motion.result["explanation"].startswith(
        "2 of 3 yes and no votes are yes; at least 2/3, that is 2, are needed: carried. "
        "3 of 4 entitled took part"
    )


def cast_directly(motion, user, choice):
    services.cast(motion, choice=choice, reason="", form_token=uuid4(), by=user)


def certify(motion, co_chair, check_page):
    """Step 5, first half: a co-chair lets the result take effect."""
    co_chair.goto(motion.get_absolute_url())
    check_page(co_chair)
    co_chair.goto(f"{motion.get_absolute_url()}result/")
    check_page(co_chair)
    co_chair.goto(f"{motion.get_absolute_url()}certify/")
    check_page(co_chair)
    co_chair.get_by_role("button", name="Certify the result").click()
    check_page(co_chair)


def see_the_new_member(page, live_server, mailbox, network, application, check_page):
    """Step 5, second half: the public, the applicant and the invited delegate see it."""
    page.goto(f"{live_server.url}/members/")
    expect(page.get_by_role("link", name="Czech Centre").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Czech Centre").first.click()
    check_page(page)
    mailbox.wait_for(APPLICANT, "admitted to the P2I Network")
    mailbox.wait_for(network["SE"].email, "Decided, carried")
    invitation = mailbox.wait_for("tomas@example.org", "You are invited")
    page.goto(link_in(invitation))
    check_page(page)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("link", name="Your centre").first).to_be_attached()
    page.goto(f"{live_server.url}{application.get_absolute_url()}")
    check_page(page)


def publish_a_paper(desk, colleague, page, live_server, check_page):
    """Step 6: a meeting, its paper, and the public that reads it."""
    SeriesFactory()
    desk.goto("/admin/knowledge_exchange/meeting/add/")
    desk.locator("#id_number").fill("4")
    desk.locator("#id_title").fill("Buying what does not exist yet")
    desk.locator("#id_held").fill("2026-11")
    check_page(desk)
    desk.get_by_role("button", name="Save", exact=True).click()
    meeting = Meeting.objects.get()
    desk.goto(f"/admin/knowledge_exchange/paper/add/?meeting={meeting.pk}")
    desk.locator("#id_title").fill("How to buy the new")
    desk.get_by_label("Abstract").fill("What the members learned.")
    desk.locator("#id_versions-0-body").fill("# First steps\n\nAsk the *market* early.")
    check_page(desk)
    desk.get_by_role("button", name="Save and continue editing").click()
    desk.get_by_role("link", name="Publish the paper", exact=True).click()
    check_page(desk)
    desk.get_by_label("How was it cleared?").fill("Adopted by the members by silence.")
    desk.get_by_label("Why are its authors").fill("the members wrote it together.")
    desk.locator("textarea[name=reason]").fill("It is ready.")
    desk.get_by_role("button", name="Continue and read what will happen").click()
    check_page(desk)
    desk.get_by_role("button", name="Publish the paper").click()
    expect(desk.get_by_text("Proposed. It happens once")).to_be_visible()
    colleague.goto(desk.url)
    colleague.get_by_role("link", name="Release the proposal").click()
    check_page(colleague)
    colleague.get_by_role("button", name="Release the proposal").click()
    expect(colleague.get_by_text("until then it can be recalled")).to_be_visible()
    Proposal.objects.update(takes_effect_at=F("released_at"))  # the time to recall it passes
    proposals.put_into_effect(Proposal.objects.get(), now=timezone.now())
    assert eventually(lambda: PaperVersion.objects.filter(pdf__gt="").exists()), "no PDF"
    page.goto(f"{live_server.url}/knowledge-exchange/")
    check_page(page)
    page.get_by_role("link", name="How to buy the new").first.click()
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    check_page(page)
    with page.expect_download() as paper:
        page.get_by_role("link", name="PDF").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    page.get_by_role("link", name=meeting.title).first.click()
    expect(page.get_by_role("heading", name=meeting.title)).to_be_visible()
    check_page(page)
