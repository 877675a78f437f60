"""Reconfirmations in the admin: a list, a page for each, a step for each way to settle one."""

from django import forms
from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep
from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, day_cell, since_cell
from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin, at
from common.admin.steps import Step
from common.form_fields import LinesField
from common.templatetags.p2i import status_tag
from members.enums import ReconfirmationStatus as Status
from members.permissions import is_secretariat
from members.register import queues
from members.register.centre_search import matching
from members.register.models import Centre, Reconfirmation
from members.register.services import reconfirming
from outbox.rehearsal import rehearsed


class NoteForm(forms.Form):
    note = LinesField(
        label=_("Note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The centre reads these words."),
    )

    def __init__(self, *args, why_needed="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = bool(why_needed)
        self.fields["note"].error_messages["required"] = why_needed


def why_accepting_needs_a_note(reconfirmation):
    if reconfirmation.answers.filter(holds=False).exists():
        return {"why_needed": _("A criterion is no longer met. Say what follows from that.")}
    return {}


STEPS = (
    Step(
        name="accept",
        label=_("Accept the answer"),
        applies=at(Status.ANSWERED),
        act=reconfirming.accept,
        leads_to=Status.ACCEPTED,
        consequence=_(
            "The years until the next reconfirmation count from now. What the centre says of its "
            "mandate goes on record. Its delegate and alternates are told."
        ),
        seen_by=_("The centre's delegate and alternates read the note."),
        done=_("The answer is accepted. The centre's delegate and alternates are told."),
        form=NoteForm,
        form_details=why_accepting_needs_a_note,
        letters=rehearsed,
        style="btn-primary",
    ),
    Step(
        name="close",
        label=_("Close without an answer"),
        applies=at(Status.ASKED),
        act=reconfirming.close,
        leads_to=Status.CLOSED,
        consequence=_(
            "The centre is no longer reminded. Its delegate and alternates are told that no "
            "answer is needed any more."
        ),
        seen_by=_("The centre's delegate and alternates read the note."),
        done=_("The reconfirmation is closed. The centre is no longer reminded."),
        form=NoteForm,
        form_details=lambda reconfirmation: {
            "why_needed": _("Say why no answer is awaited any more.")
        },
        letters=rehearsed,
    ),
)
ASKING = _(
    "The centre's delegate or an alternate says whether each of the four criteria still holds, by "
    "the day that the process rules give. They are reminded before that day and once after it."
)
ASK = Step(  # a step of the centre
    name="ask",
    label=_("Ask to reconfirm the criteria"),
    allowed=is_secretariat,
    act=reconfirming.ask,
    consequence=ASKING,
    seen_by=_("The centre's people read that they are asked."),
    done=lambda centre, row: (
        _("%(centre)s is asked to reconfirm the criteria.") % {"centre": centre}
    ),
    letters=rehearsed,
    is_aside=True,
)


def count_asked(count):
    return ngettext("%d centre was asked.", "%d centres were asked.", count) % count


ASK_SEVERAL = BulkStep(
    name="ask_to_reconfirm",
    label=ASK.label,
    act=reconfirming.ask,
    consequence=ASKING,
    done=count_asked,
    letters=rehearsed,
)


LISTING = Listing(
    title=_("Reconfirmations"),
    everything=_("All reconfirmations"),
    search_label=_("Centre or country"),
    columns=(
        Column(
            name="centre",
            label=_("Centre"),
            cell=lambda row: row.centre.name,
            order=("centre__name",),
        ),
        Column(
            name="status",
            label=_("State"),
            cell=lambda row: status_tag(row.status, row.get_status_display()),
            order=("status", "due_on"),
        ),
        Column(
            name="asked",
            label=_("Asked"),
            cell=lambda row: since_cell(row.asked_at),
            order=("asked_at",),
        ),
        Column(
            name="due",
            label=_("Answer by"),
            cell=lambda row: day_cell(row.due_on),
            order=("due_on",),
        ),
        Column(name="answered", label=_("Answered"), cell=lambda row: since_cell(row.answered_at)),
    ),
    find=lambda rows, text: rows.filter(centre__in=matching(Centre.objects.all(), text)),
    order="-asked",
    queue_order="due",
    queues=queues.RECONFIRMATIONS,
    filters=(
        Filter(
            name="status",
            label=_("State"),
            choices=lambda viewer: Status.choices,
            narrow=lambda rows, status, viewer: rows.filter(status=status),
        ),
    ),
    empty_title=_("No centre has been asked yet"),
    empty_text=_(
        "A member is asked every so many years, by the process rules, or by a button on its page."
    ),
)


@admin.register(Reconfirmation)
class ReconfirmationAdmin(ReadOnlyMixin, ListAdmin, StepsAdmin):
    listing = LISTING
    steps = STEPS
    step_route = "<int:pk>/settle/<slug:name>/"
    step_url_name = "settle"

    def page_rows(self, rows):
        return rows.select_related("centre")

    def may_step(self, request):
        return is_secretariat(request.user)

    def step_object(self, request, pk):
        return get_object_or_404(Reconfirmation.objects.select_related("centre"), pk=pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self.must_be_allowed(request)
        row = self.step_object(request, number_or_404(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": row.centre.name,
            "reconfirmation": row,
            "answers": row.answers_in_order(),
            "menu": self.menu(request, row),
            "mandate": row.centre.mandates.current().first(),
            "opts": self.opts,
        }
        template = "admin/members/reconfirmation/reconfirmation.html"
        return TemplateResponse(request, template, context)
