"""The real initiative for a declaration, as far as it is publicly known."""

from declarations import services
from declarations.models import Declaration


def load(network, *, by, now):
    """Enter what is known once; a second run changes nothing."""
    facts = network["declaration"]
    declaration, created = Declaration.objects.get_or_create(
        title=facts["title"],
        defaults={
            "lead": facts["lead"],
            "lead_body": _lead_body(network, facts["lead"]),
            "notes": facts["notes"] or "",
        },
    )
    if created:
        for position, aim in enumerate(facts["aims"], start=1):
            declaration.aims.create(position=position, text=aim)
        services.begin(declaration, by=by, now=now)
    return declaration


def _lead_body(network, country):
    bodies = {chair["country"]: chair["body"] for chair in network["co_chairs"]}
    return bodies.get(country) or ""
