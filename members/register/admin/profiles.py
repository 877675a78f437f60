"""Profiles in the admin: the secretariat's own edits, and the changes that centres submit."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.edit_conflicts import fingerprint
from common.languages import EUROPEAN_LANGUAGES
from common.refusals import Refused
from members.enums import MembershipClass
from members.permissions import is_secretariat
from members.register.models import Centre, CentreLink, ProfileChange, ProfileVersion
from members.register.profile_words import LABELS, differences
from members.register.services import profiles


class CentreForm(forms.ModelForm):
    """Refuses to overwrite a profile that was published anew since the page was shown."""

    languages = forms.MultipleChoiceField(
        label=LABELS["languages"],
        required=False,
        choices=EUROPEAN_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Centre
        fields = "__all__"  # noqa: DJ007 - the secretariat keeps every fact of the register

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = fingerprint(profiles.content(self.instance))

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen") != self._published_now():
            raise ValidationError(
                _(
                    "The profile was changed since this page was shown. Open the centre in another "
                    "window, compare, and put your changes there; nothing was overwritten."
                )
            )
        if cleaned.get("is_being_set_up") and self._is_full_member():
            self.add_error("is_being_set_up", _("A full member has a centre."))
        return cleaned

    def _published_now(self):
        return fingerprint(profiles.content(Centre.objects.get(pk=self.instance.pk)))

    def _is_full_member(self):
        in_network = self.instance.pk and self.instance.memberships.in_the_network()
        return in_network and in_network.filter(membership_class=MembershipClass.MEMBER).exists()


class LinkInline(admin.TabularInline):
    model = CentreLink
    extra = 0

    def has_delete_permission(self, request, obj=None):
        """A link is a line of the profile: whoever changes that may take it away."""
        return self.has_change_permission(request, obj)


class ProfileVersionInline(ReadOnlyMixin, admin.TabularInline):
    model = ProfileVersion
    fields = ["number", "at", "side", "changed"]
    readonly_fields = fields
    extra = 0

    @admin.display(description=_("changed"))
    def changed(self, version):
        return ", ".join(str(LABELS.get(name, name)) for name in version.fields)


class ProfileEditMixin:
    """For the admin of centres: what the secretariat changes by hand is noted too."""

    def save_model(self, request, obj, form, change):
        obj._published_before = profiles.content(Centre.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        profiles.note_edit(form.instance, form.instance._published_before, now=timezone.now())


@admin.register(ProfileChange)
class ProfileChangeAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["centre", "status", "submitted_at", "settled_at"]
    list_filter = ["status"]
    list_select_related = ["centre"]
    search_fields = ["centre__name"]
    search_help_text = _("Centre")
    show_full_result_count = False

    def get_urls(self):
        page = self.admin_site.admin_view(self.review_view)
        return [
            path("<int:pk>/review/", page, name="members_profilechange_review"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._page(request, number_or_404(object_id), NoteForm())

    def review_view(self, request, pk):
        """Accept all that was shown, or return it with a note."""
        form = NoteForm(request.POST or None)
        change = self._row(request, pk)
        if request.method != "POST" or ("return" in request.POST and not form.is_valid()):
            return self._page(request, pk, form)
        how = {
            "seen": request.POST.get("seen"),
            "by": request.user,
            "now": timezone.now(),
        }
        try:
            if "return" in request.POST:
                profiles.give_back(change, note=form.cleaned_data["note"], **how)
            else:
                profiles.accept(change, **how)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self._page(request, pk, form)
        messages.success(request, _("It is settled. The centre is told by mail."))
        return redirect(reverse("admin:members_profilechange_change", args=[pk]))

    def _page(self, request, pk, form):
        change = self._row(request, pk)
        published = profiles.content(change.centre)
        before = published if change.is_submitted else change.base
        moved = profiles.moved_on(change, published) if change.is_submitted else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("Profile of %(centre)s") % {"centre": change.centre.name},
            "change": change,
            "differences": differences(profiles.touched(change), before, change.proposed, moved),
            "has_moved": bool(moved),
            "seen": profiles.version_of(change),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/profilechange/change.html", context)

    def _row(self, request, pk):
        if not is_secretariat(request.user):
            raise PermissionDenied
        changes = ProfileChange.objects.select_related("centre", "saved_by", "settled_by")
        return get_object_or_404(changes, pk=pk)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The centre's delegate, alternates and head read these words."),
        error_messages={"required": _("Say in the note what the centre should change.")},
    )
