import json

import pytest

from api import open_data
from api.tests.reading import get
from declarations.tests.factories import DeclarationFactory, SignatureFactory
from knowledge_exchange.tests.factories import PaperFactory
from members.tests.factories import CentreFactory, MembershipFactory, RepresentativeFactory
from voting.tests.factories import open_motion

pytestmark = pytest.mark.django_db
EVERYTHING = "/api/v1/everything.json"


def read(client, **headers):
    """The response, read to its end, which closes its file."""
    response = client.get(EVERYTHING, headers=headers)
    b"".join(response)
    return response


def test_one_file_holds_all_that_is_public_and_nothing_else(client, settings):
    settings.OPEN_DATA_LICENCE = "CC BY 4.0"
    CentreFactory(member=True, slug="in")
    MembershipFactory(centre__slug="out", status="ended", ended="2020")
    CentreFactory(slug="never")
    RepresentativeFactory(user__name="Ada Secret", centre=CentreFactory(member=True, slug="her"))
    PaperFactory(published=True, slug="paper")
    PaperFactory(drafted=True, slug="draft")
    SignatureFactory(declaration=DeclarationFactory(open=True), ministry="Invited only")
    open_motion()

    found = get(client, "/everything.json")

    assert found["format"] == open_data.FORMAT
    assert found["licence"] == "CC BY 4.0"
    assert [one["slug"] for one in found["members"]] == ["in", "out", "her"]
    assert [one["slug"] for one in found["papers"]] == ["paper"]
    assert found["results"] == found["declarations"][0]["signatures"] == []
    assert not any(text in json.dumps(found) for text in ("Ada", "Invited", "draft"))


def test_its_etag_changes_with_the_content_and_not_with_the_clock(client):
    etag = read(client)["ETag"]
    assert read(client, **{"If-None-Match": etag}).status_code == 304

    CentreFactory(member=True)

    assert read(client, **{"If-None-Match": etag}).status_code == 200


def test_nothing_at_all_is_still_a_whole_file(client):
    assert get(client, "/everything.json")["members"] == []


def test_it_is_read_in_batches(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(open_data, "BATCH", 2)
    for _number in range(4):
        CentreFactory(member=True)

    with django_assert_num_queries(4 + 2 * 5):  # lists, and what belongs to each batch of members
        read(client)
