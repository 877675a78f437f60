"""Letters to many in the admin: written, read as they will go out, released by a colleague."""

from dataclasses import replace

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Export, Listing, Queue, by_words_of, since_cell
from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Section, Step, StepLink
from common.attempts import attempt
from common.form_fields import MomentField
from common.spreadsheets import Table, cell
from common.templatetags.p2i import status_tag
from members.register.letters_to_many import LETTER_TO_MANY
from outbox import audiences, services
from outbox.admin.letter_list import about_slug
from outbox.kinds import compose
from outbox.models import Circular, CircularQuerySet, CircularStatus, Mail, MailStatus
from outbox.permissions import can_see_mails, can_write_to_many
from outbox.rehearsal import rehearsed
from outbox.services.circulars import LETTER
from outbox.services.queueing import draft
from proposals.admin_steps import SETTLING, open_proposal, proposing
from traces.services import note_export


class LetterForm(forms.ModelForm):
    leaves_at = MomentField(
        label=_("Leaves not before"),
        required=False,
        help_text=_(
            "A day and a time. Empty: once a colleague has released it, after the time in which it "
            "can be stopped."
        ),
    )

    class Meta:
        model = Circular
        fields = ("subject", "text", "leaves_at")
        help_texts = {
            "text": _(
                "As people read it: paragraphs with an empty line between, links as they are."
            )
        }


def can_be_stopped(circular: Circular) -> bool:
    return circular.is_released and Mail.objects.about(circular).to_come().exists()


def stopped(circular: Circular, count: int) -> str:
    words = ngettext(
        "Stopped: %d letter does not leave.", "Stopped: %d letters do not leave.", count
    )
    return words % count


def who_gets_it(circular: Circular) -> list[Section]:
    people = audiences.reached(circular, timezone.now()).people
    title = ngettext("%d person gets it", "%d people get it", len(people)) % len(people)
    return [Section(title, (", ".join(one.name for one in people),))]


STEPS = (
    proposing(
        LETTER_TO_MANY,
        Step(
            name="propose",
            label=_("Send it to these people"),
            applies=lambda circular: circular.is_draft,
            act=services.start_circular,
            done="",
            consequence=_(
                "Once a colleague has released it, each of these people gets the letter. Until it "
                "leaves it can be stopped."
            ),
            letters=rehearsed,
            style="btn-primary",
        ),
    ),
    *(replace(step, sections=who_gets_it) if step.name == "release" else step for step in SETTLING),
    Step(
        name="stop",
        label=_("Stop it"),
        applies=can_be_stopped,
        act=services.stop_circular,
        consequence=_("What has not left yet does not leave. It cannot be begun again."),
        done=stopped,
        style="btn-danger",
    ),
    Step(
        name="drop",
        label=_("Drop the draft"),
        applies=lambda circular: circular.is_draft and open_proposal(circular) is None,
        act=services.drop_circular,
        consequence=_("The draft goes, and nobody gets anything."),
        done=_("The draft is dropped."),
        is_aside=True,
    ),
)


def table(circulars: CircularQuerySet) -> Table:
    headings = (_("Subject"), _("To whom"), _("Status"), _("Leaves"), _("Written by"))
    yield [str(heading) for heading in headings]
    for row in circulars.select_related("written_by").order_by("-pk"):
        values = (row.subject, row.whom, row.get_status_display(), row.starts_at, row.written_by)
        yield [cell(value) for value in values]


LISTING = Listing(
    title=_("Letters to many"),
    everything=_("All letters to many"),
    search_label=_("Subject or whom it is for"),
    columns=(
        Column(
            name="subject",
            label=_("Subject"),
            cell=lambda circular: circular.subject,
            order=("subject",),
        ),
        Column(name="whom", label=_("To whom"), cell=lambda circular: circular.whom),
        Column(
            name="status",
            label=_("Status"),
            cell=lambda row: status_tag(row.status, row.get_status_display()),
            order=("status", "written_at"),
        ),
        Column(
            name="written",
            label=_("Written"),
            cell=lambda circular: since_cell(circular.written_at),
            order=("written_at",),
        ),
        Column(name="by", label=_("By"), cell=lambda circular: circular.written_by),
        Column(
            name="leaves", label=_("Leaves"), cell=lambda circular: since_cell(circular.starts_at)
        ),
    ),
    find=by_words_of("subject", "whom"),
    order="-written",
    queue_order="written",
    queues=(
        Queue(name="draft", label=_("Drafts"), rows=lambda rows, viewer: rows.drafts()),
        Queue(
            name="to_come",
            label=_("Released, not begun"),
            rows=lambda rows, viewer: rows.released().filter(
                status=CircularStatus.RELEASED, starts_at__gt=viewer.now
            ),
        ),
    ),
    export=Export(name="letters-to-many", table=table, noted=note_export),
    empty_title=_("No letter to many yet"),
    empty_text=_("What the secretariat writes to many is listed here, from its first draft on."),
)


@admin.register(Circular)
class CircularAdmin(ReadOnlyMixin, ListAdmin, StepsAdmin):
    steps = STEPS
    listing = LISTING

    def may_see_list(self, request: HttpRequest) -> bool:
        return can_see_mails(request.user) and self.has_view_permission(request)

    def page_rows(self, rows):
        return rows.select_related("written_by")

    def tools(self, request: HttpRequest) -> list[StepLink]:
        links = [StepLink(_("All letters"), reverse("admin:outbox_mail_changelist"))]
        if can_write_to_many(request.user):
            add = reverse("admin:outbox_circular_add")
            links.insert(0, StepLink(_("Write to many"), add, "btn-primary"))
        return links

    def may_step(self, request: HttpRequest) -> bool:
        return can_write_to_many(request.user)

    def get_urls(self):
        view = self.admin_site.admin_view(self.edit_view)
        return [
            path("<int:pk>/edit/", view, name="outbox_circular_edit"),
            *super().get_urls(),
        ]

    def after(self, circular: Circular, step: Step, result: object) -> str:
        return reverse("admin:outbox_circular_changelist") if step.name == "drop" else ""

    # --- Writing ----------------------------------------------------------------------------

    def add_view(self, request, form_url="", extra_context=None):
        """First whom it is for, then the letter."""
        self.must_be_allowed(request)
        if "to" not in request.GET:
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Write to many"),
                "audiences": audiences.every(),
            }
            return TemplateResponse(request, "admin/outbox/circular/whom.html", context)
        audience = audiences.find(request.GET["to"])
        if audience is None:
            raise Http404

        def keep(**words):
            return services.write_circular(audience, **words, by=request.user, now=timezone.now())

        return self._written(request, audience, Circular(), None, keep)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.must_be_allowed(request)
        circular = self.step_object(request, pk)
        audience = audiences.find(circular.audience)
        if audience is None or not circular.is_draft or open_proposal(circular):
            messages.warning(request, _("It is proposed or released: its words stay as they are."))
            return redirect(self.return_url(circular))

        def keep(**words):
            return services.revise_circular(circular, **words)

        return self._written(request, audience, circular, circular.choices, keep)

    def _written(self, request, audience, circular, choices, keep):
        sent = request.POST or None
        letter = LetterForm(sent, instance=circular)
        whom = (
            audience.form(sent, prefix=audiences.PREFIX)
            if sent
            else (audiences.form_of(audience, choices))
        )
        if sent and letter.is_valid() and whom.is_valid():
            chosen = audiences.choices_in(whom, request.POST)
            words = {name: letter.cleaned_data[name] for name in LetterForm.Meta.fields}
            done = _("Kept as a draft. Read it, then propose to send it.")
            with attempt(request, success=done, form=letter) as keeping:
                kept = keep(choices=chosen, **words)
            if keeping.succeeded:
                return redirect(self.return_url(kept))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": audience.label,
            "hint": audience.hint,
            "letter": letter,
            "whom": whom,
            "back": self.return_url(circular)
            if circular.pk
            else reverse("admin:outbox_circular_add"),
        }
        return TemplateResponse(request, "admin/outbox/circular/write.html", context)

    # --- Its page ---------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not (can_see_mails(request.user) and self.has_view_permission(request)):
            raise PermissionDenied
        circular, now = self.step_object(request, number_or_404(object_id)), timezone.now()
        proposal = open_proposal(circular)
        audience = audiences.find(circular.audience)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": circular.subject,
            "circular": circular,
            "proposal": proposal,
            "reached": audiences.reached(circular, now) if circular.is_draft else None,
            "letter": _as_it_reads(circular, request.user, now),
            "is_reminder": bool(audience and audience.is_reminder),
            "only_while": bool(audience and audience.only_while),
            "delivery": _delivery(circular),
            "about_slug": about_slug(circular),
            "menu": self.menu(request, circular),
            "can_edit": self.may_step(request) and circular.is_draft and not proposal,
        }
        return TemplateResponse(request, "admin/outbox/circular/circular.html", context)

    def step_object(self, request: HttpRequest, pk: int) -> Circular:
        people = ("written_by", "proposed_by", "released_by", "stopped_by")
        rows = self.get_queryset(request).select_related(*people)
        circular = rows.filter(pk=pk).first()
        if circular is None:
            raise Http404
        return circular


def _as_it_reads(circular, reader, now):
    """For anybody who gets it: the words are the same for all."""
    mail = draft(LETTER, key="", to=reader.email, about=circular, now=now)
    return compose(mail, now)


def _delivery(circular: Circular) -> list[dict[str, object]]:
    """How many of its letters stand how, with their status, in one query."""
    counted = Mail.objects.about(circular).order_by().values("status").annotate(count=Count("pk"))
    numbers = {row["status"]: row["count"] for row in counted}
    return [
        {"status": status.value, "label": status.label, "count": numbers[status]}
        for status in MailStatus
        if status in numbers
    ]
