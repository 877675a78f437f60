"""Rule sets and open motions with a roll, built by the services that production uses."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from members.enums import RepresentativeRole
from members.models import Centre
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from proposals import services as proposals
from voting import rules, services
from voting.enums import MotionKind
from voting.models import RuleSet
from voting.services import rule_sets

DEFAULT_RULES = json.loads((Path(__file__).parent.parent / "rulesets" / "default.json").read_text())
COUNTRIES = "AT DE NL ES SE EE GR IE IT PT FI LT DK NO CZ BE FR HU RO BG".split()


NO_PERIOD = {**DEFAULT_RULES["certification"], "confirmation_days": 0}


def make_rule_set(**changes):
    """Rules by which a result can be certified at once; a period is a test's own wish."""
    document = {**DEFAULT_RULES, "certification": NO_PERIOD, **changes}
    return services.adopt(f"Rules {rules.fingerprint(document)[:8]}", document, now=NOW)


def record_adoption(draft, *, seen=None, **changes):
    """A draft in force as adopted by an assembly elsewhere."""
    facts = {"source": "Minutes of the assembly.", "decided_on": NOW.date(), "now": NOW}
    facts |= {**two_people(), **changes}
    return rule_sets.record_adoption(draft, seen=seen or draft.sha256, **facts)


def propose(motion, kind, *, by, now=NOW):
    """An act on a motion, kept for a second person."""
    details = {"reasons": "The text was wrong."}
    facts = {"title": f"{kind}: {motion}", "reason": details["reasons"]}
    return proposals.propose(motion, kind, details, **facts, by=by, now=now)


def make_delegates(count):
    """Delegates of so many member centres, each of another country."""
    return [
        RepresentativeFactory(centre=CentreFactory(member=True, country=country))
        for country in COUNTRIES[:count]
    ]


def make_alternate(delegate):
    return RepresentativeFactory(centre=delegate.centre, role=RepresentativeRole.ALTERNATE)


def make_observer(delegate=None):
    centre = delegate.centre if delegate else CentreFactory(associate=True, country="FI")
    return RepresentativeFactory(centre=centre, role=RepresentativeRole.OBSERVER)


def make_co_chair(delegate):
    CoChairTermFactory(centre=delegate.centre)
    return delegate


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


def draft_motion(kind, *, now=NOW, **changes):
    """A drafted motion of this kind; make the members first."""
    if not RuleSet.objects.adopted().exists():
        make_rule_set()
    facts = {"title": "A motion", "question": "Should the Network?", **_subject(kind), **changes}
    return services.draft(kind, now=now, **facts)


def _subject(kind):
    if kind == MotionKind.RULE_SET:
        document = {**DEFAULT_RULES, "title": "Three weeks", "voting_days": 21}
        return {"proposed_rule_set": rule_sets.draft("Admission", document)}
    if kind == MotionKind.CO_CHAIR:
        centre = Centre.objects.filter(memberships__isnull=False).order_by("country").first()
        begins = (NOW + timedelta(days=60)).date()
        return {"candidate": centre, "term": "2027-2028", "term_begins": begins}
    return {"text": "Innovation procurement needs time."}


def open_drafted(motion, *, rule_set=None, now=NOW, by=None):
    rule_set = rule_set or motion.rule_set
    closes_at = services.planned_close(rule_set, now)
    by = by or UserFactory(secretariat=True)
    return services.open_drafted(motion, rule_set=rule_set, closes_at=closes_at, by=by, now=now)


def cast(motion, person, choice="yes", *, reason="", token=None, at=None, seen=None):
    """The ballot of a representative, an hour after opening."""
    at = at or motion.opened_at + timedelta(hours=1)
    return services.cast(
        motion,
        choice=choice,
        reason=reason,
        form_token=token or uuid4(),
        by=person.user,
        seen=seen,
        clock=lambda: at,
    )


def close(motion):
    return services.close(motion, now=motion.closes_at)


def closed_motion(delegates, choices, **options):
    """A motion on which these delegates voted so ("" for none), closed at its deadline."""
    motion = open_motion(**options)
    for person, choice in zip(delegates, choices, strict=False):
        if choice:
            cast(motion, person, choice)
    return close(motion)
