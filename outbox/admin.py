"""The secretariat's door to the mails: a list, a page for each mail, a page to settle a doubt."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from common.admin.numbers import number_or_404
from common.refusals import Refused
from common.templatetags.p2i import status_tag
from outbox import kinds, permissions, services
from outbox.models import Mail
from outbox.preview import read

# A letter brings its own styles and nothing else: no script, no picture, no form, no frame.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

SETTLING = {
    "send-again": {
        "act": services.send_again,
        "label": _("Send again"),
        "consequence": _(
            "The mail goes out once more, with the same message id. If the first one did arrive "
            "after all, the person may get it twice."
        ),
        "done": _("The mail is on its way again."),
    },
    "arrived": {
        "act": services.settle_as_arrived,
        "label": _("It has arrived"),
        "consequence": _("The mail counts as sent. Nothing more goes out."),
        "done": _("The mail is noted as arrived."),
    },
    "not-needed": {
        "act": services.settle_as_not_needed,
        "label": _("No longer needed"),
        "consequence": _("The mail is closed as not sent. Nothing more goes out."),
        "done": _("The mail is noted as no longer needed."),
    },
}
RETURNED = {
    "came-back": {
        "act": services.note_return,
        "label": _("It came back"),
        "consequence": _(
            "The mail counts as failed. Where it asks for a centre's ballot, the next person of "
            "the centre is written to."
        ),
        "done": _("The mail is noted as failed."),
    },
}


class AttentionFilter(admin.SimpleListFilter):
    title = _("what it waits for")
    parameter_name = "attention"

    def lookups(self, request, model_admin):
        return [("person", _("A person: failed or in doubt")), ("overdue", _("Overdue"))]

    def queryset(self, request, queryset):
        match self.value():
            case "person":
                return queryset.for_a_person()
            case "overdue":
                return queryset.overdue(timezone.now())
        return queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"
    SENT_AT_ONCE = "sent_at_once"

    def lookups(self, request, model_admin):
        known = [(kind, kinds.label(kind)) for kind in kinds.known_kinds()]
        return [*known, (self.SENT_AT_ONCE, _("Other, sent at once"))]

    def queryset(self, request, queryset):
        if self.value() == self.SENT_AT_ONCE:
            return queryset.exclude(kind__in=kinds.known_kinds())
        return queryset.filter(kind=self.value()) if self.value() else queryset


class MailList(ChangeList):
    def get_results(self, request):
        """Load what the page's mails are about, and what those things need for their names."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        types = {mail.about_type_id for mail in self.result_list}
        models = [ContentType.objects.get_for_id(type_id).model_class() for type_id in types]
        things = [model._base_manager.select_related() for model in models]
        prefetch_related_objects(self.result_list, GenericPrefetch("about", things))


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    list_display = ["title", "shown_status", "to", "about_link", "due_at", "sent_at", "why"]
    list_filter = [AttentionFilter, "status", KindFilter]
    search_fields = ["to", "subject", "key"]
    search_help_text = _("Address, subject or key")
    show_full_result_count = False
    list_per_page = 50
    change_list_template = "admin/outbox/mail/list.html"

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_queryset(self, request):
        return kinds.for_staff(super().get_queryset(request))

    def get_changelist(self, request, **kwargs):
        return MailList

    def get_urls(self):
        view, name = self.admin_site.admin_view, "outbox_mail_%s"
        return [
            path(
                "test-letter/",
                view(require_POST(self.test_letter)),
                name=name % "test_letter",
            ),
            path("<int:pk>/letter/", view(require_GET(self.letter)), name=name % "letter"),
            path("<int:pk>/settle/<slug:how>/", view(self.settle), name=name % "settle"),
            *super().get_urls(),
        ]

    @admin.display(description=_("mail"))
    def title(self, mail):
        return mail.subject or kinds.label(mail.kind)

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, mail):
        return status_tag(mail.status, mail.get_status_display())

    @admin.display(description=_("about"))
    def about_link(self, mail):
        return self.link_to(mail.about)

    def link_to(self, thing):
        """A link where the admin has a page for it, else its name."""
        if thing is None:
            return ""
        if not self.admin_site.is_registered(type(thing)):
            return str(thing)
        address = reverse(
            f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk]
        )
        return format_html('<a href="{}">{}</a>', address, thing)

    def changelist_view(self, request, extra_context=None):
        shown = {
            "title": _("Mails"),
            "last_tick": services.last_tick(),
            "can_settle": permissions.can_settle(request.user),
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        mail = self._mail(request, number_or_404(object_id))
        context = {
            "reading": read(mail, timezone.now()),
            "kind": kinds.label(mail.kind),
            "about": self.link_to(mail.about),
            "settling": _ways_to_settle(mail) if permissions.can_settle(request.user) else {},
        }
        return self._page(request, "mail", mail, **context)

    def _mail(self, request, pk):
        if not permissions.can_see_mails(request.user):
            raise PermissionDenied
        mails = self.get_queryset(request).select_related("user", "settled_by")
        return get_object_or_404(mails, pk=pk)

    def _page(self, request, name, mail, **context):
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "mail": mail}
        title = self.title(mail)
        return TemplateResponse(
            request, f"admin/outbox/mail/{name}.html", {**frame, "title": title, **context}
        )

    def letter(self, request, pk):
        """The HTML version by itself, shut off from the site."""
        reading = read(self._mail(request, pk), timezone.now())
        if not reading.html:
            raise Http404
        return HttpResponse(reading.html, headers={"Content-Security-Policy": LETTER_POLICY})

    def settle(self, request, pk, how):
        """Ask before acting; then do it."""
        mail = self._mail(request, pk)
        if not permissions.can_settle(request.user):
            raise PermissionDenied
        ways = SETTLING | RETURNED
        if how not in ways:
            raise Http404
        if request.method != "POST":
            is_possible = mail.is_for_a_person if how in SETTLING else mail.is_sent
            return self._page(request, "settle", mail, how=ways[how], is_possible=is_possible)
        try:
            ways[how]["act"](mail, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, ways[how]["done"])
        return redirect("admin:outbox_mail_change", mail.pk)

    def test_letter(self, request):
        if not permissions.can_settle(request.user):
            raise PermissionDenied
        mail = services.send_test_letter(by=request.user, now=timezone.now())
        messages.success(
            request, _("A test letter to %(address)s is on its way.") % {"address": mail.to}
        )
        return redirect("admin:outbox_mail_change", mail.pk)


def _ways_to_settle(mail):
    if mail.is_sent:
        return RETURNED
    if kinds.is_known(mail.kind):
        return SETTLING
    return {name: how for name, how in SETTLING.items() if name != "send-again"}
