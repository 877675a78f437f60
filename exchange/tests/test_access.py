"""Which role reaches which page, on the site and in the admin."""

import pytest
from django.urls import reverse

from exchange.models import Service, ServiceOffer
from exchange.tests.factories import (
    BuddyPairFactory,
    PostFactory,
    ServiceFactory,
    ServiceOfferFactory,
    experienced,
    new,
)
from members.enums import RepresentativeRole
from members.tests.factories import (
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DELEGATE, ALTERNATE, OBSERVER, HEAD = (
    RepresentativeRole.DELEGATE,
    RepresentativeRole.ALTERNATE,
    RepresentativeRole.OBSERVER,
    RepresentativeRole.HEAD,
)
VOTERS = {DELEGATE, ALTERNATE}
SPEAKERS = {*VOTERS, HEAD}
REPRESENTATIVES = {*SPEAKERS, OBSERVER}
READERS = {*REPRESENTATIVES, "secretariat"}
OUTSIDERS = {"staff without rights", "no centre", "former delegate", "delegate of a former member"}


@pytest.fixture
def there():
    """What the pages are about: two centres of a pair, each with a post and an offer."""
    one, other = experienced(), new()
    own = PostFactory(voice=RepresentativeFactory(centre=one, role=ALTERNATE))
    strange = PostFactory(voice=RepresentativeFactory(centre=other, role=ALTERNATE))
    return {
        "centre": one,
        "pair": BuddyPairFactory(supporter=one, supported=other),
        "own": own,
        "strange": strange,
        "service": Service.objects.get(name="Training"),
        "offer": ServiceOfferFactory(centre=one),
    }


def person(role, centre):
    match role:
        case "secretariat":
            return UserFactory(secretariat=True)
        case "staff without rights":
            return UserFactory(staff=True)
        case "no centre":
            return UserFactory()
        case "former delegate":
            return RepresentativeFactory(centre=centre, valid_until="2021-01-01").user
        case "delegate of a former member":
            return RepresentativeFactory(centre=MembershipFactory(status="ended").centre).user
    return RepresentativeFactory(centre=centre, role=role).user


def pages(there):
    """Each page that is read or filled in, and who may."""
    pair, own, strange = there["pair"].pk, there["own"].pk, there["strange"].pk
    return {
        ("posts",): READERS,
        ("post", own): READERS,
        ("buddies",): READERS,
        ("pair", pair): READERS,
        ("own_services",): REPRESENTATIVES,
        ("new_post",): REPRESENTATIVES,
        ("edit_post", own): REPRESENTATIVES,
        ("edit_post", strange): set(),
        ("answer", strange): REPRESENTATIVES,
        ("answer", own): set(),
        ("offer", there["service"].pk): SPEAKERS,
        ("propose_buddy",): SPEAKERS,
        ("propose_service",): VOTERS,
    }


def acts(there):
    """Each button, and who may press it."""
    return {
        ("close_post", there["strange"].pk): set(),
        ("close_post", there["own"].pk): REPRESENTATIVES,
        ("withdraw_offer", there["offer"].pk): SPEAKERS,
        ("agree_buddies", there["pair"].pk): SPEAKERS,
        ("end_buddies", there["pair"].pk): SPEAKERS,
        ("pair", there["pair"].pk): SPEAKERS,
    }


@pytest.mark.sample(4)
@pytest.mark.parametrize("role", sorted({*READERS, *OUTSIDERS}))
def test_each_role_reaches_its_pages_and_buttons_and_no_others(client, there, role):
    client.force_login(person(role, there["centre"]))

    for (name, *args), allowed in pages(there).items():
        status = client.get(reverse(f"exchange:{name}", args=args)).status_code
        assert (name, args, status) == (name, args, 200 if role in allowed else 403)
    for (name, *args), allowed in acts(there).items():
        address = reverse(f"exchange:{name}", args=args)
        status = client.post(address, {"text": "A note."}).status_code
        assert (name, args, status) == (name, args, 302 if role in allowed else 403)
        assert client.get(address).status_code in (405, 200 if role in READERS else 403)


def test_the_public_is_asked_to_log_in_and_sees_no_more(client, there):
    for name, *args in [*pages(there), *acts(there)]:
        response = client.get(reverse(f"exchange:{name}", args=args))
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")
    for name in ("services", "services_csv"):
        page = client.get(reverse(f"exchange:{name}")).content.decode()
        assert there["own"].title not in page


def test_a_centre_withdraws_only_its_own_offers(client, there):
    foreign = ServiceOfferFactory()
    client.force_login(person(DELEGATE, there["centre"]))

    response = client.post(reverse("exchange:withdraw_offer", args=[foreign.pk]))

    assert response.status_code == 404
    assert ServiceOffer.objects.get(pk=foreign.pk).is_open


def test_who_proposed_a_pair_does_not_agree_for_the_other_side(client, there):
    pair = there["pair"]
    pair.proposed_for = pair.supporter
    pair.save()
    client.force_login(person(DELEGATE, pair.supporter))
    agree = reverse("exchange:agree_buddies", args=[pair.pk])
    assert client.post(agree).status_code == 403

    client.force_login(person(ALTERNATE, pair.supported))
    assert client.post(agree).status_code == 302


def test_only_the_pair_reads_its_notes(client, there):
    there["pair"].notes.create(text="Between us", by=UserFactory(), at="2026-11-02T09:00Z")
    seen = {}
    for who, centre in (("side", there["centre"]), ("other", CentreFactory(member=True))):
        client.force_login(person(DELEGATE, centre))
        page = client.get(there["pair"].get_absolute_url())
        seen[who] = "Between us" in page.content.decode()
        allowed = client.post(there["pair"].get_absolute_url(), {"text": "x"}).status_code
        assert allowed == (302 if who == "side" else 403)

    assert seen == {"side": True, "other": False}


ADMIN_ROLES = {"superuser", "secretariat", "staff without rights", DELEGATE}


@pytest.mark.sample(2)
@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_the_admin_is_for_the_secretariat(client, there, role):
    user = UserFactory(staff=True, is_superuser=True) if role == "superuser" else None
    client.force_login(user or person(role, there["centre"]))
    things = {
        "service": (ServiceFactory(), "accept"),
        "serviceoffer": (there["offer"], "withdraw"),
        "buddypair": (there["pair"], "agree"),
        "post": (there["own"], "close"),
    }
    expected = {"superuser": 200, "secretariat": 200, "staff without rights": 403, DELEGATE: 302}

    for model, (thing, act) in things.items():
        for page, args in (
            ("changelist", []),
            ("change", [thing.pk]),
            ("act", [thing.pk, act]),
            ("add", []),
        ):
            status = client.get(reverse(f"admin:exchange_{model}_{page}", args=args)).status_code
            nobody_adds = model == "post" and page == "add" and role != DELEGATE
            assert (model, page, status) == (model, page, 403 if nobody_adds else expected[role])
        deleted = client.post(reverse(f"admin:exchange_{model}_delete", args=[thing.pk]))
        assert deleted.status_code == (302 if role == DELEGATE else 403)
