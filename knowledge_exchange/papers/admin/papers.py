from django import forms
from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from common.admin.page_admin import PageAdmin
from common.admin.step_forms import ConfirmForm
from common.admin.steps import Step
from common.admin.versions import EventVersions, News
from common.admin.widgets import WIDE
from common.attempts import attempt
from common.form_fields import LineField
from knowledge_exchange.meetings.admin.meeting_steps import becomes_public
from knowledge_exchange.papers import phases, two_people, what_was_said
from knowledge_exchange.papers.admin import paper_page
from knowledge_exchange.papers.admin.clearing import CLEARING_STEPS, missing, readers_told
from knowledge_exchange.papers.admin.paper_list import PaperListMixin
from knowledge_exchange.papers.admin.writing import (
    AuthorInline,
    DraftVersionInline,
)
from knowledge_exchange.papers.correction_forms import kept_in_order
from knowledge_exchange.papers.forms import PaperForm, PublishForm, WithdrawForm
from knowledge_exchange.papers.models import Author, Paper, PaperVersion
from knowledge_exchange.papers.services import (
    authors,
    details,
    frozen_details,
    moves,
    pdfs,
    publishing,
    writing,
)
from knowledge_exchange.papers.writing_forms import CorrectionForm
from knowledge_exchange.permissions import can_publish
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, proposing


def before_publication(paper):
    """What becomes public, who is told, what is still missing."""
    things = [paper] + [paper.meeting] * (not paper.meeting.is_public)
    return [
        *what_was_said.sections(paper),
        becomes_public(*things),
        readers_told(paper),
        *missing(paper),
    ]


def publish_form(*bound, paper):
    """How it was cleared, unless it was cleared here; why authors or licence lack, if they do."""
    made = (ConfirmForm if paper.versions.cleared().exists() else PublishForm)(*bound)
    if not paper.is_stated:
        made.fields["why_not_stated"] = LineField(
            label=_("Why are its authors or its licence not stated?"),
            max_length=300,
            widget=forms.TextInput,
            help_text=_(
                "Readers see it: “the authors have not agreed on one yet”. You can also name them "
                "first."
            ),
        )
    return made


def can_be_corrected(paper):
    has_text = paper.is_published and paper.versions.published().exists()
    return has_text and not paper.versions.drafts().exists()


def seen_once_withdrawn(paper):
    if paper.published_at:
        return _(
            "Its text and its PDF are taken off the site. The page stays at its address and shows "
            "your reasons to everybody."
        )
    return _(
        "It was never public and stays so. The secretariat and the centres' representatives can "
        "read your reasons."
    )


STEPS = (
    *CLEARING_STEPS,
    proposing(
        two_people.PUBLISH,
        Step(
            name="publish",
            label=_("Publish the paper"),
            has_own_address=True,
            act=publishing.publish,
            why_not=lambda paper, user: two_people.why_not_published(paper, timezone.now()),
            explains_itself=False,  # the page says what happens next
            seen_by=_(
                "A second person has to release it. Then everybody reads and finds it; catalogues "
                "fetch it."
            ),
            sections=before_publication,
            done="",
            form=publish_form,
            form_details=lambda paper: {"paper": paper},
            letters=rehearsed,
        ),
    ),
    Step(
        name="begin_correction",
        label=_("Begin a correction"),
        has_own_address=True,
        applies=can_be_corrected,
        act=writing.begin_correction,
        consequence=_(
            "A new version begins with the text as it is published. It goes the same way: "
            "comments, clearance, publication."
        ),
        seen_by=_("The published version stays as it is. Members can read the new one."),
        form=CorrectionForm,
        done=lambda paper, version: (
            _("Version %(number)d has begun with the published text. Write it here.")
            % {"number": version.number}
        ),
    ),
    proposing(
        two_people.WITHDRAW,
        Step(
            name="withdraw",
            label=_("Withdraw the paper"),
            has_own_address=True,
            act=publishing.withdraw,
            why_not=lambda paper, user: two_people.why_not_withdrawn(paper, timezone.now()),
            consequence=_("This cannot be undone."),
            seen_by=seen_once_withdrawn,
            done="",
            form=WithdrawForm,
            letters=rehearsed,
            style="btn-danger",
        ),
    ),
    Step(
        name="give_up",
        label=_("Give the paper up"),
        has_own_address=True,
        applies=lambda paper: not (paper.is_withdrawn or publishing.is_known_to_members(paper)),
        act=publishing.give_up,
        consequence=_("This cannot be undone."),
        seen_by=seen_once_withdrawn,
        done=_("The paper is given up."),
        form=WithdrawForm,
        is_aside=True,
    ),
    Step(
        name="discard_version",
        label=_("Discard the version that was begun"),
        has_own_address=True,
        applies=lambda paper: paper.is_withdrawn and paper.versions.drafts().exists(),
        act=writing.discard_version,
        consequence=_("It is in preparation no longer. Its texts stay in the history."),
        done=_("The version is discarded."),
    ),
    *SETTLING,
)


def make_pdf_of(version):
    """A step about one version, on the page of its paper."""
    return Step(
        name="make_pdf",
        label=_("Make the PDF again"),
        act=lambda paper, **details: pdfs.make_pdf_again(version, **details),
        consequence=_(
            "The PDF of version %(number)d is made anew from the text as it is published. Until it "
            "is ready, the present file stays."
        )
        % {"number": version.number},
        done=_("The PDF of version %(number)d is being made.") % {"number": version.number},
    )


@admin.register(Paper)
class PaperAdmin(PaperListMixin, NeverDeletedMixin, PageAdmin):
    """A list, a page with what one decides on, and the raw form behind it."""

    steps = STEPS
    page_head = "knowledge_exchange/admin/_paper_head.html"
    page_place = "admin-paper"
    page_sections = paper_page.SECTIONS
    versions = EventVersions(
        events=lambda paper: paper.events.select_related("by"),
        tell=lambda event: News(event.what, who=str(event.by or ""), at=event.at),
    )
    form = PaperForm
    change_form_template = "knowledge_exchange/admin/paper_change_form.html"
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
        "why_not_stated",
        "doi",
        "announced",
        *readonly_fields,
    ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return self.readonly_fields
        still: tuple[str, ...] = ()
        if frozen_details.why_not_by_one_person(obj):
            still = (*details.FIELDS, "themes")
        elif frozen_details.why_in_clearance(obj):
            still = tuple(set(details.FIELDS).intersection(frozen_details.CLEARED_WITH_THE_TEXT))
        return [*self.readonly_fields, "slug", *still]

    def get_fields(self, request, obj=None):
        """What has not happened has no row."""
        dates = {"published_at", "withdrawn_at", "withdrawal_reasons"}
        return [name for name in self.fields if name not in dates or (obj and getattr(obj, name))]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def save_model(self, request, obj, form, change):
        """What is said of a paper that exists goes the writers' way: catalogues hear of it."""
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            if "themes" in changes:
                changes["themes"] = sorted(theme.pk for theme in changes["themes"])
            with attempt(request):
                details.save(obj, changes, by=request.user, now=timezone.now())
        else:
            super().save_model(request, obj, form, change)
            writing.begin(obj, by=request.user, now=timezone.now())

    def save_formset(self, request, form, formset, change):
        by = {"by": request.user, "now": timezone.now()}
        changed = formset.save(commit=False)
        with attempt(request):
            if formset.model is Author:
                kept = [row.instance for row in kept_in_order(formset)]
                authors.set_authors(form.instance, kept, **by)
                return
            for row in formset.forms:
                if row.instance in changed:
                    upload = row.cleaned_data.get("upload")
                    writing.save_draft(row.instance, upload=upload, **by)

    def page_context(self, request, paper):
        return paper_page.context(paper)

    def may_step(self, request):
        return can_publish(request.user)

    def step_object(self, request, pk):
        papers = phases.with_phases(Paper.objects.select_related("meeting"))
        return get_object_or_404(papers, pk=pk)

    def after(self, paper, step, result):
        """What has begun is written on the writers' own pages."""
        if step.name != "begin_correction":
            return ""
        return reverse("knowledge_exchange:write", args=[paper.slug])

    def locked(self, paper):
        return moves.lock_paper(paper.pk)

    def get_urls(self):
        view = self.admin_site.admin_view(self.make_pdf)
        name = "knowledge_exchange_paper_make_pdf"
        return [path("versions/<int:pk>/make-pdf/", view, name=name), *super().get_urls()]

    def make_pdf(self, request, pk):
        self.must_be_allowed(request)
        version = get_object_or_404(PaperVersion.objects.select_related("paper"), pk=pk)
        return self.take_step(request, version.paper, make_pdf_of(version))
