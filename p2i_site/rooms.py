"""The rooms of the admin: the entries of its header, and the lists that stand in each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.steps import Text

HITS_OF_A_KIND = 6
SOUGHT = (  # by the search over everything, in this order
    "members.application",
    "members.user",
    "members.centre",
    "members.organisation",
    "voting.motion",
    "knowledge_exchange.meeting",
    "knowledge_exchange.paper",
    "declarations.declaration",
    "declarations.signature",
    "outbox.mail",
    "outbox.circular",
)


@dataclass(frozen=True)
class Room:
    """`lists` are models by their labels; the header's entry leads to the first of them."""

    label: Text
    lists: tuple[str, ...]


DESK = Room(
    _("Desk"),
    (
        "outbox.mail",
        "outbox.circular",
        "reports.report",
        "traces.trace",
        "members.networkfacts",
        "api.token",
    ),
)
ROOMS = (
    DESK,
    Room(
        _("Applications"),
        ("members.application", "members.processrules", "members.questiontemplate"),
    ),
    Room(
        _("Network"),
        (
            "members.centre",
            "members.user",
            "members.membership",
            "members.organisation",
            "members.representative",
            "members.cochairterm",
            "members.reconfirmation",
            "members.profilechange",
            "members.founding",
            "declarations.declaration",
            "declarations.signature",
            "declarations.textversion",
            "auth.group",
        ),
    ),
    Room(_("Votes"), ("voting.motion", "voting.ruleset")),
    Room(
        _("Knowledge Exchange"),
        (
            "knowledge_exchange.meeting",
            "knowledge_exchange.paper",
            "knowledge_exchange.action",
            "knowledge_exchange.partner",
            "knowledge_exchange.series",
            "knowledge_exchange.theme",
            "knowledge_exchange.subscription",
            "exchange.service",
            "exchange.serviceoffer",
            "exchange.post",
            "exchange.buddypair",
        ),
    ),
)


@dataclass(frozen=True)
class Entry:
    label: Text
    url: str
    is_here: bool


@dataclass(frozen=True)
class OpenRoom:
    """A room as this person finds it, with those of its lists that they may see."""

    label: Text
    url: str
    is_here: bool
    entries: list[Entry]


def open_rooms(site: AdminSite, request: HttpRequest) -> list[OpenRoom]:
    """The rooms in which this person may see anything; the desk is open to all of the admin."""
    here = _here(site, request)
    return list(filter(None, (_open(room, site, request, here) for room in ROOMS)))


def _open(room: Room, site: AdminSite, request: HttpRequest, here: str) -> OpenRoom | None:
    entries = [
        Entry(
            _name_of(admin),
            reverse(f"{site.name}:{admin.opts.app_label}_{admin.opts.model_name}_changelist"),
            admin.opts.label_lower == here,
        )
        for admin in _admins_of(room.lists, site)
        if _may_see(admin, request)
    ]
    if room is DESK:
        return OpenRoom(
            room.label, reverse(f"{site.name}:index"), not here or _in(room, here), entries
        )
    return OpenRoom(room.label, entries[0].url, _in(room, here), entries) if entries else None


def _may_see(admin: ModelAdmin, request: HttpRequest) -> bool:
    """What the list itself asks, which may be more than the right to view one row."""
    if isinstance(admin, ListAdmin):
        return admin.may_see_list(request)
    return admin.has_view_permission(request)


def _name_of(admin: ModelAdmin) -> Text:
    if isinstance(admin, ListAdmin):
        return admin.listing.title
    return capfirst(str(admin.opts.verbose_name_plural))


def _in(room: Room, here: str) -> bool:
    return here in room.lists


def _admins_of(labels: Iterable[str], site: AdminSite) -> Iterator[ModelAdmin]:
    """Those that are registered: a part of the site may be left out."""
    by_label = {model._meta.label_lower: admin for model, admin in site._registry.items()}
    return (by_label[label] for label in labels if label in by_label)


def _here(site: AdminSite, request: HttpRequest) -> str:
    """The model whose pages this is one of, by its label; "" for pages of none."""
    match = request.resolver_match
    name = match.url_name if match and match.app_name == "admin" else ""
    labels = (model._meta.label_lower for model in site._registry)
    fitting = [label for label in labels if f"{name}_".startswith(label.replace(".", "_") + "_")]
    return max(fitting, key=len, default="")


@dataclass(frozen=True)
class Hits:
    """What was found of one kind, and the list that shows all of it."""

    label: Text
    url: str
    rows: list[Entry]


def find(site: AdminSite, request: HttpRequest, text: str) -> list[Hits]:
    """What this person may see of each kind; one query for each."""
    admins = [one for one in _admins_of(SOUGHT, site) if _may_see(one, request)]
    return list(filter(None, (_hits(admin, site, request, text) for admin in admins)))


def _hits(admin: ModelAdmin, site: AdminSite, request: HttpRequest, text: str) -> Hits | None:
    found, _double = admin.get_search_results(request, admin.get_queryset(request), text)
    name = f"{site.name}:{admin.opts.app_label}_{admin.opts.model_name}_"
    called: Callable[[Model], str] = str
    if isinstance(admin, ListAdmin):
        called, found = admin.called, admin.sought_rows(found)
    rows = [
        Entry(called(row), reverse(name + "change", args=[row.pk]), False)
        for row in found.order_by("-pk")[:HITS_OF_A_KIND]
    ]
    return Hits(_name_of(admin), reverse(name + "changelist"), rows) if rows else None
