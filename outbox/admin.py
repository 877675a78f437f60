"""Mails in the admin: a list, a page for each mail, steps to settle a doubt."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import PermissionDenied
from django.db.models import Model, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from common.admin.folded_search import FoldedSearchMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step, Text
from common.templatetags.p2i import status_tag
from outbox import kinds, permissions, services
from outbox.models import Mail, MailQuerySet, MailStatus
from outbox.preview import preview_of
from outbox.rehearsal import letter_of

# A letter brings its own styles and nothing else: no script, no picture, no form, no frame.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def waits_for_a_person(mail: Mail) -> bool:
    return mail.is_for_a_person


def why_not_again(mail: Mail, user: object) -> Text:
    if kinds.is_known(mail.kind):
        return ""
    return _("This mail was sent at once and not kept. The person has to ask for it.")


STEPS = (
    Step(
        name="send-again",
        label=_("Send again"),
        applies=waits_for_a_person,
        act=services.send_again,
        leads_to=MailStatus.QUEUED,
        why_not=why_not_again,
        explains_itself=False,
        consequence=_(
            "The mail goes out once more, with the same message id. If the first one did arrive "
            "after all, the person may get it twice."
        ),
        seen_by=_("The person gets the mail as it reads below."),
        done=_("The mail is on its way again."),
        letters=lambda trial: [letter_of(Mail.objects.get(pk=trial.obj.pk), timezone.now())],
    ),
    Step(
        name="arrived",
        label=_("It has arrived"),
        applies=waits_for_a_person,
        act=services.settle_as_arrived,
        leads_to=MailStatus.SENT,
        consequence=_("The mail counts as sent."),
        done=_("The mail is noted as arrived."),
    ),
    Step(
        name="not-needed",
        label=_("No longer needed"),
        applies=waits_for_a_person,
        act=services.settle_as_not_needed,
        leads_to=MailStatus.CANCELLED,
        consequence=_("The mail is closed as not sent."),
        done=_("The mail is noted as no longer needed."),
    ),
    Step(
        name="came-back",
        label=_("It came back"),
        applies=lambda mail: mail.is_sent,
        act=services.note_return,
        leads_to=MailStatus.FAILED,
        consequence=_("The mail counts as failed."),
        sends_later=_(
            "Where it asks for a centre's ballot, the next person of the centre is written to."
        ),
        done=_("The mail is noted as failed."),
    ),
)


class AttentionFilter(admin.SimpleListFilter):
    title = _("what it waits for")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("person", _("A person: failed or in doubt")),
            ("overdue", _("Overdue")),
            ("turn", _("Its turn, among many that strangers asked for")),
        ]

    def queryset(self, request: HttpRequest, queryset: MailQuerySet) -> MailQuerySet:
        match self.value():
            case "person":
                return queryset.for_a_person()
            case "overdue":
                return queryset.overdue(timezone.now())
            case "turn":
                return queryset.waiting_their_turn(timezone.now())
        return queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"
    SENT_AT_ONCE = "sent_at_once"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        choices = [(kind, kinds.label(kind)) for kind in kinds.known_kinds()]
        return [*choices, (self.SENT_AT_ONCE, _("Other, sent at once"))]

    def queryset(self, request: HttpRequest, queryset: MailQuerySet) -> MailQuerySet:
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
class MailAdmin(FoldedSearchMixin, StepsAdmin):
    steps = STEPS
    step_route = "<int:pk>/settle/<slug:name>/"
    step_url_name = "settle"
    step_head = "admin/outbox/mail/_step_head.html"
    list_display = ["title", "shown_status", "to", "about_link", "due_at", "sent_at", "why"]
    list_filter = [AttentionFilter, "status", KindFilter]
    search_fields = ["to", "subject", "key"]
    texts_read = ("to", "subject")  # many letters of few subjects to few people
    search_help_text = _("Address, subject or key")
    show_full_result_count = False
    list_per_page = 50
    change_list_template = "admin/outbox/mail/list.html"

    def has_add_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_queryset(self, request: HttpRequest) -> MailQuerySet:
        return kinds.for_staff(super().get_queryset(request))

    def may_step(self, request: HttpRequest) -> bool:
        return permissions.can_settle(request.user)

    def step_object(self, request: HttpRequest, pk: int) -> Mail:
        return self.mail_of(request, pk)

    def not_now(self, mail: Mail) -> str:
        return _("This mail does not wait for a person any more.")

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
            *super().get_urls(),
        ]

    @admin.display(description=_("mail"))
    def title(self, mail: Mail) -> str:
        return mail.subject or kinds.label(mail.kind)

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, mail: Mail) -> str:
        return status_tag(mail.status, mail.get_status_display())

    @admin.display(description=_("about"))
    def about_link(self, mail: Mail) -> str:
        return self.link_to(mail.about)

    def link_to(self, thing: Model | None) -> str:
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
        context = {
            "title": _("Mails"),
            "last_tick": services.last_tick(),
            "can_settle": permissions.can_settle(request.user),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        mail = self.mail_of(request, number_or_404(object_id))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.title(mail),
            "mail": mail,
            "reading": preview_of(mail, timezone.now()),
            "kind": kinds.label(mail.kind),
            "about": self.link_to(mail.about),
            "menu": self.menu(request, mail),
        }
        return TemplateResponse(request, "admin/outbox/mail/mail.html", context)

    def mail_of(self, request: HttpRequest, pk: int) -> Mail:
        if not permissions.can_see_mails(request.user):
            raise PermissionDenied
        mails = self.get_queryset(request).select_related("user", "settled_by")
        return get_object_or_404(mails, pk=pk)

    def letter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The HTML version by itself, shut off from the site."""
        reading = preview_of(self.mail_of(request, pk), timezone.now())
        if not reading.html:
            raise Http404
        return HttpResponse(reading.html, headers={"Content-Security-Policy": LETTER_POLICY})

    def test_letter(self, request: HttpRequest) -> HttpResponse:
        if not permissions.can_settle(request.user):
            raise PermissionDenied
        mail = services.send_test_letter(by=request.user, now=timezone.now())
        messages.success(
            request, _("A test letter to %(address)s is on its way.") % {"address": mail.to}
        )
        return redirect("admin:outbox_mail_change", mail.pk)
