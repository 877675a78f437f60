"""Every address of the admin, and every page that asks for a sign-in, as every role finds it."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.http import HttpResponseForbidden
from django.test import override_settings
from django.urls import URLPattern, get_resolver, path, reverse

from members.tests.factories import RepresentativeFactory, UserFactory
from p2i_site import urls
from voting.tests.factories import make_co_chair

pytestmark = pytest.mark.django_db
NUMBERS = re.compile(r"<(int:\w+|path:\w+|id)>")
WORDS = re.compile(r"<(slug|name|str|section|reference):\w+>")
# Of whoever comes into the admin at all: a desk without anything on it, the own password.
OPEN_TO_ALL_STAFF = {
    reverse(f"admin:{name}")
    for name in ("index", "search", "jsi18n", "password_change", "password_change_done")
}
# What the secretariat and a superuser may do with each model by hand. Steps ask on their own.
BY_HAND = {
    "api.token": ("view", "view"),
    "auth.group": ("", "view"),
    "declarations.declaration": ("view add change", "view add change"),
    "declarations.signature": ("view add change", "view add change"),
    "declarations.textversion": ("view add change", "view add change"),
    "exchange.buddypair": ("view add", "view add"),
    "exchange.post": ("view", "view"),
    "exchange.service": ("view add change", "view add change"),
    "exchange.serviceoffer": ("view add change", "view add change"),
    "knowledge_exchange.action": ("view change", "view change"),
    "knowledge_exchange.meeting": ("view add change", "view add change"),
    "knowledge_exchange.paper": ("view add change", "view add change"),
    "knowledge_exchange.partner": ("view add change", "view add change"),
    "knowledge_exchange.series": ("view add change", "view add change"),
    "knowledge_exchange.subscription": ("view delete", "view delete"),
    "knowledge_exchange.theme": ("view add change", "view add change"),
    "members.application": ("view", "view"),
    "members.centre": ("view add change", "view add change"),
    "members.cochairterm": ("view add change", "view add change"),
    "members.founding": ("view change", "view change"),  # added until the Network is founded
    "members.membership": ("view add change", "view add change"),
    "members.networkfacts": ("view change", "view change"),
    "members.organisation": ("view add change", "view add change"),
    "members.processrules": ("view add", "view add"),
    "members.profilechange": ("view", "view"),
    "members.questiontemplate": ("view add change", "view add change"),
    "members.reconfirmation": ("view", "view"),
    "members.representative": ("view", "view"),
    "members.user": ("view add change", "view add change"),
    "outbox.circular": ("view", "view"),
    "outbox.mail": ("view", "view"),
    "reports.report": ("view", "view"),
    "traces.trace": ("view", "view"),
    "voting.motion": ("view", "view"),
    "voting.ruleset": ("view", "view"),
}


def addresses(patterns=None, before="/"):
    """`(address, view)` of each pattern, with something in its gaps."""
    for pattern in patterns or get_resolver().url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield WORDS.sub("some", NUMBERS.sub("1", address)), pattern.callback
        else:
            yield from addresses(pattern.url_patterns, address)


def of_the_admin():
    """All but the way out, and what says of anything that it is not there."""
    left_out = {"/admin/r/1/1/", reverse("admin:logout")}
    return [
        address
        for address, _view in addresses()
        if address.startswith("/admin/") and "(?P" not in address and address not in left_out
    ]


@pytest.fixture
def forbidden(monkeypatch, caplog):
    """A refusal in a word: the page and the log that tell of it are not what is asked here."""
    caplog.set_level("ERROR", "django.request")
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden())


def let_in(client, found):
    """Those of the addresses that neither refuse nor lead to the sign-in."""
    for address in found:
        response = client.get(address)
        if response.status_code == 405:
            response = client.post(address)
        leads_on = response.get("Location", "").partition("?")[0]
        if response.status_code != 403 and leads_on not in (
            reverse("admin:login"),
            reverse("account_login"),
            reverse("admin:index"),  # there is no such thing, says Django
            f"{address}change/",
        ):
            yield address


def co_chair():
    return make_co_chair(RepresentativeFactory()).user


def test_nobody_from_outside_opens_an_address_of_the_admin(client, forbidden):
    found = of_the_admin()
    assert len(found) > 250

    assert list(let_in(client, found)) == []
    client.force_login(co_chair())
    assert list(let_in(client, found)) == []


def test_staff_without_rights_open_their_password_and_an_empty_desk(client, forbidden):
    client.force_login(UserFactory(staff=True))

    assert set(let_in(client, of_the_admin())) == OPEN_TO_ALL_STAFF


@pytest.mark.parametrize("role", ["delegate", "alternate", "observer", "head", "ex-delegate"])
def test_who_acts_for_a_centre_does_not_come_into_the_admin(rf, role):
    until = {"valid_until": "2021-01-01"} if role == "ex-delegate" else {}
    role = role.removeprefix("ex-")
    request = rf.get("/admin/")
    request.user = RepresentativeFactory(role=role, **until).user

    assert not admin.site.has_permission(request)


def test_the_secretariat_and_a_superuser_do_by_hand_what_the_table_says():
    people = {
        "secretariat": UserFactory(secretariat=True),
        "superuser": UserFactory(is_staff=True, is_superuser=True),
        "staff without rights": UserFactory(staff=True),
        "co-chair": co_chair(),
        "public": AnonymousUser(),
    }

    answers = {
        model._meta.label_lower: tuple(by_hand(model_admin, person) for person in people.values())
        for model, model_admin in admin.site._registry.items()
    }

    assert answers == {model: (*two, "", "", "") for model, two in BY_HAND.items()}


def by_hand(model_admin, person):
    request = SimpleNamespace(user=person, method="GET", GET={}, META={}, resolver_match=None)
    verbs = ("view", "add", "change", "delete")
    return " ".join(
        verb for verb in verbs if getattr(model_admin, f"has_{verb}_permission")(request)
    )


def test_every_page_that_asks_for_a_sign_in_sends_the_public_there(client):
    found = [
        address
        for address, view in addresses()
        if getattr(view, "login_required", True)
        and not address.startswith("/admin/")
        and "(?P" not in address
    ]
    assert len(found) > 60

    sent_to = {address: client.get(address).get("Location", "") for address in found}

    assert [
        address
        for address, where in sent_to.items()
        if not where.startswith(reverse("account_login"))
    ] == []


def test_a_door_that_stands_open_is_found(client, monkeypatch):
    opened = path("admin/opened/", lambda request: HttpResponseForbidden(status=200))
    assert ("/admin/opened/", opened.callback) in addresses([opened])

    monkeypatch.setattr(urls, "urlpatterns", [opened, *urls.urlpatterns])
    monkeypatch.setattr(get_resolver(), "url_patterns", urls.urlpatterns, raising=False)
    client.force_login(UserFactory(staff=True))

    assert list(let_in(client, ["/admin/opened/", "/admin/members/centre/"])) == ["/admin/opened/"]


@pytest.mark.slow
@pytest.mark.parametrize("role", ["secretariat", "superuser"])
def test_no_address_of_the_admin_fails_for_those_who_may(client, role):
    with override_settings(DEMO=True):
        call_command("load_demo")
    user = UserFactory(secretariat=True) if role == "secretariat" else None
    client.force_login(user or UserFactory(is_staff=True, is_superuser=True))
    client.raise_request_exception = False

    assert [address for address in of_the_admin() if client.get(address).status_code >= 500] == []
