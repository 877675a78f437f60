"""Motions that many act on at once: their ballots, and whether their record has no gap."""

from datetime import timedelta
from uuid import uuid4

from common.dates import database_time
from voting import services, verify
from voting.enums import OF_BALLOTS
from voting.models import Ballot
from voting.records import publishing
from voting.tests.factories import make_rule_set, open_motion


def ballot(motion, person, choice, token=None):
    return lambda: services.cast(
        motion, choice=choice, reason="", form_token=token or uuid4(), by=person.user
    )


def assert_the_chain_holds(motion):
    """Every ballot that was acknowledged is an entry, and the chain has no gap and no fork."""
    document = publishing.document(motion)
    verify.check_chain(document)
    verify.check_signatures(document, ())
    cast = [entry for entry in document["entries"] if entry["what"] in OF_BALLOTS]
    assert len(cast) == Ballot.objects.filter(entry__motion=motion).count()


def open_now(*, seconds=3600, rule_set=None, **options):
    now = database_time()
    return open_motion(
        rule_set=rule_set or make_rule_set(minimum_voting_days=0),
        now=now,
        closes_at=now + timedelta(seconds=seconds),
        **options,
    )
