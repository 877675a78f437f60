"""What was typed when the session had ended is there again after the sign-in, and nothing acts."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from common import carrying, form_stamps
from common.models import SentForm
from common.tests.step_pages import fields, text
from knowledge_exchange.models import Comment
from knowledge_exchange.papers.services import consulting
from knowledge_exchange.tests.factories import PaperVersionFactory
from members.applications.tests.case_pages import case_url, findings_url
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.models import Finding
from members.tests.factories import ApplicationFactory, RepresentativeFactory, UserFactory
from voting.models import Ballot, Motion
from voting.tests.factories import make_delegates, open_motion

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-secret"
REASON = "Because of “Articles” 3 & 4.\nAnd <b>so</b>."
AGAIN = "What you typed is here again; nothing was sent."


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def delegate():
    return make_delegates(2)[0]


@pytest.fixture
def voter(delegate):
    return with_password(delegate.user)


@pytest.fixture
def ballot_page(delegate):
    return f"/votes/{open_motion(now=timezone.now()).pk}/ballot/"


def form_of(response, path):
    """The form of a page that is sent to `path`, as a browser holds it."""
    forms = html.fromstring(response.content.decode()).forms
    return next(form for form in forms if form.method == "POST" and form.action in (path, None))


def sent_without_session(client, address, *, to=None, having, **typed):
    """The page is opened, the session ends in another window, the form is sent."""
    shown = fields(client.get(address), having=having)
    client.logout()
    return client.post(to or address, {**shown, **typed})


def sign_in(client, response, user, password=PASSWORD):
    shown = fields(response, having="password")
    return client.post("/accounts/login/", {**shown, "login": user.email, "password": password})


def test_the_reason_of_a_ballot_is_there_again_after_the_sign_in(client, voter, ballot_page):
    client.force_login(voter)

    asked = sent_without_session(client, ballot_page, having="reason", choice="no", reason=REASON)
    assert asked.status_code == 200
    assert "comes along, encrypted" in text(asked)
    assert "Articles" not in asked.content.decode()
    shown = sign_in(client, asked, voter)

    assert AGAIN in text(shown)
    form = form_of(shown, ballot_page)
    assert form.fields["reason"].removeprefix("\n") == REASON
    assert form.fields["choice"] == "no"
    assert form.action == ballot_page
    assert not Ballot.objects.exists()
    review = client.post(ballot_page, dict(form.form_values()))
    assert "Articles" in text(review)


def test_a_wrong_password_and_the_second_step_are_on_the_way(client, voter, ballot_page):
    client.force_login(voter)
    secret = generate_totp_secret()
    TOTP.activate(voter, secret)

    asked = sent_without_session(client, ballot_page, having="reason", choice="no", reason=REASON)
    asked = sign_in(client, asked, voter, "not-the-password")
    second = sign_in(client, asked, voter)
    assert "The second step" in text(second)
    form = fields(second, having="code")
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    shown = client.post("/accounts/2fa/authenticate/", {**form, "code": code})

    assert AGAIN in text(shown)
    assert form_of(shown, ballot_page).fields["reason"].removeprefix("\n") == REASON


def test_too_many_sign_ins_do_not_cost_what_was_typed(client, voter, ballot_page, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.force_login(voter)
    asked = sent_without_session(client, ballot_page, having="reason", choice="no", reason=REASON)
    asked = sign_in(client, asked, voter, "not-the-password")

    refused = sign_in(client, asked, voter)

    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Try again in a minute." in text(refused)
    assert form_of(refused, "/accounts/login/").fields["login"] == voter.email
    cache.clear()
    shown = sign_in(client, refused, voter)
    assert form_of(shown, ballot_page).fields["reason"].removeprefix("\n") == REASON


def test_too_many_forms_are_answered_in_the_frame_of_the_site(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/accounts/login/")

    refused = client.post("/accounts/login/?next=/votes/")

    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Try again in a minute." in text(refused)
    assert 'href="/accounts/login/?next=/votes/"' in refused.content.decode()


def test_nobody_else_is_shown_it(client, voter, ballot_page):
    other = with_password(make_delegates(1)[0].user)
    client.force_login(voter)

    asked = sent_without_session(client, ballot_page, having="reason", choice="no", reason=REASON)
    answer = sign_in(client, asked, other)

    assert answer.status_code == 302
    assert answer["Location"] == ballot_page
    assert "Articles" not in text(client.get(ballot_page))


@pytest.mark.parametrize("fault", ["tampered", "too old", "made by somebody"])
def test_what_is_not_ours_or_too_old_is_not_shown(client, voter, ballot_page, fault, settings):
    client.force_login(voter)
    asked = sent_without_session(client, ballot_page, having="reason", choice="no", reason=REASON)
    shown = fields(asked, having="password")
    [sealed] = shown["carried"]
    typed = carrying.unseal(sealed, now=timezone.now())
    if fault == "tampered":
        sealed = sealed[:-9] + ("A" if sealed[-9] != "A" else "B") + sealed[-8:]
    elif fault == "too old":
        sealed = carrying.seal(typed, now=timezone.now() - carrying.GOOD_FOR - timedelta(minutes=1))
    else:
        settings.SECRET_KEY = "another" * 10
        sealed = carrying.seal(typed, now=timezone.now())

    answer = client.post(
        "/accounts/login/",
        {**shown, "login": voter.email, "password": PASSWORD, "carried": sealed},
    )

    if fault == "made by somebody":
        settings.SECRET_KEY = "the site's own" * 5
        assert carrying.unseal(sealed, now=timezone.now()) is None
    else:
        assert answer.status_code == 302


def test_a_former_key_still_opens_it(settings):
    typed = carrying.Typed("user:1", "/a/", "/a/", [["text", "Words"]], [])
    sealed, now = carrying.seal(typed, now=timezone.now()), timezone.now()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20

    assert carrying.unseal(sealed, now=now) == typed
    settings.SECRET_KEY_FALLBACKS = []
    assert carrying.unseal(sealed, now=now) is None


def test_nothing_of_it_is_kept_on_the_way(client, voter, ballot_page, monkeypatch):
    client.force_login(voter)
    shown = fields(client.get(ballot_page), having="reason")
    client.logout()
    sessions = set(Session.objects.values_list("pk", flat=True))

    with monkeypatch.context() as patched:
        for name in ("set", "add", "set_many"):
            patched.setattr(cache, name, pytest.fail)
        client.post(ballot_page, {**shown, "choice": "no", "reason": REASON})

    assert set(Session.objects.values_list("pk", flat=True)) == sessions
    assert not SentForm.objects.exists()
    assert not Ballot.objects.exists()


def test_a_comment_and_its_passage_are_there_again(client):
    person = with_password(RepresentativeFactory().user)
    now = timezone.now()
    paper = PaperVersionFactory(body="# Why\n\nBuyers ask early.\n\nThey pay late.").paper
    staff = UserFactory(secretariat=True)
    consulting.open_comments(paper, until=now + timedelta(days=5), by=staff, now=now)
    client.force_login(person)
    address = reverse("knowledge_exchange:comments", args=[paper.slug]) + "?passage=2"

    asked = sent_without_session(client, address, having="text", text="Too short.")
    shown = sign_in(client, asked, person)

    assert AGAIN in text(shown)
    values = fields(shown, having="text")
    assert values["text"] == ["Too short."]
    assert values["passage"] == ["Buyers ask early."]
    assert not Comment.objects.exists()


def test_findings_are_there_again_on_the_page_of_the_case(client):
    person = with_password(UserFactory(secretariat=True))
    application = ApplicationFactory(under_review=True)
    client.force_login(person)
    typed = {"mandate-note_text": "The decree names another body.", "mandate-verdict": "not_met"}

    asked = sent_without_session(
        client,
        case_url(application),
        to=findings_url(application),
        having="mandate-verdict",
        **typed,
    )
    shown = sign_in(client, asked, person)

    assert AGAIN in text(shown)
    values = fields(shown, having="mandate-verdict")
    assert values["mandate-note_text"] == ["The decree names another body."]
    assert values["mandate-verdict"] == ["not_met"]
    assert not Finding.objects.exists()


def test_files_are_named_and_secrets_left_out(rf):
    request = rf.post(
        "/a/",
        {
            "title": "Decree",
            "password1": "hidden",
            "csrfmiddlewaretoken": "x",
            "file": SimpleUploadedFile("decree.pdf", b"%PDF"),
        },
    )
    stamp = form_stamps.Stamp(None, "user:1", "/a/")

    typed = carrying.typed_in(request, stamp)

    assert typed.fields == [["title", "Decree"]]
    assert typed.files == ["decree.pdf"]


def test_what_is_too_long_stands_on_the_page_of_the_sign_in(client, voter, ballot_page):
    client.force_login(voter)
    long = " ".join(str(number**7) for number in range(30_000))

    asked = sent_without_session(client, ballot_page, having="reason", choice="no", reason=long)

    assert "too long to come along" in text(asked)
    assert long in html.fromstring(asked.content).xpath("//textarea/text()")[0]


def test_words_without_a_place_on_the_page_are_shown_to_be_copied(client, voter, ballot_page):
    client.force_login(voter)

    asked = sent_without_session(client, ballot_page, having="reason", earlier="Two words.")
    shown = sign_in(client, asked, voter)

    assert "Two words." in html.fromstring(shown.content).xpath("//textarea[@readonly]/text()")[0]


def test_a_page_that_is_gone_leaves_the_words(client, voter, ballot_page):
    client.force_login(voter)
    asked = sent_without_session(client, ballot_page, having="reason", reason="Two words.")
    Motion.objects.update(status="withdrawn")
    shown = sign_in(client, asked, voter)

    assert "Two words." in text(shown)


def test_an_applicant_goes_on_once_the_link_has_opened_the_page_again(client):
    application = ApplicationFactory(country="AT")
    open_by_link(client, application)
    address = page(application, "mandate")

    closed = sent_without_session(client, address, having="text", text="By decree.")
    assert closed.status_code == 403
    carried = fields(closed, having="carried")
    still = client.post(address, carried)
    assert "Go on with what I typed" in text(still)
    open_by_link(client, application)
    shown = client.post(address, fields(still, having="carried"))

    assert AGAIN in text(shown)
    assert fields(shown, having="text")["text"] == ["By decree."]
    application.refresh_from_db()
    assert "By decree." not in {row.text for row in application.statements.all()}


def test_a_script_that_saves_by_itself_is_told_as_before(client, voter, ballot_page):
    client.force_login(voter)
    shown = fields(client.get(ballot_page), having="reason")
    client.logout()

    answer = client.post(ballot_page, shown, headers={"Sec-Fetch-Mode": "cors"})

    assert answer.status_code == 302


# --- Signing in and out twice ------------------------------------------------------------


@pytest.fixture
def strict():
    """A browser whose forms are checked against forgery."""
    return Client(enforce_csrf_checks=True)


def test_signing_in_twice_leads_on_both_times(strict, voter, ballot_page):
    login = strict.get("/accounts/login/", {"next": ballot_page})
    form = {**fields(login, having="password"), "login": voter.email, "password": PASSWORD}

    first = strict.post("/accounts/login/", form)
    second = strict.post("/accounts/login/", form)  # its token was changed by the first

    assert first["Location"] == ballot_page
    assert second.status_code == 302
    assert strict.get(second["Location"])["Location"] == ballot_page


def test_an_expired_page_of_the_sign_in_keeps_the_address_and_no_password(strict, voter):
    form = fields(strict.get("/accounts/login/"), having="password")
    strict.cookies.clear()

    answer = strict.post("/accounts/login/", {**form, "login": "a@b.example", "password": "x-x-x"})

    assert answer.status_code == 403
    shown = fields(answer, having="password")
    assert shown["login"] == ["a@b.example"]
    assert "x-x-x" not in answer.content.decode()


def test_signing_out_twice_is_no_error(strict, voter):
    strict.force_login(voter)
    form = fields(strict.get("/accounts/logout/"), having="csrfmiddlewaretoken")

    strict.post("/accounts/logout/", form)
    twice = strict.post("/accounts/logout/", form, follow=True)
    strict.cookies.clear()
    later = strict.post("/accounts/logout/", form, follow=True)

    assert twice.status_code == later.status_code == 200


def test_a_form_from_before_another_sign_in_is_shown_again_with_its_words(
    strict, voter, ballot_page
):
    strict.force_login(voter)
    form = fields(strict.get(ballot_page), having="reason")
    strict.force_login(voter)
    strict.cookies["csrftoken"] = "x" * 32  # as the sign-in changes it

    answer = strict.post(ballot_page, {**form, "choice": "no", "reason": REASON})

    assert answer.status_code == 403
    assert "The page had expired, so nothing was sent." in text(answer)
    assert form_of(answer, ballot_page).fields["reason"].removeprefix("\n") == REASON
    again = dict(form_of(answer, ballot_page).form_values())
    assert strict.post(ballot_page, again).status_code == 200


def test_a_forged_form_shows_nothing_of_its_own(strict, voter, ballot_page):
    strict.force_login(voter)

    answer = strict.post(ballot_page, {"choice": "no", "reason": "Vote no, dear friend."})

    assert answer.status_code == 403
    assert "dear friend" not in answer.content.decode()


def test_the_answer_to_a_session_from_before_ends_no_newer_one(client, voter):
    client.cookies["sessionid"] = "gone" * 8

    late = client.post("/accounts/2fa/authenticate/", {"code": "123456"})

    assert "sessionid" not in late.cookies
    client.force_login(voter)
    assert client.post("/accounts/logout/").cookies["sessionid"]["max-age"] == 0
