"""The real Network: centres with hosts and memberships, and its co-chairs."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from members.enums import Basis
from members.models import Centre, CoChairTerm, Organisation
from members.register.services import memberships
from p2i_site.demo import NETWORK

PILOT_YEAR_BEGAN = "2021"
WITHOUT_A_CENTRE_YET = ("LT",)  # MITA is an associate while it still sets its centre up


def load(now):
    for facts in NETWORK["centres"]:
        _load_membership(_load_centre(facts), facts, now)
    for facts in NETWORK["co_chairs"]:
        CoChairTerm.objects.get_or_create(
            centre=Centre.objects.get(country=facts["country"], is_demo=False),
            term=facts["term"],
            defaults={
                "body": facts["body"],
                "began": PILOT_YEAR_BEGAN,
                "basis": Basis.FOUNDING,
            },
        )


def _load_centre(facts):
    centre, created = Centre.objects.get_or_create(
        slug=slugify(facts["name"])[:80],
        defaults={
            "name": facts["name"],
            "country": facts["country"],
            "established": facts["established"] or "",
            "website": facts["website"] or "",
            "notes": facts["notes"] or "",
            "is_being_set_up": facts["country"] in WITHOUT_A_CENTRE_YET,
        },
    )
    if created:
        centre.hosts.set(_load_host(name, facts) for name in facts["hosts"])
    return centre


def _load_host(name, facts):
    host, _created = Organisation.objects.get_or_create(
        name=name,
        country=facts["country"],
        defaults={"is_private": "private" in (facts["notes"] or "")},
    )
    for former in facts.get("former_host_names", ()):
        host.former_names.get_or_create(name=former)
    return host


def _load_membership(centre, facts, now):
    if not centre.memberships.exists():
        memberships.enter(
            centre,
            membership_class=facts["membership"],
            maturity=facts["maturity"] or "",
            announced=facts.get("announced") or "",
            effective=facts.get("joined") or "",
            reason=_("Entered from what is publicly known"),
            by=None,
            basis=Basis.FOUNDING,
            now=now,
        )
