"""Drafting and adopting rule sets. What is adopted never changes; a change is a new version."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.register.models import User
from voting import rules
from voting.models import Motion, RuleSet


@transaction.atomic
def adopt(name: str, document: rules.Json, *, now: datetime, by: User | None = None) -> RuleSet:
    """Put a document in force as the next version; the same document again changes nothing."""
    rules.parse(document)
    latest = _latest(name)
    if latest and latest.sha256 == rules.fingerprint(document):
        return latest
    return RuleSet.objects.create(
        name=name,
        version=latest.version + 1 if latest else 1,
        document=document,
        sha256=rules.fingerprint(document),
        adopted_at=now,
        adopted_by=by,
    )


def draft(name: str, document: rules.Json) -> RuleSet:
    """Start a draft, in today's format; it decides nothing before it is adopted."""
    document = rules.upgraded(document)
    rules.parse(document)
    return RuleSet.objects.create(name=name, document=document, sha256=rules.fingerprint(document))


@transaction.atomic
def redraft(rule_set: RuleSet, document: rules.Json, *, seen: str) -> RuleSet:
    """Change a draft; `seen` is the fingerprint of what the person started from."""
    row = _draft(rule_set, seen)
    rules.parse(document)
    row.document, row.sha256 = document, rules.fingerprint(document)
    row.save(update_fields=["document", "sha256"])
    return row


@transaction.atomic
def adopt_draft(rule_set: RuleSet, *, seen: str, by: User | None, now: datetime) -> RuleSet:
    """Put a draft in force as its name's next version, exactly as the person saw it."""
    row = _draft(rule_set, seen)
    latest = _latest(row.name)
    if latest and latest.sha256 == row.sha256:
        raise Refused(_("This draft says the same as %(version)s.") % {"version": latest})
    row.version = latest.version + 1 if latest else 1
    row.adopted_at, row.adopted_by = now, by
    row.save(update_fields=["version", "adopted_at", "adopted_by"])
    return row


@transaction.atomic
def discard(rule_set: RuleSet, *, seen: str) -> None:
    """Throw a draft away. It never decided anything, so nothing of it is kept."""
    row = _draft(rule_set, seen)
    if row.adoption_motions.exists():
        raise Refused(_("A motion proposed these rules, so they stay."))
    row.delete()


def must_be_proposable(rule_set: RuleSet, *, for_motion: Motion) -> None:
    """Refused unless the members could adopt these rules by a motion of their own."""
    if not rule_set.is_draft:
        raise Refused(_("%(rules)s is in force already.") % {"rules": rule_set})
    latest = _latest(rule_set.name)
    if latest and latest.sha256 == rule_set.sha256:
        raise Refused(_("This draft says the same as %(version)s.") % {"version": latest})
    if rule_set.adoption_motions.running().exclude(pk=for_motion.pk).exists():
        raise Refused(_("Another motion on these rules is being prepared or voted on."))


def _latest(name: str) -> RuleSet | None:
    """The name's version in force, held so that two adoptions come one after the other."""
    rows = RuleSet.objects.select_for_update().adopted().filter(name=name)
    return rows.order_by("-version").first()


def _draft(rule_set: RuleSet, seen: str) -> RuleSet:
    row = RuleSet.objects.select_for_update().filter(pk=rule_set.pk).first()
    if row is None:
        raise Refused(_("This draft was thrown away meanwhile."))
    if not row.is_draft:
        raise Refused(_("An adopted rule set never changes. Start a new draft from it."))
    if row.adoption_motions.running().exists():
        raise Refused(_("The members are asked to adopt these rules, so they stay as they are."))
    if row.sha256 != seen:
        raise Refused(_("Somebody changed this draft meanwhile. Look at it again."))
    return row
