"""Who else of the same country may be the same centre under another spelling."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import show_partial
from members.applications import likeness
from members.applications.models import Application
from members.enums import ApplicationStatus
from members.register.models import Centre, Organisation

LOOKED_AT = 1000  # the latest applications of the country: a bound on the work for one page
REASONS = {
    "same name": _("the same name"),
    "almost the same name": _("almost the same name"),
    "many of the same words": _("many of the same words in the name"),
}


WHAT = {
    "application": _("Application %(reference)s, %(status)s"),
    "centre": _("Centre"),
    "organisation": _("Organisation"),
}


@dataclass
class Candidate:
    """One thing that may be the same, by all the names and addresses known of it."""

    model: str
    pk: int
    label: str
    names: tuple = ()
    former: tuple = ()
    sites: frozenset = frozenset()
    domains: frozenset = frozenset()
    reference: str = ""
    status: str = ""
    at: datetime | None = None
    since: str = ""
    score: float = 0
    reasons: list = field(default_factory=list)

    @property
    def url(self):
        return reverse(f"admin:members_{self.model}_change", args=[self.pk])

    @property
    def what(self):
        """In words: "Centre", or "Application P2I-2345ABCD, under review"."""
        status = ApplicationStatus(self.status).label.lower() if self.status else ""
        return WHAT[self.model] % {"reference": self.reference, "status": status}


def likely_duplicates(application, limit=10):
    """Applications, centres and hosts that may be the same as this application's centre.

    Most alike first, each with the reasons in words. Three queries, whatever there is.
    """
    candidates = [*_applications(application), *_centres(application), *_lone_hosts(application)]
    ours = _as_candidate(application)
    for candidate in candidates:
        _compare(ours, candidate)
    alike = [candidate for candidate in candidates if candidate.reasons]
    return sorted(alike, key=lambda candidate: -candidate.score)[:limit]


def _compare(ours, other):
    reasons = [
        (found.score, REASONS[found.respect])
        for found in [_closest(ours.names, other.names)]
        if found
    ]
    former = _closest(ours.names, other.former)
    if former:
        reasons.append((former.score, _("a name it had before")))
    if ours.sites & other.sites:
        reasons.append((1, _("same website")))
    if ours.domains & other.domains:
        reasons.append((0.8, _("same e-mail domain")))
    elif ours.domains & other.sites or ours.sites & other.domains:
        reasons.append((0.7, _("e-mail domain and website are the same")))
    other.score = sum(score for score, _reason in reasons)
    other.reasons = [reason for _score, reason in reasons]


def _closest(names, others):
    found = [likeness.of_names(one, other) for one in names for other in others]
    return max(filter(None, found), key=lambda one: one.score, default=None)


def _as_candidate(application):
    return Candidate(
        model="application",
        pk=application.pk,
        label=application.title,
        reference=application.reference,
        status=application.status,
        names=_known(application.organisation_name, application.centre_name),
        sites=_set(likeness.site(application.website)),
        domains=_set(likeness.mail_domain(application.contact_email)),
        at=application.submitted_at,
    )


def _applications(application):
    """Not the one it was begun from, nor those that were begun from it: they are known."""
    others = (
        Application.objects.seen_by_the_secretariat()
        .filter(country=application.country)
        .exclude(pk__in=[application.pk, application.previous_id or application.pk])
        .exclude(previous=application.pk)
        .only(
            "reference",
            "status",
            "organisation_name",
            "centre_name",
            "website",
            "contact_email",
            "submitted_at",
        )
    )
    return [_as_candidate(other) for other in others[:LOOKED_AT]]


def _centres(application):
    """Each centre with its hosts and their former names; not the one it was admitted as."""
    rows = (
        Centre.objects.filter(country=application.country)
        .exclude(pk=application.centre_id or 0)
        .values_list(
            "pk",
            "name",
            "established",
            "website",
            "mailbox",
            "hosts__name",
            "hosts__former_names__name",
        )
        .order_by("pk")
    )
    grouped = {}
    for pk, *facts in rows:
        grouped.setdefault(pk, []).append(facts)
    return [_centre(pk, facts) for pk, facts in grouped.items()]


def _centre(pk, facts):
    name, established, website, mailbox, *_rest = facts[0]
    hosts, former = ({row[place] for row in facts} for place in (4, 5))
    return Candidate(
        model="centre",
        pk=pk,
        label=name,
        names=_known(name, *hosts),
        former=_known(*former),
        sites=_set(likeness.site(website)),
        domains=_set(likeness.mail_domain(mailbox)),
        since=show_partial(established),
    )


def _lone_hosts(application):
    """Hosts on record that no centre has at present."""
    rows = (
        Organisation.objects.filter(country=application.country, centres__isnull=True)
        .values_list("pk", "name", "former_names__name")
        .order_by("pk")
    )
    grouped = {}
    for pk, name, former in rows:
        grouped.setdefault((pk, name), []).append(former)
    return [
        Candidate(
            model="organisation",
            pk=pk,
            label=name,
            names=(name,),
            former=_known(*former),
        )
        for (pk, name), former in grouped.items()
    ]


def _known(*names):
    return tuple(name for name in names if name)


def _set(value):
    return frozenset({value} - {""})
