"""Profiles in the admin: the secretariat's own edits, and the changes that centres submit."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, since_cell
from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step
from common.admin.versions import News
from common.edit_conflicts import fingerprint
from common.form_fields import LineField, LinesField
from common.languages import EUROPEAN_LANGUAGES
from common.templatetags.p2i import status_tag
from members.enums import MembershipClass, ProfileChangeStatus
from members.permissions import is_secretariat
from members.register import queues
from members.register.admin.doubles_form import AsksOfDoublesForm
from members.register.centre_search import matching
from members.register.models import Centre, CentreLink, Membership, ProfileChange
from members.register.profile_words import LABELS, differences
from members.register.services import profiles
from outbox.rehearsal import rehearsed


class CentreForm(AsksOfDoublesForm):
    """Refuses to overwrite a profile that was published anew since the page was shown."""

    languages = forms.MultipleChoiceField(
        label=LABELS["languages"],
        required=False,
        choices=EUROPEAN_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = LineField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Centre
        fields = "__all__"  # noqa: DJ007 - the secretariat keeps every fact of the register

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = fingerprint(profiles.content(self.instance))

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen") != fingerprint(
            profiles.content(Centre.objects.get(pk=self.instance.pk))
        ):
            raise ValidationError(
                _(
                    "The profile was changed since this page was shown. Open the centre in another "
                    "window, compare, and put your changes there; nothing was overwritten."
                )
            )
        full = Membership.objects.in_the_network().filter(
            centre=self.instance.pk, membership_class=MembershipClass.MEMBER
        )
        if cleaned.get("is_being_set_up") and self.instance.pk and full.exists():
            self.add_error("is_being_set_up", _("A full member has a centre."))
        return cleaned


class LinkInline(admin.TabularInline):
    model = CentreLink
    extra = 0

    def has_delete_permission(self, request, obj=None):
        """A link is a line of the profile: whoever changes that may take it away."""
        return self.has_change_permission(request, obj)


class ProfileEditMixin:
    """For the admin of centres: what the secretariat changes by hand is noted too."""

    def save_model(self, request, obj, form, change):
        obj._published_before = profiles.content(Centre.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        profiles.note_edit(form.instance, form.instance._published_before, now=timezone.now())


class NoteForm(forms.Form):
    note = LinesField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The centre's delegate, alternates and head read these words."),
        error_messages={"required": _("Say in the note what the centre should change.")},
    )


class ProposedVersions:
    """A change is seen by what is proposed and what is published, of which the service knows."""

    def token(self, change):
        return profiles.version_of(change)

    def news(self, change, token):
        return [News(_("The text of the change, or the published profile, reads otherwise now."))]


def as_shown(service):
    """For a service that is told what was seen: the page has made sure that it stands."""

    def act(change, **details):
        return service(change, seen=profiles.version_of(change), **details)

    return act


READERS = _("The centre's delegate, alternates and head are told by email.")
STEPS = (
    Step(
        name="accept",
        label=_("Accept and publish"),
        applies=lambda change: change.is_submitted,
        act=as_shown(profiles.accept),
        leads_to=ProfileChangeStatus.ACCEPTED,
        consequence=_("The fields above show on the public page at once."),
        seen_by=READERS,
        done=_("The change is published. The centre is told by email."),
        letters=rehearsed,
        style="btn-primary",
    ),
    Step(
        name="return",
        label=_("Return it with a note"),
        applies=lambda change: change.is_submitted,
        act=as_shown(profiles.give_back),
        leads_to=ProfileChangeStatus.RETURNED,
        consequence=_("The centre reads your note and goes on writing. Nothing is published."),
        seen_by=READERS,
        done=_("The change is returned. The centre reads your note by email."),
        form=NoteForm,
        letters=rehearsed,
    ),
)


LISTING = Listing(
    title=_("Changes of profiles"),
    everything=_("All changes"),
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
            order=("status", "saved_at"),
        ),
        Column(
            name="saved",
            label=_("Last written"),
            cell=lambda row: since_cell(row.saved_at),
            order=("saved_at",),
        ),
        Column(
            name="submitted", label=_("Submitted"), cell=lambda row: since_cell(row.submitted_at)
        ),
        Column(name="settled", label=_("Settled"), cell=lambda row: since_cell(row.settled_at)),
    ),
    find=lambda rows, text: rows.filter(centre__in=matching(Centre.objects.all(), text)),
    order="-saved",
    queue_order="saved",
    queues=queues.PROFILE_CHANGES,
    filters=(
        Filter(
            name="status",
            label=_("State"),
            choices=lambda viewer: ProfileChangeStatus.choices,
            narrow=lambda rows, status, viewer: rows.filter(status=status),
        ),
    ),
    empty_title=_("No change yet"),
    empty_text=_("What a centre writes of itself stands here until it is accepted or returned."),
)


@admin.register(ProfileChange)
class ProfileChangeAdmin(ReadOnlyMixin, ListAdmin, StepsAdmin):
    listing = LISTING
    steps = STEPS
    step_route = "<int:pk>/review/<slug:name>/"
    step_url_name = "review"
    step_head = "admin/members/profilechange/_head.html"
    step_template = "admin/members/profilechange/step.html"
    versions = ProposedVersions()

    def page_rows(self, rows):
        return rows.select_related("centre")

    def may_step(self, request):
        return is_secretariat(request.user)

    def step_object(self, request, pk):
        changes = ProfileChange.objects.select_related("centre", "saved_by", "settled_by")
        return get_object_or_404(changes, pk=pk)

    def locked(self, change):
        """The centre's row first, as wherever its profile changes."""
        centre = Centre.objects.select_for_update().get(pk=change.centre_id)
        row = super().locked(change)
        row.centre = centre
        return row

    def head_context(self, change):
        """What differs from what is published, and what was published since the centre began."""
        published = profiles.content(change.centre)
        before = published if change.is_submitted else change.base
        moved = profiles.moved_on(change, published) if change.is_submitted else []
        return {
            "change": change,
            "differences": differences(profiles.touched(change), before, change.proposed, moved),
            "has_moved": bool(moved),
        }

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self.must_be_allowed(request)
        change = self.step_object(request, number_or_404(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Profile of %(centre)s") % {"centre": change.centre.name},
            "menu": self.menu(request, change),
            "opts": self.opts,
            **self.head_context(change),
        }
        return TemplateResponse(request, "admin/members/profilechange/change.html", context)
