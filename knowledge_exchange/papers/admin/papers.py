from functools import partial

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.acts import WIDE, ConfirmForm
from common.admin.mixins import NeverDeletedMixin
from common.refusals import Refused
from knowledge_exchange import notifications
from knowledge_exchange.papers.admin.clearing import ClearingActs
from knowledge_exchange.papers.admin.writing import (
    AuthorInline,
    DraftVersionInline,
    authors_in_order,
)
from knowledge_exchange.papers.enums import PdfState, Stage
from knowledge_exchange.papers.forms import PaperForm, PublishForm, WithdrawForm
from knowledge_exchange.papers.models import Author, Paper, PaperVersion
from knowledge_exchange.papers.services import (
    authors,
    details,
    frozen_details,
    pdfs,
    publishing,
    writing,
)

WITHDRAWN_PUBLIC = _(
    "Its text and its PDF are taken off the site. The page stays at its address and shows your "
    "reasons to everybody. This cannot be undone."
)
WITHDRAWN_DRAFT = _(
    "It was never public and stays so. The secretariat and the centres' representatives can read "
    "your reasons. This cannot be undone."
)


def _may_be_published(paper):
    """Cleared here, or a draft that was cleared in another way."""
    return paper.versions.drafts().filter(stage__in=(Stage.DRAFT, Stage.CLEARED)).exists()


class WaitsFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("A version in preparation")),
            ("comments", _("Comments to work through")),
            ("objection", _("An objection")),
            ("cleared", _("A cleared version to publish")),
            ("pdf", _("A PDF that was not made")),
        ]

    def queryset(self, request, queryset):
        versions, now = PaperVersion.objects, timezone.now()
        chosen = {
            "draft": versions.drafts,
            "comments": partial(versions.to_be_worked_through, now),
            "objection": versions.objected_to,
            "cleared": versions.cleared,
            "pdf": versions.in_trouble,
        }.get(self.value())
        return queryset.filter(pk__in=chosen().values("paper")) if chosen else queryset


@admin.register(Paper)
class PaperAdmin(NeverDeletedMixin, ClearingActs):
    form = PaperForm
    change_form_template = "knowledge_exchange/admin/paper_change_form.html"
    list_display = ["title", "meeting", "status", "announced", "pdf"]
    list_filter = ["status", WaitsFilter]
    list_select_related = ["meeting"]
    search_fields = ["title", "slug", "authors"]
    formfield_overrides = WIDE
    inlines = [AuthorInline, DraftVersionInline]
    readonly_fields = ["status", "published_at", "withdrawn_at", "withdrawal_reasons"]
    fields = [
        "meeting",
        "title",
        "slug",
        "abstract",
        "keywords",
        "themes",
        "language",
        "licence",
        "doi",
        "announced",
        *readonly_fields,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("versions")

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return self.readonly_fields
        still = frozen_details.why_frozen(obj, by=request.user) and details.FROZEN_FIELDS
        return [*self.readonly_fields, "slug", *(still or ())]

    def get_fields(self, request, obj=None):
        """What has not happened has no row."""
        dates = {"published_at", "withdrawn_at", "withdrawal_reasons"}
        return [name for name in self.fields if name not in dates or (obj and getattr(obj, name))]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    @admin.display(description=_("PDF"))
    def pdf(self, paper):
        version = next((row for row in paper.versions.all() if row.is_published), None)
        return version.get_pdf_state_display() if version else ""

    def save_model(self, request, obj, form, change):
        """What is said of a paper that exists goes the writers' way: catalogues hear of it."""
        if change:
            said = {name: form.cleaned_data[name] for name in form.changed_data}
            if "themes" in said:
                said["themes"] = sorted(theme.pk for theme in said["themes"])
            self._save_details(request, obj, said)
        else:
            super().save_model(request, obj, form, change)
            writing.begin(obj, by=request.user, now=timezone.now())

    def _save_details(self, request, obj, said):
        try:
            details.save(obj, said, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))

    def save_formset(self, request, form, formset, change):
        by = {"by": request.user, "now": timezone.now()}
        changed = formset.save(commit=False)
        try:
            if formset.model is Author:
                authors.set_authors(form.instance, authors_in_order(formset), **by)
                return
            for row in formset.forms:
                if row.instance in changed:
                    upload = row.cleaned_data.get("upload")
                    writing.save_draft(row.instance, upload=upload, **by)
        except Refused as refusal:
            messages.error(request, str(refusal))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            versions = obj.versions.select_related("clearance")
            context["published"] = [row for row in versions if row.is_published]
            context["events"] = obj.events.select_related("by")
            context["pdf_failed"] = any(row.pdf_state == PdfState.FAILED for row in versions)
            if self.may_act(request):
                context["may_publish"] = _may_be_published(obj)
                context["steps"] = self.steps(obj, timezone.now())
                context["may_withdraw"] = not obj.is_withdrawn
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        return [
            self._act_url("<int:pk>/publish/", self.publish),
            self._act_url("<int:pk>/withdraw/", self.withdraw),
            self._act_url("versions/<int:pk>/make-pdf/", self.make_pdf),
            *self.clearing_urls(),
            *super().get_urls(),
        ]

    def publish(self, request, pk):
        paper = get_object_or_404(Paper.objects.select_related("meeting"), pk=pk)
        return self.confirm(
            request,
            paper,
            form_class=ConfirmForm if paper.versions.cleared().exists() else PublishForm,
            act=lambda **said: publishing.publish(
                paper, by=request.user, now=timezone.now(), **said
            ),
            page={
                "title": _("Publish the paper"),
                "refused": ""
                if _may_be_published(paper)
                else _("There is no new version to publish."),
                "becomes_public": [paper] + [paper.meeting] * (not paper.meeting.is_public),
                "told": notifications.readers_to_notify(timezone.localdate()),
                "gaps": details.gaps(paper, paper.versions.drafts().first()),
                "button": _("Publish the paper"),
                "done": _("The paper is published. Its PDF is being made."),
            },
        )

    def withdraw(self, request, pk):
        paper = get_object_or_404(Paper, pk=pk)
        return self.confirm(
            request,
            paper,
            form_class=WithdrawForm,
            act=lambda **said: publishing.withdraw(
                paper, by=request.user, now=timezone.now(), **said
            ),
            page={
                "title": _("Withdraw the paper"),
                "refused": _("The paper is already withdrawn.") if paper.is_withdrawn else "",
                "lead": WITHDRAWN_PUBLIC if paper.published_at else WITHDRAWN_DRAFT,
                "button": _("Withdraw the paper"),
                "is_danger": True,
                "done": _("The paper is withdrawn."),
            },
        )

    def make_pdf(self, request, pk):
        version = get_object_or_404(PaperVersion.objects.select_related("paper"), pk=pk)
        return self.confirm(
            request,
            version.paper,
            act=lambda: pdfs.make_pdf_again(version, by=request.user, now=timezone.now()),
            page={
                "title": _("Make the PDF again"),
                "lead": _(
                    "The PDF of version %(number)d is made anew from the text as it is published. "
                    "Until it is ready, the present file stays."
                )
                % {"number": version.number},
                "button": _("Make the PDF again"),
                "done": _("The PDF is being made."),
            },
        )
