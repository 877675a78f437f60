"""The texts of declarations, by version and language."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Listing, Queue, since_cell
from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step
from common.folded_search import finding
from declarations import services
from declarations.admin.mover import MoverMixin
from declarations.models import TextVersion

LISTING = Listing(
    title=_("Texts of declarations"),
    everything=_("All texts"),
    search_label=_("Declaration or language"),
    columns=(
        Column(name="version", label=_("Version"), cell=str, order=("number", "language")),
        Column(
            name="declaration",
            label=_("Declaration"),
            cell=lambda row: row.declaration.title,
            order=("declaration__title",),
        ),
        Column(
            name="authentic",
            label=_("Authentic"),
            cell=lambda row: _("yes") if row.is_authentic else "",
            order=("is_authentic",),
        ),
        Column(
            name="public",
            label=_("Made public"),
            cell=lambda row: since_cell(row.published_at),
        ),
    ),
    find=lambda rows, text: finding(rows, text, ["declaration__title", "language"]),
    order="-version",
    queues=(
        Queue(name="drafts", label=_("Drafts"), rows=lambda rows, viewer: rows.drafts()),
        Queue(name="public", label=_("Public"), rows=lambda rows, viewer: rows.public()),
    ),
    empty_title=_("No text yet"),
    empty_text=_("Each version of a declaration's text is listed here, in each language."),
)


@admin.register(TextVersion)
class TextVersionAdmin(MoverMixin, NeverDeletedMixin, ListAdmin, StepsAdmin):
    listing = LISTING
    steps = (
        Step(
            name="publish",
            label=_("Make the text public"),
            has_own_address=True,
            applies=lambda text: not text.is_public,
            act=services.publish_text,
            consequence=_("The text can no longer be changed."),
            seen_by=_("Everybody can read it."),
            done=_("The text is public."),
        ),
    )
    fields = ["declaration", "number", "language", "is_authentic", "body", "published_at"]
    readonly_fields = ["published_at"]

    def has_change_permission(self, request, obj=None):
        return not (obj and obj.is_public) and super().has_change_permission(request, obj)

    def page_rows(self, rows):
        return rows.select_related("declaration")
