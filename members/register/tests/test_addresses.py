"""One's own address changes when both addresses have confirmed it, and not before."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import text
from members.models import AddressChange, SignInEvent
from members.register import address_links
from members.register.address_links import Side
from members.register.services import accounts, addresses
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from members.tests.signing_in import sign_in_again
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db
PAGE = reverse("members:address")
NEW = "new@example.org"


@pytest.fixture
def person():
    return UserFactory(email="former@example.org")


def ask(person, email=NEW, now=NOW):
    return addresses.ask(email=email, by=person, now=now)


def link(change, side):
    return address_links.path_for(address_links.token_for(change, side))


def confirm_both(change, now=NOW):
    addresses.confirm(change, Side.FORMER, now=now)
    addresses.confirm(change, Side.NEW, now=now)


@pytest.mark.parametrize(
    "first, second", [list(Side), list(reversed(Side))], ids=["new first", "former first"]
)
def test_the_address_changes_once_both_have_confirmed_it(person, first, second):
    change = ask(person)

    assert addresses.confirm(change, first, now=NOW) is False
    assert addresses.confirm(change, first, now=NOW) is False  # again: nothing more
    person.refresh_from_db()
    assert person.email == "former@example.org"
    assert addresses.confirm(change, second, now=NOW) is True

    person.refresh_from_db()
    assert person.email == NEW
    assert not AddressChange.objects.exists()
    assert EmailAddress.objects.get(user=person).email == NEW


def test_what_stays_of_it_is_an_event_without_the_addresses_and_a_letter_to_both(person):
    confirm_both(ask(person))

    event = SignInEvent.objects.get()
    assert (event.what, event.by, event.reason) == ("address", person, "")
    letters = Mail.objects.filter(kind="members.sign_in_changed")
    assert {mail.to for mail in letters} == {NEW, "former@example.org"}
    for mail in letters:
        shown = kinds.compose(mail, NOW).text
        assert "another address" in shown
        assert "@example.org" not in shown


def test_each_address_gets_a_link_of_its_own_in_a_letter_that_dies_with_the_change(person):
    change = ask(person)
    mails = {mail.to: mail for mail in Mail.objects.filter(kind="members.address_confirm")}

    assert set(mails) == {NEW, person.email}
    for to, side in ((NEW, Side.NEW), (person.email, Side.FORMER)):
        shown = kinds.compose(mails[to], NOW)
        [token] = re.findall(r"/accounts/address/(\S+)/", shown.text)
        assert address_links.found_by(token, NOW) == (change, side)
        assert token not in shown.redacted().text
    addresses.take_back(by=person, now=NOW)
    assert kinds.compose(Mail.objects.get(pk=mails[NEW].pk), NOW) is None


def test_a_taken_address_is_asked_for_like_any_other_and_only_its_owner_learns_of_it(person):
    owner = UserFactory(email=NEW)

    change = ask(person, email=" New@Example.ORG ")

    assert change.email == NEW
    [letter] = Mail.objects.filter(to=NEW)
    assert (letter.kind, letter.user) == ("members.address_taken", owner)
    shown = kinds.compose(letter, NOW).text
    assert person.name not in shown
    assert person.email not in shown


def test_an_address_that_was_taken_meanwhile_is_refused(person):
    change = ask(person)
    addresses.confirm(change, Side.FORMER, now=NOW)
    UserFactory(email=NEW)

    with pytest.raises(Refused, match="cannot be used"):
        addresses.confirm(change, Side.NEW, now=NOW)


def test_a_change_lapses_and_is_forgotten(person):
    change, late = ask(person), NOW + address_links.LASTS
    token = address_links.token_for(change, Side.NEW)

    assert address_links.found_by(token, late - timedelta(seconds=1)) == (change, Side.NEW)
    assert address_links.found_by(token, late) is None
    with pytest.raises(Refused, match="too old"):
        addresses.confirm(change, Side.NEW, now=late)
    assert not addresses.unconfirmed(late - timedelta(seconds=1))
    assert addresses.unconfirmed(late).get() == change


def test_a_person_has_one_change_at_a_time_and_an_earlier_link_is_dead(person):
    earlier = ask(person)
    token = address_links.token_for(earlier, Side.NEW)

    later = ask(person, email="third@example.org")

    assert AddressChange.objects.get() == later
    assert address_links.found_by(token, NOW) is None


def test_one_s_own_address_and_a_locked_sign_in_change_nothing(person):
    with pytest.raises(Refused, match="already"):
        ask(person, email="FORMER@example.org")
    change = ask(person)
    accounts.lock(person, reason="Stolen.", by=None, now=NOW)

    with pytest.raises(Refused, match="locked"):
        addresses.confirm(change, Side.NEW, now=NOW)


def test_through_the_pages_the_own_session_goes_on_and_others_end(client, person):
    elsewhere = Client()
    elsewhere.force_login(person)
    sign_in_again(client, person)

    client.post(PAGE, {"email": NEW})
    change = AddressChange.objects.get()
    shown = text(client.get(PAGE))
    assert "Neither address has confirmed it" in shown
    visited = Client().get(link(change, Side.NEW))
    assert "gets its emails" in text(visited)
    Client().post(link(change, Side.NEW))
    assert "The new address has confirmed it" in text(client.get(PAGE))
    client.post(link(change, Side.FORMER))

    assert get_user(client).email == NEW
    assert client.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    assert client.get(link(change, Side.NEW)).status_code == 404


def test_to_ask_one_signs_in_again(client, person):
    person.set_password("a-long-password")
    person.save()
    client.force_login(person)

    asked = client.post(PAGE, {"email": NEW})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not AddressChange.objects.exists()


def test_for_somebody_who_lost_the_mailbox_two_people_change_it():
    role = RepresentativeFactory(centre__member=True)
    other = RepresentativeFactory(centre=role.centre, role="observer").user
    person = role.user
    clerk, colleague = UserFactory(secretariat=True), UserFactory(secretariat=True)
    accounts.prove_address(person)
    former, facts = person.email, {"email": NEW, "reason": "Left the ministry.", "now": NOW}

    with pytest.raises(Refused, match="Nobody decides alone"):
        addresses.change_for(person, **facts, by=clerk, released_by=clerk)
    with pytest.raises(Refused, match="for themselves"):
        addresses.change_for(clerk, **facts, by=colleague, released_by=clerk)
    addresses.change_for(person, **facts, by=clerk, released_by=colleague)

    person.refresh_from_db()
    assert person.email == NEW
    assert not EmailAddress.objects.filter(user=person).exists()
    event = SignInEvent.objects.get()
    assert (event.by, event.released_by, event.reason) == (clerk, colleague, "Left the ministry.")
    own = Mail.objects.filter(kind="members.sign_in_changed")
    assert {mail.to for mail in own} == {NEW, former}
    assert "Two people decided it" in kinds.compose(own[0], NOW).text
    told = Mail.objects.get(kind="members.sign_in_event", user=other)
    letter = kinds.compose(told, NOW)
    assert "has another address" in letter.subject
    assert "Left the ministry." in letter.text


def test_nobody_writes_another_address_by_a_form(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    person = UserFactory(email="former@example.org")
    page = reverse("admin:members_user_edit", args=[person.pk])

    client.post(page, {"email": NEW, "name": "Another", "wants_reminders": "on"})

    person.refresh_from_db()
    assert (person.name, person.email) == ("Another", "former@example.org")
