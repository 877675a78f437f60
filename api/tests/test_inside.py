"""Members' data: who gets them with a token, and what they hold."""

import pytest

from api.tests.reading import bearer, get, names
from common.refusals import Refused
from members.tests.factories import RepresentativeFactory, UserFactory
from voting.tests.factories import cast, closed_motion, make_delegates, open_motion
from voting.tests.pages import Voter

pytestmark = pytest.mark.django_db
PATHS = ["/motions", "/representatives"]
READERS = ["delegate", "alternate", "chair", "observer", "own observer", "secretariat"]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_valid_token_there_is_nothing(client, path):
    get(client, path, 401)
    refused = client.get(f"/api/v1{path}", headers=bearer("p2i_guessed"))

    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("role", READERS)
def test_whoever_reads_the_pages_may_read_this(client, motion, network, token_for, role):
    headers = bearer(token_for(network[role]))

    found = get(client, "/motions", **headers)

    assert names(found, "id") == [motion.pk]
    assert get(client, "/representatives", **headers)["items"]


def test_who_acts_for_a_centre_outside_the_network_gets_no_token(motion, network, token_for):
    with pytest.raises(Refused):
        token_for(network["outsider"])


def test_a_motion_tells_its_turnout_and_no_choice(client, motion, network, token_for):
    cast(motion, Voter(network["delegate"]), "no", reason="PLANTED")

    found = get(client, "/motions", **bearer(token_for(network["chair"])))

    assert found["items"][0]["turnout"] == {"voted": 1, "entitled": 3}
    assert "PLANTED" not in str(found)


def test_only_open_motions_are_listed(client, token_for):
    delegates = make_delegates(3)
    closed_motion(delegates, ["yes"])

    assert get(client, "/motions", **bearer(token_for(delegates[0].user)))["items"] == []


def test_representatives_come_with_name_and_role_and_no_address(client, token_for):
    acting = RepresentativeFactory(user__name="Ada", user__email="ada@example.org")
    RepresentativeFactory(user__name="Gone", valid_until="2021-01-01")

    found = get(client, "/representatives", **bearer(token_for(acting.user)))

    assert found["items"] == [
        {"centre": acting.centre.slug, "name": "Ada", "role": "delegate", "is_demo": False}
    ]


def test_a_page_takes_as_many_queries_whatever_it_holds(
    client, token_for, django_assert_num_queries
):
    headers = bearer(token_for(UserFactory(secretariat=True)))
    client.get("/api/v1/motions", headers=headers)  # notes the day of the token's use
    make_delegates(2)
    for _number in range(2):
        open_motion()
        for path, queries in (("/motions", 4), ("/representatives", 4)):
            with django_assert_num_queries(queries):
                client.get(f"/api/v1{path}", headers=headers)
        RepresentativeFactory()
