"""Drafting and adopting rule sets. What is adopted never changes; a change is a new version.

The members adopt rules by a motion. What an assembly outside the site has adopted is recorded by
two people, with its source, and marked as such for everybody.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.register.models import User
from proposals.services import must_be_another
from voting import rules
from voting.emails import notifications
from voting.enums import RuleBasis
from voting.models import Motion, RuleSet


@transaction.atomic
def adopt(
    name: str, document: rules.Json, *, now: datetime, basis: RuleBasis = RuleBasis.DEMO
) -> RuleSet:
    """Put a document in force as the next version; the same document again changes nothing.

    Nobody asks a person here: it is for the demonstration, and for the first rules of a site.
    """
    read = rules.parse(document)
    latest = _latest(name)
    if latest and latest.sha256 == rules.fingerprint(document):
        return latest
    return RuleSet.objects.create(
        name=name,
        version=latest.version + 1 if latest else 1,
        series=read.series,
        document=document,
        sha256=rules.fingerprint(document),
        adopted_at=now,
        basis=basis,
    )


@transaction.atomic
def found(name: str, document: rules.Json, *, now: datetime) -> RuleSet:
    """Put the rules in force that a new site begins with, while there are none at all."""
    if RuleSet.objects.adopted().exists():
        raise Refused(_("Rules are in force already. The members adopt others by a motion."))
    return adopt(name, document, now=now, basis=RuleBasis.FOUNDING)


def draft(name: str, document: rules.Json) -> RuleSet:
    """Start a draft, in today's format; it decides nothing before it is adopted."""
    document = rules.upgraded(document)
    sha256, series = rules.fingerprint(document), rules.parse(document).series
    return RuleSet.objects.create(name=name, document=document, series=series, sha256=sha256)


@transaction.atomic
def redraft(rule_set: RuleSet, document: rules.Json, *, seen: str) -> RuleSet:
    """Change a draft; `seen` is the fingerprint of what the person started from."""
    row = _draft(rule_set, seen)
    row.series = rules.parse(document).series
    row.document, row.sha256 = document, rules.fingerprint(document)
    row.save(update_fields=["document", "series", "sha256"])
    return row


@transaction.atomic
def adopt_by_vote(motion: Motion, *, by: User, now: datetime) -> RuleSet:
    """Put the rules in force that a certified motion carried, exactly as they were voted on."""
    proposed = motion.proposed_rule_set
    if proposed is None or not (motion.is_certified and motion.carried):
        raise Refused(_("Rules come into force by a motion that was carried and certified."))
    seen = motion.frozen["subject"]["rule_set"]
    return _adopt(proposed, seen, basis=RuleBasis.VOTE, adopted_by=by, adopted_at=now)


@transaction.atomic
def record_adoption(
    rule_set: RuleSet,
    *,
    seen: str,
    source: str,
    decided_on: date,
    source_link: str = "",
    by: User,
    released_by: User,
    now: datetime,
) -> RuleSet:
    """Put a draft in force that an assembly outside the site has adopted; every member is told."""
    must_be_another(by, released_by)
    if not source.strip():
        raise Refused(_("Say which assembly adopted the rules, and where that is on record."))
    if decided_on > network_day(now):
        raise Refused(_("This day is still to come."))
    row = _adopt(
        rule_set,
        seen,
        basis=RuleBasis.ELSEWHERE,
        source=source,
        source_link=source_link,
        decided_on=decided_on,
        adopted_by=by,
        released_by=released_by,
        adopted_at=now,
    )
    notifications.notify_rules_adopted(row, now=now)
    return row


def _adopt(rule_set: RuleSet, seen: str, **facts: object) -> RuleSet:
    """A draft becomes its name's next version, exactly as it was seen."""
    row = _draft(rule_set, seen)
    latest = _latest(row.name)
    if why := _says_the_same(row):
        raise Refused(why)
    facts["version"] = latest.version + 1 if latest else 1
    for field, value in facts.items():
        setattr(row, field, value)
    row.save(update_fields=list(facts))
    return row


@transaction.atomic
def discard(rule_set: RuleSet, *, seen: str) -> None:
    """Throw a draft away. It never decided anything, so nothing of it is kept."""
    row = _draft(rule_set, seen)
    if why := _was_proposed(row):
        raise Refused(why)
    row.delete()


def why_not_adopt(draft: RuleSet) -> str:
    """Why nobody can adopt this draft now, in a sentence; "" if somebody can."""
    return _why_fixed(draft) or _says_the_same(draft)


def why_not_discard(draft: RuleSet) -> str:
    return _why_fixed(draft) or _was_proposed(draft)


def must_be_proposable(rule_set: RuleSet, *, for_motion: Motion) -> None:
    """Refused unless the members could adopt these rules by a motion of their own."""
    if not rule_set.is_draft:
        raise Refused(_("%(rules)s is in force already.") % {"rules": rule_set})
    if why := _says_the_same(rule_set):
        raise Refused(why)
    if rule_set.adoption_motions.running().exclude(pk=for_motion.pk).exists():
        raise Refused(_("Another motion on these rules is being prepared or voted on."))


def _latest(name: str) -> RuleSet | None:
    """The name's last version, held so that two adoptions come one after the other."""
    rows = RuleSet.objects.select_for_update().adopted().filter(name=name)
    return rows.order_by("-version").first()


def _draft(rule_set: RuleSet, seen: str) -> RuleSet:
    row = RuleSet.objects.select_for_update().filter(pk=rule_set.pk).first()
    if row is None:
        raise Refused(_("This draft was thrown away meanwhile."))
    if why := _why_fixed(row):
        raise Refused(why)
    if row.sha256 != seen:
        raise Refused(_("Somebody changed this draft meanwhile. Look at it again."))
    return row


def _why_fixed(rule_set: RuleSet) -> str:
    if not rule_set.is_draft:
        return _("An adopted rule set never changes. Start a new draft from it.")
    if rule_set.adoption_motions.running().exists():
        return _("The members are asked to adopt these rules, so they stay as they are.")
    return ""


def _says_the_same(draft: RuleSet) -> str:
    in_force = RuleSet.objects.in_force(draft.series)
    if in_force is None or in_force.sha256 != draft.sha256:
        return ""
    return _("This draft says the same as %(version)s.") % {"version": in_force}


def _was_proposed(draft: RuleSet) -> str:
    if not draft.adoption_motions.exists():
        return ""
    return _("A motion proposed these rules, so they stay.")
