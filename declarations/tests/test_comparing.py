import pytest

from common.comparing import compare
from declarations.tests.factories import DeclarationFactory, SignatureFactory, TextVersionFactory
from members.tests.factories import UserFactory


def parts(old, new):
    return [[(part.kind, part.text) for part in row.inline] for row in compare(old, new)]


def test_only_the_words_that_changed_are_marked():
    assert parts("We may buy.\n\nSame.", "We will buy.\n\nSame.\n\nNew.") == [
        [("same", "We "), ("removed", "may"), ("added", "will"), ("same", " buy.")],
        [("same", "Same.")],
        [("added", "New.")],
    ]


@pytest.mark.parametrize("part", ["a\n\n", "a "])
def test_texts_that_would_take_too_long_are_shown_as_replaced(part):
    rows = compare("x " + part * 50_000 + "y", "z " + part * 50_000 + "w")

    assert {part.kind for row in rows for part in row.inline} >= {"removed", "added"}


@pytest.mark.django_db
def test_two_versions_are_compared_and_drafts_only_by_the_secretariat(client):
    declaration = DeclarationFactory()
    old = TextVersionFactory(declaration=declaration, public=True, body="We may buy")
    new = TextVersionFactory(declaration=declaration, number=2, body="We will buy")
    asked = {"old": old.pk, "new": new.pk, "view": "side"}
    address = f"/declaration/{declaration.pk}/compare/"

    assert "will" not in client.get(address, asked).content.decode()
    client.force_login(UserFactory(secretariat=True))
    page = client.get(address, asked).content.decode()
    assert "<ins>" in page
    assert "<del>" in page


@pytest.mark.django_db
def test_downloads_name_no_invitation_and_no_formula(client):
    declaration = SignatureFactory(ministry="Asked").declaration
    SignatureFactory(declaration=declaration, signed=True, ministry="=Trade")

    table = client.get(f"/declaration/{declaration.pk}/signatures.csv").content.decode()
    rows = client.get(f"/declaration/{declaration.pk}/signatures.json").json()["signatures"]

    assert "'=Trade" in table
    assert "Asked" not in table
    assert [row["ministry"] for row in rows] == ["=Trade"]
