"""The list of letters in the admin: find, send again, settle, export."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common.admin.bulk_steps import take_bulk_step
from common.dates import network_day
from common.downloads import SHEETS
from common.spreadsheets import BATCH, Cell, cell
from common.waiting import Viewer
from outbox import kinds, permissions, queues, services
from outbox.admin.list_query import ListQuery
from outbox.admin.steps import BULK_STEPS
from outbox.models import FOR_A_PERSON, Mail
from traces.services import note_export

AT_ONCE = 500  # letters that one page settles: all of them are named before anything happens
SHEET = (
    (_("Kind"), lambda mail: kinds.label(mail.kind)),
    (_("To"), lambda mail: mail.to),
    (_("Person"), lambda mail: str(mail.user or "")),
    (_("Subject"), lambda mail: mail.subject),
    (_("Status"), lambda mail: mail.get_status_display()),
    (_("Due"), lambda mail: mail.due_at),
    (_("Sent"), lambda mail: mail.sent_at),
    (_("Attempts"), lambda mail: str(mail.attempts)),
    (_("Why"), lambda mail: mail.why),
)


class LetterListMixin:
    """For the admin of the letters."""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "outbox_mail_%s"
        return [
            path("export/<slug:kind>/", view(self.export), name=name % "export"),
            path("bulk/<slug:act>/", view(require_POST(self.bulk)), name=name % "bulk"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        query = _query(request)
        counts, chosen = queues.counts(query.viewer), query.wanted("queue")
        for mail in query.page.rows:
            mail.title, mail.about_link = self.title(mail), self.link_to(mail.about)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Letters"),
            "opts": self.opts,
            "query": query,
            "page": query.page,
            "queues": [
                {
                    "name": name,
                    "label": queue.label,
                    "count": counts[name],
                    "is_chosen": name == chosen,
                }
                for name, queue in queues.QUEUES.items()
            ],
            "acts": BULK_STEPS if permissions.can_settle(request.user) else {},
            "at_once": AT_ONCE,
            "count": query.letters()[: AT_ONCE + 1].count(),
            "last_tick": services.last_tick(),
            "can_settle": permissions.can_settle(request.user),
        }
        return TemplateResponse(request, "admin/outbox/mail/list.html", context)

    def export(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The chosen letters, or else every letter that fits the list's filters."""
        query = _query(request)
        if kind not in SHEETS:
            raise Http404
        letters = self.chosen(request) if request.method == "POST" else query.letters()
        if request.method == "POST" and not letters.exists():
            return _nothing_chosen(request)
        name = f"letters-{network_day(query.viewer.now)}.{kind}"
        note_export(name)
        return SHEETS[kind](_table(letters), name, _("Letters"))

    def bulk(self, request: HttpRequest, act: str) -> HttpResponse:
        """Ask first, on a page that names each of them; then back to the list as it was."""
        if not permissions.can_settle(request.user):
            raise PermissionDenied
        if act not in BULK_STEPS:
            raise Http404
        chosen = self.chosen(request).select_related("user").order_by("pk")
        letters = list(chosen.filter(status__in=FOR_A_PERSON)[:AT_ONCE])
        if not letters:
            return _nothing_chosen(request)
        hidden = [
            ("back", request.POST.get("back", "")),
            *(("chosen", letter.pk) for letter in letters),
        ]
        return take_bulk_step(
            request, self, BULK_STEPS[act], letters, back=list_url(request), hidden=hidden
        )

    def chosen(self, request: HttpRequest) -> QuerySet[Mail]:
        """The letters that were ticked, or all of the list as it was filtered."""
        if "everything" in request.POST:
            return _query_of(request, QueryDict(request.POST.get("back", ""))).letters()
        keys = [key for key in request.POST.getlist("chosen") if key.isdecimal() and len(key) < 18]
        return self.get_queryset(request).filter(pk__in=keys)


def _query(request: HttpRequest) -> ListQuery:
    return _query_of(request, request.GET)


def _query_of(request: HttpRequest, asked: QueryDict) -> ListQuery:
    if not permissions.can_see_mails(request.user):
        raise PermissionDenied
    return ListQuery(asked, viewer=Viewer(request.user, timezone.now()))


def _nothing_chosen(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request, _("Choose at least one letter; only what failed or is in doubt can be settled.")
    )
    return redirect(list_url(request))


def list_url(request: HttpRequest) -> str:
    """The list as it was filtered: `back` is the address's query and nothing else."""
    return listed(request.POST.get("back", ""))


def listed(query: str) -> str:
    asked = QueryDict(query).urlencode()
    return f"{reverse('admin:outbox_mail_changelist')}?{asked}".rstrip("?")


def _table(letters: QuerySet[Mail]) -> Iterator[Sequence[Cell]]:
    yield [str(heading) for heading, _value in SHEET]
    rows = letters.select_related("user").order_by("-pk")
    for letter in rows.iterator(chunk_size=BATCH):
        yield [cell(value(letter)) for _heading, value in SHEET]
