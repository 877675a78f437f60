"""Rule sets and open motions with a roll, built by the services that production uses."""

import json
from pathlib import Path

from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    RepresentativeFactory,
    UserFactory,
)
from voting import rules, services

DEFAULT_RULES = json.loads((Path(__file__).parent.parent / "rulesets" / "default.json").read_text())


def make_rule_set(**changes):
    document = {**DEFAULT_RULES, **changes}
    return services.adopt(f"Rules {rules.fingerprint(document)[:8]}", document, now=NOW)


def make_delegates(count):
    """Delegates of so many member centres, each of another country."""
    countries = "AT DE NL ES SE EE GR IE IT PT FI LT DK NO CZ BE FR HU RO BG".split()
    return [
        RepresentativeFactory(centre=CentreFactory(member=True, country=country))
        for country in countries[:count]
    ]


def open_motion(*, rule_set=None, closes_at=None, now=NOW, application=None, by=None):
    """An open motion to admit a Polish applicant; make the members and delegates first."""
    rule_set = rule_set or make_rule_set()
    return services.open_admission(
        application or ApplicationFactory(eligible=True),
        rule_set=rule_set,
        closes_at=closes_at or services.planned_close(rule_set, now),
        by=by or UserFactory(secretariat=True),
        now=now,
    )
