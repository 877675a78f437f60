"""Who else of the same country may be the same centre under another spelling."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.dates import show_partial
from members.applications.models import Application
from members.enums import ApplicationStatus
from members.register import likeness
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
    """One thing that may be the same, by all the names and addresses that it goes by."""

    model: str
    pk: int
    label: str
    names: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    sites: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    reference: str = ""
    status: str = ""
    at: datetime | None = None
    since: str = ""
    score: float = 0
    reasons: list[Promise] = field(default_factory=list)

    @property
    def url(self) -> str:
        return reverse(f"admin:members_{self.model}_change", args=[self.pk])

    @property
    def what(self) -> str:
        """In words: "Centre", or "Application P2I-2345ABCD, under review"."""
        status = ApplicationStatus(self.status).label.lower() if self.status else ""
        return WHAT[self.model] % {"reference": self.reference, "status": status}

    def compare(self, ours: "Candidate") -> None:
        """Note how alike this is to `ours`, and why."""
        alike: list[tuple[float, Promise]] = []
        if same_name := _closest(ours.names, self.names):
            alike.append((same_name.score, REASONS[same_name.respect]))
        if former := _closest(ours.names, self.former):
            alike.append((former.score, _("a name it had before")))
        if ours.sites & self.sites:
            alike.append((1, _("same website")))
        if ours.domains & self.domains:
            alike.append((0.8, _("same email domain")))
        elif ours.domains & self.sites or ours.sites & self.domains:
            alike.append((0.7, _("email domain and website are the same")))
        self.score = sum(score for score, _reason in alike)
        self.reasons = [reason for _score, reason in alike]


def likely_duplicates(application: Application, limit: int = 10) -> list[Candidate]:
    """Applications, centres and hosts that may be the same as this application's centre.

    Most alike first, each with the reasons in words. Three queries, whatever there is.
    """
    candidates = [
        *other_applications(application),
        *centres_with_their_hosts(application),
        *hosts_without_a_centre(application),
    ]
    ours = _as_candidate(application)
    for candidate in candidates:
        candidate.compare(ours)
    alike = [candidate for candidate in candidates if candidate.reasons]
    return sorted(alike, key=lambda candidate: -candidate.score)[:limit]


def _closest(names: tuple[str, ...], others: tuple[str, ...]) -> likeness.Likeness | None:
    pairs = (likeness.of_names(name, other) for name in names for other in others)
    return max(filter(None, pairs), key=lambda pair: pair.score, default=None)


def other_applications(application: Application) -> list[Candidate]:
    """Not the one it was begun from, nor those that were begun from it: they are no news."""
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


def _as_candidate(application: Application) -> Candidate:
    return Candidate(
        model="application",
        pk=application.pk,
        label=application.title,
        reference=application.reference,
        status=application.status,
        names=_not_empty(application.organisation_name, application.centre_name),
        sites=frozenset(_not_empty(likeness.site(application.website))),
        domains=frozenset(_not_empty(likeness.mail_domain(application.contact_email))),
        at=application.submitted_at,
    )


def centres_with_their_hosts(application: Application) -> list[Candidate]:
    """Each with its hosts' former names; not the one it was admitted as."""
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
    centres = []
    for (pk, name, established, website, mailbox), group in groupby(rows, lambda row: row[:5]):
        *_centre, hosts, former = zip(*group, strict=True)
        centres.append(
            Candidate(
                model="centre",
                pk=pk,
                label=name,
                names=_not_empty(name, *set(hosts)),
                former=_not_empty(*set(former)),
                sites=frozenset(_not_empty(likeness.site(website))),
                domains=frozenset(_not_empty(likeness.mail_domain(mailbox))),
                since=show_partial(established),
            )
        )
    return centres


def hosts_without_a_centre(application: Application) -> list[Candidate]:
    """Those on record that no centre has at present."""
    rows = (
        Organisation.objects.filter(country=application.country, centres__isnull=True)
        .values_list("pk", "name", "former_names__name")
        .order_by("pk")
    )
    return [
        Candidate(
            model="organisation",
            pk=pk,
            label=name,
            names=(name,),
            former=_not_empty(*(former for *_host, former in group)),
        )
        for (pk, name), group in groupby(rows, lambda row: row[:2])
    ]


def _not_empty(*names: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name)
