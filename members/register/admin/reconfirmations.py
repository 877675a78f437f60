"""Reconfirmations in the admin: a list, a page for each, a page for each way to settle one."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.dates import network_day
from common.refusals import Refused
from members.enums import ReconfirmationStatus
from members.permissions import is_secretariat
from members.register.models import Reconfirmation
from members.register.services import reconfirming

SETTLING = {
    "accept": {
        "label": _("Accept the answer"),
        "at": ReconfirmationStatus.ANSWERED,
        "target": ReconfirmationStatus.ACCEPTED,
        "act": reconfirming.accept,
        "consequence": _(
            "The years until the next reconfirmation count from now. What the centre says of its "
            "mandate goes on record. Its delegate and alternates are told."
        ),
    },
    "close": {
        "label": _("Close without an answer"),
        "at": ReconfirmationStatus.ASKED,
        "target": ReconfirmationStatus.CLOSED,
        "act": reconfirming.close,
        "consequence": _(
            "The centre is no longer reminded. Its delegate and alternates are told that no "
            "answer is needed any more."
        ),
    },
}


class NoteForm(forms.Form):
    note = forms.CharField(
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


class WaitsFilter(admin.SimpleListFilter):
    title = _("what it waits for")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [
            ("answered", _("The secretariat accepts it")),
            ("asked", _("The centre answers")),
            ("overdue", _("The centre answers, overdue")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.overdue(network_day(timezone.now()))
        return getattr(queryset, self.value())() if self.value() else queryset


@admin.register(Reconfirmation)
class ReconfirmationAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["centre", "status", "due_on", "answered_at"]
    list_filter = [WaitsFilter, "status"]
    list_select_related = ["centre"]
    search_fields = ["centre__name"]
    search_help_text = _("Centre")
    show_full_result_count = False

    def get_urls(self):
        page = self.admin_site.admin_view(self.settle_view)
        return [
            path("<int:pk>/settle/<slug:name>/", page, name="members_reconfirmation_settle"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self._row(request, number_or_404(object_id))
        context = {
            **self._context(request, row, row.centre.name),
            "answers": row.answers_in_order(),
            "settling": {
                name: how["label"] for name, how in SETTLING.items() if row.status == how["at"]
            },
            "mandate": row.centre.mandates.current().first(),
        }
        template = "admin/members/reconfirmation/reconfirmation.html"
        return TemplateResponse(request, template, context)

    def settle_view(self, request, pk, name):
        row, how = self._row(request, pk), SETTLING.get(name)
        if how is None:
            raise Http404
        form = NoteForm(request.POST or None, why_needed=_why_note(row, name))
        if request.method == "POST" and form.is_valid():
            return self._settle(request, row, how, form.cleaned_data["note"])
        context = {
            **self._context(request, row, how["label"]),
            "how": how,
            "possible": row.status == how["at"],
            "form": form,
        }
        return TemplateResponse(request, "admin/members/reconfirmation/settle.html", context)

    def _settle(self, request, row, how, note):
        try:
            how["act"](row, note=note, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“%(step)s”: done.") % {"step": how["label"]})
        return redirect(reverse("admin:members_reconfirmation_change", args=[row.pk]))

    def _row(self, request, pk):
        if not is_secretariat(request.user):
            raise PermissionDenied
        return get_object_or_404(Reconfirmation.objects.select_related("centre"), pk=pk)

    def _context(self, request, row, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "reconfirmation": row,
            "opts": self.opts,
        }


def _why_note(row, name):
    if name == "close":
        return _("Say why no answer is awaited any more.")
    if row.answers.filter(holds=False).exists():
        return _("A criterion is no longer met. Say what follows from that.")
    return ""


class AskActionMixin:
    """For the admin of centres."""

    @admin.action(description=_("Ask to reconfirm the criteria"), permissions=["ask"])
    def ask_to_reconfirm(self, request, queryset):
        asked = 0
        for centre in queryset:
            try:
                reconfirming.ask(centre, by=request.user, now=timezone.now())
                asked += 1
            except Refused as refusal:
                messages.error(request, str(refusal))
        if asked:
            text = ngettext("%(count)d centre was asked.", "%(count)d centres were asked.", asked)
            messages.success(request, text % {"count": asked})

    def has_ask_permission(self, request):
        return is_secretariat(request.user)
