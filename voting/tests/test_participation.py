"""What a centre's public page tells of votes, and what a step of its membership leaves alone."""

import pytest

from members.register.services import memberships
from members.tests.factories import UserFactory
from voting import services
from voting.tests.factories import (
    cast,
    closed_motion,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
)

pytestmark = pytest.mark.django_db


def text(client, person):
    return client.get(person.centre.get_absolute_url()).content.decode()


def certify(motion, chair):
    now = motion.closes_at
    return services.certify(motion, reasons="Because.", by=chair.user, now=now, on=now.date())


def test_a_profile_tells_that_a_centre_voted_and_never_how(client):
    delegates = make_delegates(4)
    chair = make_co_chair(delegates[0])
    rule_set = make_rule_set(ballots_after_close="public")
    motion = closed_motion(delegates, ["yes", "no", "no", ""], rule_set=rule_set)
    assert motion.title not in text(client, delegates[1])

    certify(motion, chair)

    voted, silent = text(client, delegates[1]), text(client, delegates[3])
    assert motion.title in voted
    assert "took part" in voted
    assert "cast no ballot" in silent
    for choice in ("Yes", "No", "Abstain"):
        assert f">{choice}<" not in voted


def test_an_open_vote_shows_on_no_profile(client):
    delegates = make_delegates(3)
    motion = open_motion()
    cast(motion, delegates[0])

    assert motion.title not in text(client, delegates[0])


def test_a_centre_whose_membership_ends_still_casts_in_an_open_vote():
    delegates = make_delegates(3)
    motion = open_motion()
    memberships.end(
        delegates[0].centre.memberships.get(),
        effective=motion.opened_at.date().isoformat(),
        reason="It asked to leave.",
        by=UserFactory(secretariat=True),
        released_by=UserFactory(secretariat=True),
        now=motion.opened_at,
    )

    assert cast(motion, delegates[0]).choice == "yes"
