"""Each kind of motion names its series of rules, and only the one in force is offered."""

from datetime import timedelta

import pytest

from members.tests.factories import NOW, ApplicationFactory, UserFactory
from voting import rules, services
from voting.admin.forms import OpeningForm
from voting.enums import MotionKind
from voting.models import RuleSet
from voting.tests.factories import (
    DEFAULT_RULES,
    draft_motion,
    make_delegates,
    open_drafted,
    open_motion,
)
from voting.tests.pages import text
from voting.tests.test_constraints import breaks

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def adopt(name, *, series="all", now=NOW, **changes):
    return services.adopt(name, {**DEFAULT_RULES, "series": series, **changes}, now=now)


def test_a_kind_of_motion_is_named_like_its_series():
    assert {*MotionKind.values, rules.ALL} == set(rules.SERIES)


def test_in_force_is_the_newest_of_the_series_else_that_for_all():
    everything = adopt("General")
    elections = adopt("Elections", series="co_chair")
    newer = adopt("General", now=NOW + DAY, voting_days=21)

    assert RuleSet.objects.in_force("co_chair") == elections
    assert RuleSet.objects.in_force("admission") == newer
    assert list(RuleSet.objects.all_in_force()) == [newer, elections]
    assert everything not in RuleSet.objects.all_in_force()


def test_nothing_is_opened_under_rules_that_are_not_in_force():
    make_delegates(3)
    earlier = adopt("General")
    adopt("General", now=NOW + DAY, voting_days=21)
    elections = adopt("Elections", series="co_chair")

    for rule_set in (earlier, elections):
        with pytest.raises(services.Refused, match="is not in force for this kind of motion"):
            open_motion(rule_set=rule_set)


def test_an_election_is_opened_under_the_rules_for_elections():
    make_delegates(3)
    adopt("General")
    elections = adopt("Elections", series="co_chair", voting_days=28)

    motion = draft_motion(MotionKind.CO_CHAIR)

    assert motion.rule_set == elections
    assert open_drafted(motion).rule_set == elections


def test_the_form_shows_the_rules_in_force_and_takes_no_others():
    others = adopt("Elections", series="co_chair")
    in_force = adopt("General")
    form = OpeningForm(kind="admission", now=NOW)
    chosen = {"rule_set": others.pk, "closes_on": "2026-11-24", "closes_at": "17:00"}

    sent = OpeningForm(chosen, kind="admission", now=NOW)

    assert form.initial["rule_set"] == in_force
    assert sent.is_valid()
    assert sent.cleaned_data["rule_set"] == in_force


def test_rules_that_were_replaced_can_be_adopted_again():
    first = adopt("General")
    adopt("Other", now=NOW + DAY, voting_days=21)
    draft = services.rule_sets.draft("General", first.document)

    assert services.rule_sets.why_not_adopt(draft) == ""


def test_governance_names_the_rules_of_each_kind(client):
    adopt("General")
    elections = adopt("Elections", series="co_chair")

    shown = text(client.get("/governance/"))

    assert "Rules for one kind of motion" in shown
    assert elections.get_absolute_url() in shown
    assert "In force since" in text(client.get(elections.get_absolute_url()))


def test_the_database_knows_each_series():
    rule_set = adopt("General")

    breaks(
        "rule_set_is_of_a_known_series",
        lambda: RuleSet.objects.create(
            name="X", document=rule_set.document, sha256="x", series="budget"
        ),
    )


def test_an_application_finds_its_own_rules():
    make_delegates(3)
    adopt("General")
    admissions = adopt("Admissions", series="admission", voting_days=28)

    motion = open_motion(
        application=ApplicationFactory(eligible=True),
        rule_set=admissions,
        by=UserFactory(secretariat=True),
    )

    assert motion.rule_set == admissions
