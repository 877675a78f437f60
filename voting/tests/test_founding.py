"""What two delegates agree to when a Network is founded holds the rules by which it decides."""

import pytest

from common.refusals import Refused
from members.register.services import founding
from members.tests.factories import NOW, CentreFactory, UserFactory
from voting.motions import founding as part
from voting.tests.factories import make_rule_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepared():
    row = founding.begin(by=UserFactory(secretariat=True), now=NOW)
    for slug in ("nl", "se"):
        centre = CentreFactory(slug=slug)
        row.centres.create(centre=centre, term="2026" if slug == "nl" else "")
        row.people.create(centre=centre, name=slug, email=f"{slug}@example.org")
    return row


@pytest.fixture(autouse=True)
def nothing_yet(monkeypatch):
    monkeypatch.setattr(founding, "is_founded", lambda: False)


def test_without_rules_nothing_is_founded(prepared):
    with pytest.raises(Refused, match="No rules are in force"):
        founding.propose(prepared, by=prepared.prepared_by, now=NOW)


def test_the_rules_are_read_in_words_and_are_part_of_what_is_agreed_to(prepared):
    rules = make_rule_set()
    row = founding.propose(prepared, by=prepared.prepared_by, now=NOW)

    (shown,) = part.facts()
    assert shown in founding.facts_of(row)
    assert rules.sha256 in shown[1]
    make_rule_set(title="Others")
    assert founding.fingerprint(row) != row.sha256
