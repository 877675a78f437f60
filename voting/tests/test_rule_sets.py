"""Drafting and adopting rule sets, and what holds an adopted one as it is."""

import pytest
from django.db import IntegrityError, transaction

from members.tests.factories import NOW, UserFactory
from voting import rules, services
from voting.models import RuleSet
from voting.services import rule_sets
from voting.tests.factories import DEFAULT_RULES, make_rule_set, open_motion
from voting.tests.test_constraints import breaks
from voting.tests.test_rules import FIRST_FORMAT

pytestmark = pytest.mark.django_db
LONGER = {**DEFAULT_RULES, "voting_days": 21}


@pytest.fixture
def draft():
    return rule_sets.draft("Admission", DEFAULT_RULES)


def adopted(draft):
    return rule_sets.adopt_draft(draft, seen=draft.sha256, by=UserFactory(), now=NOW)


def refused(act, *arguments, **options):
    with pytest.raises(services.Refused) as refusal:
        act(*arguments, **options)
    return str(refusal.value)


def test_a_draft_is_edited_and_then_adopted_as_the_next_version(draft):
    first = services.adopt("Admission", DEFAULT_RULES, now=NOW)
    changed = rule_sets.redraft(draft, LONGER, seen=draft.sha256)
    person = UserFactory()

    rule_sets.adopt_draft(changed, seen=changed.sha256, by=person, now=NOW)

    row = RuleSet.objects.get(pk=draft.pk)
    assert (row.version, row.adopted_at, row.adopted_by) == (2, NOW, person)
    assert (row.document, row.sha256) == (LONGER, rules.fingerprint(LONGER))
    assert first.version == 1


def test_a_draft_of_the_first_format_is_one_of_todays():
    assert rule_sets.draft("Admission", FIRST_FORMAT).document == DEFAULT_RULES


def test_a_draft_is_always_a_rule_set(draft):
    wrong = {**DEFAULT_RULES, "minimum_voting_days": 15}

    with pytest.raises(rules.RulesError):
        rule_sets.redraft(draft, wrong, seen=draft.sha256)
    with pytest.raises(rules.RulesError):
        rule_sets.draft("Admission", wrong)

    assert RuleSet.objects.get().document == DEFAULT_RULES


def test_no_vote_is_opened_by_a_draft(draft):
    assert "Only an adopted rule set" in refused(open_motion, rule_set=draft)


@pytest.mark.parametrize("act", ["redraft", "adopt_draft", "discard"])
def test_what_was_changed_meanwhile_is_looked_at_again(draft, act):
    rule_sets.redraft(draft, LONGER, seen=draft.sha256)
    options = {"redraft": {"document": LONGER}, "adopt_draft": {"by": None, "now": NOW}}

    said = refused(getattr(rule_sets, act), draft, seen=draft.sha256, **options.get(act, {}))

    assert said == "Somebody changed this draft meanwhile. Look at it again."
    assert RuleSet.objects.drafts().get().document == LONGER


@pytest.mark.parametrize("act", ["redraft", "adopt_draft", "discard"])
def test_an_adopted_rule_set_never_changes(draft, act):
    adopted(draft)
    options = {"redraft": {"document": LONGER}, "adopt_draft": {"by": None, "now": NOW}}

    said = refused(getattr(rule_sets, act), draft, seen=draft.sha256, **options.get(act, {}))

    assert said == "An adopted rule set never changes. Start a new draft from it."
    assert RuleSet.objects.adopted().get().document == DEFAULT_RULES


def test_a_draft_that_says_the_same_as_the_rules_in_force_is_not_adopted(draft):
    services.adopt("Admission", DEFAULT_RULES, now=NOW)

    said = refused(rule_sets.adopt_draft, draft, seen=draft.sha256, by=None, now=NOW)

    assert said == "This draft says the same as Admission, version 1."


def test_a_discarded_draft_is_gone(draft):
    rule_sets.discard(draft, seen=draft.sha256)

    assert not RuleSet.objects.exists()
    said = refused(rule_sets.discard, draft, seen=draft.sha256)
    assert said == "This draft was thrown away meanwhile."


def test_the_command_counts_past_drafts(draft):
    assert services.adopt("Admission", DEFAULT_RULES, now=NOW).version == 1
    assert services.adopt("Admission", LONGER, now=NOW).version == 2
    assert RuleSet.objects.drafts().get() == draft


@pytest.mark.parametrize(
    "changes", [{"version": 1}, {"adopted_at": NOW}, {"adopted_at": NOW, "version": 0}]
)
def test_a_draft_has_no_version_and_an_adopted_one_has(draft, changes):
    breaks(
        "rule_set_has_a_version_once_adopted",
        lambda: RuleSet.objects.filter(pk=draft.pk).update(**changes),
    )


def test_a_draft_has_nobody_who_adopted_it(draft):
    breaks(
        "rule_set_has_a_version_once_adopted",
        lambda: RuleSet.objects.filter(pk=draft.pk).update(adopted_by=UserFactory()),
    )


def test_a_rule_set_has_a_fingerprint(draft):
    breaks(
        "rule_set_has_a_fingerprint",
        lambda: RuleSet.objects.filter(pk=draft.pk).update(sha256=""),
    )


@pytest.mark.postgres
@pytest.mark.parametrize(
    "changes",
    [
        {"document": LONGER},
        {"sha256": "0"},
        {"version": 7},
        {"name": "Other"},
        {"adopted_at": None, "version": 0},
    ],
)
def test_the_database_holds_an_adopted_rule_set_as_it_is(changes):
    rows = RuleSet.objects.filter(pk=make_rule_set().pk)

    breaks("adopted_rule_set_never_changes", lambda: rows.update(**changes))


@pytest.mark.postgres
def test_the_database_keeps_an_adopted_rule_set(draft):
    adopted(draft)

    with pytest.raises(IntegrityError, match="never_changes"), transaction.atomic():
        RuleSet.objects.all().delete()
