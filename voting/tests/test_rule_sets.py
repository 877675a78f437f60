"""Drafting and adopting rule sets, and what holds an adopted one as it is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from members.tests.factories import NOW, UserFactory, two_people
from outbox import services as outbox
from voting import rules, services
from voting.enums import MotionKind, RuleBasis
from voting.models import RuleSet
from voting.services import rule_sets
from voting.tests.factories import (
    DEFAULT_RULES,
    draft_motion,
    make_delegates,
    make_observer,
    make_rule_set,
    open_motion,
    record_adoption,
)
from voting.tests.pages import text
from voting.tests.test_constraints import breaks
from voting.tests.test_rules import FIRST_FORMAT, changed

pytestmark = pytest.mark.django_db
LONGER = {**DEFAULT_RULES, "voting_days": 21}
ACTS = {
    "redraft": rule_sets.redraft,
    "record_adoption": record_adoption,
    "discard": rule_sets.discard,
}


@pytest.fixture
def draft():
    return rule_sets.draft("Admission", DEFAULT_RULES)


def adopted(draft):
    return record_adoption(draft)


def refused(act, *arguments, **options):
    with pytest.raises(services.Refused) as refusal:
        act(*arguments, **options)
    return str(refusal.value)


def test_a_draft_is_edited_and_then_adopted_as_the_next_version(draft):
    first = services.adopt("Admission", DEFAULT_RULES, now=NOW)
    changed = rule_sets.redraft(draft, LONGER, seen=draft.sha256)
    people = two_people()

    record_adoption(changed, **people)

    row = RuleSet.objects.get(pk=draft.pk)
    assert (row.version, row.adopted_at) == (2, NOW)
    assert (row.adopted_by, row.released_by) == tuple(people.values())
    assert (row.basis, row.source) == (RuleBasis.ELSEWHERE, "Minutes of the assembly.")
    assert (row.document, row.sha256) == (LONGER, rules.fingerprint(LONGER))
    assert first.version == 1


def test_a_draft_of_the_first_format_is_one_of_todays():
    without_a_period = changed("certification.confirmation_days", 0)

    assert rule_sets.draft("Admission", FIRST_FORMAT).document == without_a_period


def test_a_draft_is_always_a_rule_set(draft):
    wrong = {**DEFAULT_RULES, "minimum_voting_days": 15}

    with pytest.raises(rules.RulesError):
        rule_sets.redraft(draft, wrong, seen=draft.sha256)
    with pytest.raises(rules.RulesError):
        rule_sets.draft("Admission", wrong)

    assert RuleSet.objects.get().document == DEFAULT_RULES


def test_no_vote_is_opened_by_a_draft(draft):
    assert "Only an adopted rule set" in refused(open_motion, rule_set=draft)


@pytest.mark.parametrize("act", ["redraft", "record_adoption", "discard"])
def test_what_was_changed_meanwhile_is_looked_at_again(draft, act):
    rule_sets.redraft(draft, LONGER, seen=draft.sha256)
    options = {"redraft": {"document": LONGER}}

    said = refused(ACTS[act], draft, seen=draft.sha256, **options.get(act, {}))

    assert said == "Somebody changed this draft meanwhile. Look at it again."
    assert RuleSet.objects.drafts().get().document == LONGER


@pytest.mark.parametrize("act", ["redraft", "record_adoption", "discard"])
def test_an_adopted_rule_set_never_changes(draft, act):
    adopted(draft)
    options = {"redraft": {"document": LONGER}}

    said = refused(ACTS[act], draft, seen=draft.sha256, **options.get(act, {}))

    assert said == "An adopted rule set never changes. Start a new draft from it."
    assert RuleSet.objects.adopted().get().document == DEFAULT_RULES


def test_a_draft_that_says_the_same_as_the_rules_in_force_is_not_adopted(draft):
    services.adopt("Admission", DEFAULT_RULES, now=NOW)

    said = refused(record_adoption, draft)

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


# --- By a vote, or by two people --------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"released_by": None}, "Nobody decides alone"),
        ({"source": " "}, "Say which assembly"),
        ({"decided_on": NOW.date() + timedelta(days=1)}, "still to come"),
    ],
)
def test_an_adoption_elsewhere_takes_two_people_a_source_and_a_day(draft, changes, why):
    assert why in refused(record_adoption, draft, **changes)
    assert draft in RuleSet.objects.drafts()


def test_one_person_records_no_adoption(draft):
    person = UserFactory(is_staff=True, is_superuser=True)

    said = refused(record_adoption, draft, by=person, released_by=person)

    assert said == "Nobody decides alone: another person releases what you propose."


def test_no_motion_that_is_not_certified_puts_rules_in_force():
    make_delegates(3)
    motion = draft_motion(MotionKind.RULE_SET)

    said = refused(rule_sets.adopt_by_vote, motion, by=UserFactory(), now=NOW)

    assert said == "Rules come into force by a motion that was carried and certified."


def test_only_the_first_rules_of_a_site_need_nobody():
    first = rule_sets.found("Admission", DEFAULT_RULES, now=NOW)

    assert first.basis == RuleBasis.FOUNDING
    assert "in force already" in refused(rule_sets.found, "Other", LONGER, now=NOW)


def test_every_member_is_told_of_rules_adopted_elsewhere(draft, mailoutbox):
    people = make_delegates(2)
    make_observer()  # of an associate, which has no vote

    record_adoption(draft)
    outbox.deliver_due(lambda: NOW)

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(row.user.email for row in people)
    assert mailoutbox[0].subject == "Rules adopted: Admission, version 1"
    assert "Minutes of the assembly." in mailoutbox[0].body


def test_everybody_reads_that_rules_were_adopted_elsewhere(client, draft):
    rule_set = record_adoption(draft, source_link="https://example.org/minutes")

    for address in (rule_set.get_absolute_url(), "/governance/"):
        shown = text(client.get(address))
        assert "entered by two people, not voted on here" in shown
        assert "Minutes of the assembly." in shown
        assert 'href="https://example.org/minutes"' in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": ""},
        {"basis": "vote"},
        {"basis": "elsewhere"},
        {"basis": "elsewhere", "source": "x", "decided_on": NOW, "adopted_by": "one"},
        {
            "basis": "elsewhere",
            "source": "x",
            "decided_on": NOW,
            "adopted_by": "one",
            "released_by": "one",
        },
        {"basis": "demo", "adopted_by": "one", "released_by": "other"},
    ],
)
def test_the_database_lets_nobody_adopt_rules_alone(draft, changes):
    people = {"one": UserFactory(), "other": UserFactory()}
    changes = {name: people.get(value, value) for name, value in changes.items()}

    breaks(
        "rules_are_adopted_by_a_vote_or_by_two_people",
        lambda: RuleSet.objects.filter(pk=draft.pk).update(adopted_at=NOW, version=1, **changes),
    )
