import re

import pytest
from django.urls import reverse

from declarations import demo
from declarations.models import Aim, Declaration, DeclarationEvent, Signature, TextVersion
from declarations.tests.factories import (
    DAY,
    NOW,
    AimFactory,
    DeclarationFactory,
    SignatureFactory,
    TextVersionFactory,
)
from members.tests.factories import RepresentativeFactory, UserFactory
from p2i_site.demo import NETWORK

pytestmark = pytest.mark.django_db
PAGE = "/declaration/"


def read(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_before_there_is_a_declaration_the_page_says_so(client):
    assert "No declaration yet" in read(client)


def test_the_real_initiative_is_shown_as_it_is_known(client):
    demo.load(NETWORK, by=UserFactory(secretariat=True), now=NOW)

    page = read(client)

    for words in (
        "Joint Ministerial Declaration on Innovation Procurement",
        "In preparation",
        "Greece, Ministry of Development and Investments",
        "Strengthen cooperation between Member States and the European Commission",
        "No text is public yet",
        "Nobody has signed yet",
    ):
        assert words in page
    assert "record no real signature" not in page
    assert not Signature.objects.exists()
    assert not TextVersion.objects.exists()


def test_loading_the_initiative_twice_changes_nothing():
    secretariat = UserFactory(secretariat=True)
    demo.load(NETWORK, by=secretariat, now=NOW)
    Declaration.objects.update(notes="Mended by the secretariat")
    Aim.objects.first().delete()

    demo.load(NETWORK, by=secretariat, now=NOW)

    assert Declaration.objects.get().notes == "Mended by the secretariat"
    assert (Aim.objects.count(), DeclarationEvent.objects.count()) == (1, 1)


def test_texts_and_signatures_are_shown_once_they_are_public(client):
    declaration = DeclarationFactory(open=True)
    AimFactory(declaration=declaration, text="Commitment")
    TextVersionFactory(declaration=declaration, public=True, is_authentic=True, body="# We agree")
    TextVersionFactory(declaration=declaration, number=2, body="Not yet")
    SignatureFactory(declaration=declaration, signed=True, ministry="Ministry of Trade")
    SignatureFactory(declaration=declaration, announced=True, ministry="Ministry of Growth")
    SignatureFactory(declaration=declaration, ministry="Ministry that was asked")

    page = read(client)

    for words in ("Commitment", "We agree", "Version 1, English", "authentic", "Greece"):
        assert words in page
    assert "Ministry of Trade" in page
    assert "Ministry of Growth" in page
    assert "Not yet" not in page
    assert "Ministry that was asked" not in page


def test_hostile_words_in_a_text_stay_words(client):
    TextVersionFactory(public=True, body="<script>alert(1)</script>")

    assert "<script>alert" not in read(client)


def test_more_signatures_take_no_more_queries(client, django_assert_num_queries):
    declaration = DeclarationFactory(open=True)
    for _number in range(10):
        SignatureFactory(declaration=declaration, announced=True)

    with django_assert_num_queries(6):
        client.get(PAGE)


def test_a_proof_opens_for_the_secretariat(client):
    signature = SignatureFactory(signed=True)
    client.force_login(UserFactory(secretariat=True))

    response = client.get(reverse("declarations:proof", args=[signature.pk]))

    assert response.getvalue().startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment")


def test_a_signature_without_a_proof_has_none_to_open(client):
    client.force_login(UserFactory(secretariat=True))

    address = reverse("declarations:proof", args=[SignatureFactory(announced_on=DAY).pk])

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("public", 302), ("observer", 403), ("delegate", 403), ("alternate", 403), ("staff", 403)],
)
def test_a_proof_opens_for_nobody_else(client, role, status):
    signature = SignatureFactory(signed=True)
    if role == "staff":
        client.force_login(UserFactory(staff=True))
    elif role != "public":
        client.force_login(RepresentativeFactory(role=role).user)

    response = client.get(reverse("declarations:proof", args=[signature.pk]))

    assert response.status_code == status


def test_a_translation_that_lags_says_so(client):
    declaration = DeclarationFactory()
    for number in (1, 2):
        TextVersionFactory(declaration=declaration, number=number, is_authentic=True, public=True)
    TextVersionFactory(declaration=declaration, number=1, language="de", public=True)

    page = read(client)

    assert page.count("behind the authentic text") == 1
    assert "This translation is of version 1. The authentic text is now version 2." in page


@pytest.fixture
def signatures():
    declaration = DeclarationFactory(open=True)
    announced = {"status": "announced", "announced_on": DAY}
    SignatureFactory(declaration=declaration, country="GR", ministry="Signs", signed=True)
    SignatureFactory(declaration=declaration, country="DE", ministry="Announces", **announced)
    SignatureFactory(declaration=declaration, country="NL", ministry="Is invited")


def test_signatures_are_counted_drawn_and_listed_but_no_invitation(client, signatures):
    page = read(client)

    assert "1 signed, 1 announced." in page
    assert page.count('href="#signature-') >= 2  # on the map
    assert "Signs" in page
    assert "Announces" in page
    assert "Is invited" not in page


def test_the_table_of_signatures_is_filtered_and_sorted(client, signatures):
    def ministries(query):
        page = client.get(f"{PAGE}?{query}").content.decode()
        return re.findall(r'data-label="Ministry">(\w+)<', page)

    assert ministries("state=signed") == ["Signs"]
    assert ministries("level=european") == []
    assert ministries("sort=place") == ["Announces", "Signs"]
    assert ministries("state=nonsense&sort=nonsense") == ["Announces", "Signs"]
