"""A letter in the admin: what it says, to whom, what became of it, and what to do about that."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step
from outbox import kinds, permissions, services
from outbox.admin.letter_list import LetterListMixin, about_slug, link_to, title_of
from outbox.admin.steps import STEPS
from outbox.models import Mail, MailQuerySet
from outbox.preview import preview_of

# A letter brings its own styles and nothing else: no script, no picture, no form, no frame.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@admin.register(Mail)
class MailAdmin(LetterListMixin, ReadOnlyMixin, StepsAdmin):
    steps = STEPS
    step_route = "<int:pk>/settle/<slug:name>/"
    step_url_name = "settle"
    step_head = "admin/outbox/mail/_step_head.html"

    def get_queryset(self, request: HttpRequest) -> MailQuerySet:
        return kinds.for_staff(super().get_queryset(request))

    def may_step(self, request: HttpRequest) -> bool:
        return permissions.can_settle(request.user)

    def step_object(self, request: HttpRequest, pk: int) -> Mail:
        return self.mail_of(request, pk)

    def not_now(self, mail: Mail) -> str:
        return _("This letter does not wait for a person any more.")

    # --- The way back to the list that somebody came from -----------------------------------

    def step_url(self, step: Step, mail: Mail) -> str:
        return with_list(super().step_url(step, mail), mail)

    def return_url(self, mail: Mail) -> str:
        return with_list(super().return_url(mail), mail)

    def after(self, mail: Mail, step: Step, result: object) -> str:
        return "" if list_of(mail) is None else listed(list_of(mail))

    def crumbs(self, mail: Mail) -> list[tuple[str, str]]:
        return [(_("Letters"), listed(list_of(mail) or "")), (str(mail), self.return_url(mail))]

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

    def change_view(self, request, object_id, form_url="", extra_context=None):
        mail = self.mail_of(request, number_or_404(object_id))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title_of(mail),
            "mail": mail,
            "reading": preview_of(mail, timezone.now()),
            "kind": kinds.label(mail.kind),
            "about": link_to(mail.about),
            "person": link_to(mail.user),
            "list_url": listed(list_of(mail) or ""),
            "about_slug": about_slug(mail.about) if mail.about else "",
            "address_is_kept_by": link_to(mail.user or mail.about),
            "menu": self.menu(request, mail),
        }
        return TemplateResponse(request, "admin/outbox/mail/mail.html", context)

    def mail_of(self, request: HttpRequest, pk: int) -> Mail:
        if not permissions.can_see_mails(request.user):
            raise PermissionDenied
        mails = self.get_queryset(request).select_related("user", "settled_by")
        mail = get_object_or_404(mails, pk=pk)
        vars(mail)["list"] = request.GET.get("list")
        return mail

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


def list_of(mail: Mail) -> str | None:
    """The list, as it was filtered, from which somebody came to this letter."""
    asked: str | None = vars(mail).get("list")
    return asked


def with_list(address: str, mail: Mail) -> str:
    asked = list_of(mail)
    return address if asked is None else f"{address}?{urlencode({'list': asked})}"


def listed(query: str) -> str:
    """The list as it was filtered: the address's query and nothing else."""
    asked = QueryDict(query).urlencode()
    return f"{reverse('admin:outbox_mail_changelist')}?{asked}".rstrip("?")
