"""Putting rule sets in force."""

from django.db import transaction

from voting import rules
from voting.models import RuleSet


@transaction.atomic
def adopt(name, document, *, now):
    """Put a rule set in force as the next version; the same document again changes nothing."""
    rules.parse(document)
    fingerprint = rules.fingerprint(document)
    latest = RuleSet.objects.filter(name=name).order_by("-version").first()
    if latest and latest.sha256 == fingerprint:
        return latest
    return RuleSet.objects.create(
        name=name,
        version=latest.version + 1 if latest else 1,
        document=document,
        sha256=fingerprint,
        adopted_at=now,
    )
