"""The list of letters in the admin: find, send again, settle, export."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Model, Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Export, Filter, Listing, by_words_of, since_cell
from common.admin.numbers import is_number
from common.admin.steps import StepLink, Text
from common.spreadsheets import BATCH, Table, cell
from common.templatetags.p2i import status_tag
from common.waiting import Viewer
from outbox import kinds, permissions, services
from outbox.admin.steps import BULK_STEPS
from outbox.models import Mail, MailQuerySet, MailStatus
from outbox.queues import QUEUES
from traces.services import note_export

SENT_AT_ONCE = "sent_at_once"
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


def title_of(mail: Mail) -> str:
    return mail.subject or kinds.label(mail.kind)


def link_to(thing: Model | None) -> str:
    """A link where the admin has a page for it, else its name."""
    if thing is None:
        return ""
    if not admin.site.is_registered(type(thing)):
        return str(thing)
    address = reverse(
        f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk]
    )
    return format_html('<a href="{}">{}</a>', address, thing)


def reader_cell(mail: Mail) -> str:
    if mail.user is None:
        return mail.to
    return format_html('{} <span class="meta line">{}</span>', mail.user, mail.to)


def kinds_to_choose(viewer: Viewer) -> Iterable[tuple[str, Text]]:
    known = [(kind, kinds.label(kind)) for kind in kinds.known_kinds()]
    return [
        *sorted(known, key=lambda choice: choice[1].casefold()),
        (SENT_AT_ONCE, _("Other, sent at once")),
    ]


def of_kind(mails: MailQuerySet, kind: str, viewer: Viewer) -> MailQuerySet:
    is_other = ~Q(kind__in=kinds.known_kinds())
    return mails.filter(is_other if kind == SENT_AT_ONCE else Q(kind=kind))


def table(mails: MailQuerySet) -> Table:
    yield [str(heading) for heading, _value in SHEET]
    rows = mails.select_related("user").order_by("-pk")
    for mail in rows.iterator(chunk_size=BATCH):
        yield [cell(value(mail)) for _heading, value in SHEET]


LISTING = Listing(
    title=_("Letters"),
    everything=_("All letters"),
    search_label=_("Address, person, subject or key"),
    columns=(
        Column(name="letter", label=_("Letter"), cell=title_of, order=("pk",)),  # as written
        Column(name="to", label=_("To"), cell=reader_cell, order=("to",)),
        Column(
            name="status",
            label=_("Status"),
            cell=lambda mail: status_tag(mail.status, mail.get_status_display()),
            order=("status", "due_at"),
        ),
        Column(name="about", label=_("About"), cell=lambda mail: link_to(mail.about) or "–"),
        Column(
            name="due",
            label=_("Due"),
            cell=lambda mail: since_cell(mail.due_at),
            order=("due_at",),
        ),
        Column(name="why", label=_("Why"), cell=lambda mail: mail.why or "–"),
    ),
    # Many letters of few subjects go to few people: their different texts are read.
    find=by_words_of("to", "subject", "key", "user__name_words", read=("to", "subject")),
    order="-letter",
    queue_order="due",
    queues=QUEUES,
    filters=(
        Filter(name="kind", label=_("Kind"), choices=kinds_to_choose, narrow=of_kind),
        Filter(
            name="status",
            label=_("Status"),
            choices=lambda viewer: MailStatus.choices,
            narrow=lambda mails, status, viewer: mails.filter(status=status),
        ),
    ),
    acts=BULK_STEPS,
    export=Export(name="letters", table=table, noted=note_export),
    empty_title=_("No letter yet"),
    empty_text=_(
        "Every letter that the site writes is listed here, from the moment in which something "
        "causes it."
    ),
)


class LetterListMixin(ListAdmin):
    listing = LISTING
    list_template = "admin/outbox/mail/list.html"

    def may_see_list(self, request: HttpRequest) -> bool:
        return permissions.can_see_mails(request.user)

    def list_rows(self, request: HttpRequest) -> MailQuerySet:
        """Those about one thing or to one person, where a link asked for these."""
        asked = QueryDict(request.POST.get("back", "")) if request.method == "POST" else request.GET
        mails: MailQuerySet = self.get_queryset(request)
        if person := asked.get("person"):
            mails = mails.filter(user=person) if is_number(person) else mails.none()
        if about := asked.get("about"):
            mails = about_thing(mails, about)
        return mails

    def page_rows(self, rows: MailQuerySet) -> MailQuerySet:
        """With what the letters are about, and what those things need for their names."""
        things = [model._base_manager.select_related() for model in self.admin_site._registry]
        return rows.select_related("user").prefetch_related(GenericPrefetch("about", things))

    def called(self, mail: Mail) -> str:
        return f"{title_of(mail)}, {mail.to}"

    def tools(self, request: HttpRequest) -> list[StepLink]:
        if not permissions.can_write_to_many(request.user):
            return []
        add = reverse("admin:outbox_circular_add")
        return [StepLink(_("Write to many"), add, "btn-outline-primary")]

    def changelist_view(self, request, extra_context=None):
        """A letter's link knows the list as it is, to lead back to it."""
        context = {
            "can_settle": permissions.can_settle(request.user),
            "last_tick": services.last_tick(),
            **(extra_context or {}),
        }
        response = super().changelist_view(request, context)
        back = urlencode({"list": request.GET.urlencode()})
        for row in response.context_data["rows"]:
            row["url"] = f"{row['url']}?{back}"
        return response


def about_slug(thing: Model) -> str:
    """How an address names the thing whose letters are listed: "outbox-circular-12"."""
    return f"{thing._meta.app_label}-{thing._meta.model_name}-{thing.pk}"


def about_thing(mails: MailQuerySet, slug: str) -> MailQuerySet:
    model, _dash, number = slug.rpartition("-")
    app, _dash, name = model.rpartition("-")
    kind = ContentType.objects.filter(app_label=app, model=name).first()
    if kind is None or not is_number(number):
        return mails.none()
    return mails.filter(about_type=kind, about_id=int(number))
