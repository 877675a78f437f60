import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import voting
from voting.models import RuleSet
from voting.tests.factories import DEFAULT_RULES

pytestmark = pytest.mark.django_db
DEFAULT = Path(voting.__file__).parent / "rulesets" / "default.json"


def adopt(path):
    out = StringIO()
    call_command("adopt_rules", str(path), stdout=out)
    return out.getvalue()


def test_the_shipped_rules_are_put_in_force_once():
    assert "In force: Admission, version 1" in adopt(DEFAULT)
    assert "In force: Admission, version 1" in adopt(DEFAULT)

    assert RuleSet.objects.adopted().get().document == DEFAULT_RULES


def test_a_changed_document_is_the_next_version(tmp_path):
    changed = tmp_path / "rules.json"
    changed.write_text(json.dumps({**DEFAULT_RULES, "voting_days": 21}))
    adopt(DEFAULT)

    assert "In force: Admission, version 2" in adopt(changed)


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
