"""The pages that the law asks for, and where what they say comes from."""

import csv
import re
from html import unescape

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from common import personal_data, waiting
from common.tests.step_pages import fields, text
from members.applications.services import telling
from members.applications.tests.test_applicant_pages import open_by_link
from members.models import NetworkFacts, Representative
from members.privacy.cookies import COOKIES
from members.privacy.views.pages import measured
from members.privacy.what_waits import lacking_facts
from members.tests.factories import ApplicationFactory, RepresentativeFactory, UserFactory
from members.tests.signing_in import sign_in_again
from outbox.models import Mail
from outbox.services import deliver_due
from proposals.models import ActAlone, Proposal
from tests.texts import modules

pytestmark = pytest.mark.django_db
PAGES = ("about", "privacy", "accessibility", "legal", "cookies")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_public_and_stands_in_the_footer_and_in_the_sitemap(client, name):
    address = reverse(f"members:{name}")

    response = client.get(address)

    assert response.status_code == 200
    assert f'href="{address}"' in client.get("/contact/").content.decode()
    assert address in client.get("/sitemap.xml").content.decode()


def test_the_privacy_notice_says_every_line_of_the_schedule(client):
    shown = unescape(text(client.get(reverse("members:privacy"))))

    for line in personal_data.schedule():
        assert text_of(line.label) in shown
        assert text_of(line.why_kept) in shown


def text_of(words):
    return " ".join(str(words).split())


def test_what_is_not_known_is_left_out_in_public_and_on_the_desk(client):
    clerk = UserFactory(secretariat=True)
    viewer = waiting.Viewer(clerk, timezone.now())
    assert len(lacking_facts(viewer).rows) == 4
    assert lacking_facts(waiting.Viewer(UserFactory(), timezone.now())) is None
    shown = text(client.get(reverse("members:privacy")))
    assert "None" not in shown
    assert "Data protection officer" not in shown

    NetworkFacts.objects.create(pk=1, controller="A ministry", content_licence="CC BY 4.0")

    assert len(lacking_facts(viewer).rows) == 3
    assert "A ministry" in text(client.get(reverse("members:privacy")))
    assert "CC BY 4.0" in text(client.get(reverse("members:legal")))


def test_facts_are_edited_in_the_admin_and_the_edit_is_marked(client):
    client.force_login(UserFactory(secretariat=True))
    page = reverse("admin:members_networkfacts_change", args=[1])

    filled = {**fields(client.get(page), having="operator"), "operator": "A ministry"}
    response = client.post(page, filled)

    assert response.status_code == 302
    assert NetworkFacts.objects.get().operator == "A ministry"
    assert "Who runs the Network" in ActAlone.objects.get().words


def test_every_cookie_that_is_set_is_named_and_no_other(client):
    told = {cookie.name for cookie in COOKIES}
    delegate = RepresentativeFactory().user
    delegate.set_password("correct horse battery")
    delegate.save()
    typed = {"login": delegate.email, "password": "correct horse battery"}

    client.get(reverse("account_login"))
    client.post(reverse("account_login"), typed)
    client.get(reverse("home"))
    open_by_link(client, ApplicationFactory())

    assert set(client.cookies) <= told
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(client.cookies)
    setting = [
        path.as_posix()
        for path in modules(settings.BASE_DIR)
        if re.search(r"set_(signed_)?cookie\(", (settings.BASE_DIR / path).read_text())
        and "/tests/" not in path.as_posix()
    ]
    assert setting == ["members/register/sign_in_adapter.py"]


def test_the_statement_says_what_was_measured(client):
    shown = text(client.get(reverse("members:accessibility")))

    result = measured()
    assert f"on {result['pages']} pages in {result['views']} views" in shown
    assert all(text_of(item) in shown for item in result["not_accessible"])


def test_the_register_of_processing_is_for_the_secretariat_as_page_and_as_csv(client):
    page, file = reverse("members:processing"), reverse("members:processing_csv")
    client.force_login(RepresentativeFactory().user)
    assert [client.get(address).status_code for address in (page, file)] == [403, 403]

    client.force_login(UserFactory(secretariat=True))
    written = b"".join(client.get(file).streaming_content).decode()
    rows = list(csv.reader(written.removeprefix("\ufeff").splitlines()))

    assert client.get(page).status_code == 200
    assert [row[0] for row in rows[1:]] == [str(one.label) for one in personal_data.schedule()]


def test_whoever_releases_what_a_person_asked_for_reads_that_it_cannot_be_undone(client):
    sign_in_again(client, UserFactory(last_login=timezone.now()))
    client.post(reverse("members:own_data"), {"reason": ""})

    client.force_login(UserFactory(secretariat=True))
    shown = text(client.get(Proposal.objects.get().get_absolute_url()))

    assert "It cannot be undone" in shown


def test_a_person_asks_for_the_erasure_on_a_page_that_says_what_goes_and_what_stays(client):
    person = UserFactory(last_login=timezone.now())
    client.force_login(person)
    page = reverse("members:own_data")

    shown = text(client.get(page))

    assert "What stays, and why" in shown
    assert "A vote that could be changed afterwards would be none" in shown
    delegate = RepresentativeFactory()
    client.force_login(delegate.user)
    assert "has not ended" in text(client.get(page))
    client.post(page, {"reason": ""})
    assert not Proposal.objects.exists()
    Representative.objects.all().delete()


# --- People named by somebody else ---------------------------------------------------------


def named(application):
    telling.tell_people_named(application, now=timezone.now())
    telling.tell_people_named(application, now=timezone.now())
    return [letter.to for letter in Mail.objects.filter(kind=telling.KIND).order_by("pk")]


def test_people_named_are_told_once_and_the_applicant_is_not():
    application = ApplicationFactory(
        submitted=True, delegate_email="d@example.org", alternate_email="a@example.org"
    )
    owner = ApplicationFactory(submitted=True)
    owner.delegate_email = owner.alternate_email = owner.contact_email

    assert named(application) == ["d@example.org", "a@example.org"]
    assert named(owner) == ["d@example.org", "a@example.org"]


def test_somebody_named_in_two_roles_gets_one_letter_that_says_what_the_law_asks():
    NetworkFacts.objects.create(pk=1, controller="A ministry")
    both = {"delegate_email": "d@example.org", "alternate_email": "d@example.org"}
    application = ApplicationFactory(submitted=True, **both)

    assert named(application) == ["d@example.org"]
    deliver_due(timezone.now)

    [letter] = mail.outbox
    said = text_of(letter.body)
    for words in ("come from the applicant", "How long", "A ministry", "erased", "/privacy/"):
        assert words in said
    assert application.reference in letter.subject


def test_nobody_is_written_to_who_got_too_many_such_letters_that_day():
    for _number in range(10):
        named(ApplicationFactory(submitted=True, delegate_email="d@example.org"))

    assert len(named(ApplicationFactory(submitted=True, delegate_email="d@example.org"))) == 10
