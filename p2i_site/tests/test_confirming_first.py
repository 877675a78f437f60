"""Whoever signed in long ago confirms who they are before a ballot, which loses nothing by it."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.utils import timezone

from common.tests.step_pages import fields, text
from members.register import sessions
from p2i_site.tests.test_typed_again import AGAIN, PASSWORD, REASON, form_of, with_password
from voting.models import Ballot
from voting.tests.factories import make_delegates, open_motion

pytestmark = pytest.mark.django_db
CONFIRM, OTHER = "/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/"
LONG_AGO = sessions.PROOF_LASTS + timedelta(minutes=1)


@pytest.fixture
def voter():
    return with_password(make_delegates(2)[0].user)


@pytest.fixture
def page():
    return f"/votes/{open_motion(now=timezone.now()).pk}/ballot/"


def signed_in(client, user, *, ago):
    client.force_login(user)
    session = client.session
    session[sessions.SIGNED_IN] = (timezone.now() - ago).timestamp()
    session.save()


def choose(client, page):
    shown = fields(client.get(page), having="reason")
    return client.post(page, {**shown, "choice": "no", "reason": REASON})


def confirm(client, asked, **typed):
    shown = fields(asked, having=next(iter(typed)))
    address = CONFIRM if "password" in typed else OTHER
    return client.post(address, {**shown, **typed})


@pytest.mark.parametrize("ago", [timedelta(), sessions.PROOF_LASTS - timedelta(minutes=1)])
def test_within_some_hours_nobody_is_asked(client, voter, page, ago):
    signed_in(client, voter, ago=ago)

    assert "Articles" in text(choose(client, page))


def test_later_one_confirms_first_and_finds_the_choice_again(client, voter, page):
    signed_in(client, voter, ago=LONG_AGO)

    asked = choose(client, page)
    assert "Confirm that it is you" in text(asked)
    assert "You signed in some hours ago, so nothing was sent yet." in text(asked)
    shown = confirm(client, asked, password=PASSWORD)

    assert "You confirmed that it is you. " + AGAIN in text(shown)
    form = form_of(shown, page)
    assert form.fields["reason"].removeprefix("\n") == REASON
    assert form.fields["choice"] == "no"
    assert not Ballot.objects.exists()
    review = client.post(page, dict(form.form_values()))
    assert client.post(page, fields(review, having="form_token") | {"cast": ""}).status_code == 302
    assert Ballot.objects.get().reason.splitlines() == REASON.splitlines()


def test_nothing_of_the_choice_is_kept_meanwhile(client, voter, page):
    signed_in(client, voter, ago=LONG_AGO)

    asked = choose(client, page)

    assert "Articles" not in asked.content.decode()
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert "Articles" not in repr(kept)
    assert "choice" not in repr(kept)


def test_a_wrong_password_opens_nothing_and_loses_nothing(client, voter, page):
    signed_in(client, voter, ago=LONG_AGO)

    wrong = confirm(client, choose(client, page), password="not-the-password")
    assert "Articles" not in wrong.content.decode()
    shown = confirm(client, wrong, password=PASSWORD)

    assert form_of(shown, page).fields["reason"].removeprefix("\n") == REASON


def test_the_choice_comes_along_to_another_way_to_confirm(client, voter, page):
    TOTP.activate(voter, secret := generate_totp_secret())
    signed_in(client, voter, ago=LONG_AGO)
    asked = choose(client, page)

    form = form_of(asked, f"{OTHER}?next={page.replace('/', '%2F')}")
    other = client.post(form.action, {**dict(form.form_values()), "other_way": "1"})
    shown = confirm(client, other, code=code_of(secret))

    assert form_of(shown, page).fields["reason"].removeprefix("\n") == REASON


def test_to_the_provider_nothing_comes_along_and_its_page_says_so(client, voter, page, settings):
    settings.OIDC_SERVER_URL, settings.OIDC_NAME = "https://provider.example", "EU Login"
    SocialAccount.objects.create(user=voter, provider=settings.OIDC_SERVER_URL, uid="subject-1")
    signed_in(client, voter, ago=LONG_AGO)
    way = f"/accounts/provider/confirm/?next={page.replace('/', '%2F')}"

    form = form_of(choose(client, page), way)
    other = client.post(form.action, {**dict(form.form_values()), "other_way": "1"})
    voter.set_unusable_password()
    voter.save()
    signed_in(client, voter, ago=LONG_AGO)
    only_way = choose(client, page)

    for asked in (other, only_way):
        assert "once you are back, type it again" in text(asked)
        assert "comes along" not in text(asked)
        assert form_of(asked, "/accounts/provider/confirm/").fields["next"] == page


def code_of(secret):
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def test_whoever_began_in_time_has_an_hour_to_finish(client, voter, page):
    signed_in(client, voter, ago=sessions.PROOF_LASTS - timedelta(minutes=1))
    review = choose(client, page)
    form = fields(review, having="form_token") | {"cast": ""}
    session = client.session
    session[sessions.SIGNED_IN] -= timedelta(minutes=2).total_seconds()
    session.save()

    assert client.post(page, form).status_code == 302
    assert Ballot.objects.exists()


def test_a_ballot_sent_past_the_review_is_asked_about_too(client, voter, page):
    signed_in(client, voter, ago=timedelta())
    form = fields(choose(client, page), having="form_token") | {"cast": ""}
    signed_in(client, voter, ago=LONG_AGO + sessions.TO_FINISH)

    asked = client.post(page, form)

    assert "Confirm that it is you" in text(asked)
    assert not Ballot.objects.exists()
    shown = confirm(client, asked, password=PASSWORD)
    assert form_of(shown, page).fields["choice"] == "no"


def test_whoever_has_no_way_to_confirm_keeps_the_vote(client, voter, page):
    voter.set_unusable_password()
    voter.save()
    signed_in(client, voter, ago=LONG_AGO)

    assert "Articles" in text(choose(client, page))
