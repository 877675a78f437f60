import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

import voting
from members.tests.factories import UserFactory
from proposals import services as proposals
from proposals.models import Proposal
from voting.enums import RuleBasis
from voting.models import RuleSet
from voting.tests.factories import DEFAULT_RULES

pytestmark = pytest.mark.django_db
DEFAULT = Path(voting.__file__).parent / "rulesets" / "default.json"


def adopt(path, **options):
    out = StringIO()
    call_command("adopt_rules", str(path), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def changed(tmp_path):
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({**DEFAULT_RULES, "voting_days": 21}))
    return path


def test_the_first_rules_of_a_site_are_put_in_force_once():
    assert "In force: Admission, version 1, the rules that this site begins with" in adopt(DEFAULT)
    assert "In force: Admission, version 1, as before" in adopt(DEFAULT)

    row = RuleSet.objects.adopted().get()
    assert (row.document, row.basis) == (DEFAULT_RULES, RuleBasis.FOUNDING)


def test_other_rules_are_proposed_once_and_wait_for_a_second_person(changed):
    person = UserFactory(secretariat=True)
    proposing = {
        "by": person.email.upper(),
        "source": "The assembly of May.",
        "on": date(2026, 5, 4),
    }
    adopt(DEFAULT)

    for _time in range(2):
        assert "Waits for a second person: Record that rules" in adopt(changed, **proposing)

    row = Proposal.objects.get()
    assert (row.proposed_by, row.reason) == (person, "The assembly of May.")
    assert RuleSet.objects.adopted().count() == 1
    now = timezone.now()
    proposals.release(row, by=UserFactory(secretariat=True), now=now)
    proposals.put_into_effect(row, now=now + timedelta(days=1))
    assert str(RuleSet.objects.in_force("admission")) == "Admission, version 2"
    assert "In force: Admission, version 2, as before" in adopt(changed)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ({}, "Say who of the secretariat"),
        ({"by": "nobody@example.org", "source": "x"}, "Nobody signs in with"),
        ({"by": "delegate@example.org", "source": "x"}, "The secretariat records it"),
    ],
)
def test_nobody_else_proposes_rules_by_the_command(changed, who, why):
    UserFactory(email="delegate@example.org")
    adopt(DEFAULT)

    with pytest.raises(CommandError, match=why):
        adopt(changed, **who)

    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"format": "p2i-rules/1"}', b'{"tie": "fails", "tie": 1}'],
)
def test_what_is_no_rule_set_is_refused_with_one_line(tmp_path, content):
    wrong = tmp_path / "rules.json"
    wrong.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        adopt(wrong)

    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert not RuleSet.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="missing.json"):
        adopt(tmp_path / "missing.json")
