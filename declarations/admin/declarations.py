"""Declarations in the admin: a list, and a page with all that belongs to one."""

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Listing, Queue, count_queues, day_cell
from common.admin.mixins import NeverDeletedMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.step_admin import leading_to
from common.admin.steps import Step
from common.admin.widgets import WIDE
from common.folded_search import finding
from common.templatetags.p2i import country_name, status_tag
from common.waiting import Viewer
from declarations import services, two_people
from declarations.admin import signature_list
from declarations.admin.inviting import INVITE_MANY
from declarations.admin.mover import MoverMixin
from declarations.enums import NEXT_DECLARATION, DeclarationStatus
from declarations.forms import CommitmentFormSet
from declarations.models import Aim, Commitment, Declaration, Signature
from outbox import letters
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, proposing, shown_proposal

SIGNED_ONES = Signature.objects.signed().filter(declaration=OuterRef("pk")).order_by()
SIGNED = Coalesce(
    Subquery(
        SIGNED_ONES.values("declaration").annotate(count=Count("pk")).values("count"),
        output_field=IntegerField(),
    ),
    0,
)
PLACE = "declarations/admin/_%s.html"
SECTIONS = (
    PageSection("texts", _("Texts"), PLACE % "texts"),
    PageSection("aims", _("Aims and commitments"), PLACE % "aims"),
    PageSection("signatures", _("Signatures"), PLACE % "signatures"),
    PageSection("letters", _("Letters"), "admin/page/_letters.html"),
    PageSection("history", _("History"), PLACE % "history"),
)


def next_step(declaration, counts):
    """What the secretariat does next, in a sentence."""
    if declaration.is_in_preparation:
        return _("Make the authentic text public; then the declaration is opened for signature.")
    if declaration.is_open and not any(counts.values()):
        return _("Invite the ministries; each gets its letter.")
    if counts["outstanding"]:
        return _("Record what comes back, and remind those who have not answered.")
    return _("Nothing is outstanding.")


def _in_state(status):
    return Queue(
        name=status,
        label=status.label,
        rows=lambda declarations, viewer: declarations.filter(status=status),
    )


LISTING = Listing(
    title=_("Declarations"),
    everything=_("All declarations"),
    search_label=_("Title or lead body"),
    columns=(
        Column(name="title", label=_("Title"), cell=lambda row: row.title, order=("title",)),
        Column(
            name="lead",
            label=_("Lead"),
            cell=lambda row: country_name(row.lead),
            order=("lead",),
        ),
        Column(
            name="status",
            label=_("Status"),
            cell=lambda row: status_tag(row.status, row.get_status_display()),
            order=("status",),
        ),
        Column(
            name="opened",
            label=_("Open since"),
            cell=lambda row: day_cell(row.opened_on),
        ),
        Column(name="signed", label=_("Signed"), cell=lambda row: row.signed, order=(SIGNED,)),
    ),
    find=lambda rows, text: finding(rows, text, ["title", "lead_body"]),
    order="title",
    queues=tuple(_in_state(status) for status in DeclarationStatus),
    empty_title=_("No declaration yet"),
    empty_text=_("A declaration is listed here from the moment in which it is entered."),
)


class AimInline(admin.StackedInline):
    model = Aim
    extra = 1
    formfield_overrides = WIDE


class CommitmentInline(admin.TabularInline):
    """Rows to change in preparation, to read afterwards."""

    model = Commitment
    formset = CommitmentFormSet
    extra = 0
    fields = ["level", "position", "text"]
    formfield_overrides = WIDE
    ordering = ["level", "position"]

    def has_add_permission(self, request, obj=None):
        return (obj is None or obj.is_in_preparation) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return (obj is None or obj.is_in_preparation) and may

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return (obj is None or obj.is_in_preparation) and may


@admin.register(Declaration)
class DeclarationAdmin(MoverMixin, NeverDeletedMixin, ListAdmin, PageAdmin):
    """A list, a page with all that belongs to a declaration, and the raw form behind it."""

    listing = LISTING
    page_place = "admin-declaration"
    page_sections = SECTIONS
    steps = (
        proposing(
            two_people.OPEN,
            Step(
                name=DeclarationStatus.OPEN,
                label=_("Open for signature"),
                act=services.open_for_signature,
                consequence=_("Its text and what each level commits to stay as they are."),
                seen_by=_(
                    "A second person has to release it. Then the public page says that the "
                    "declaration can be signed, and the members are told."
                ),
                done="",
                letters=rehearsed,
                **leading_to(DeclarationStatus.OPEN, NEXT_DECLARATION),
            ),
        ),
        INVITE_MANY,
        Step(
            name=DeclarationStatus.PUBLISHED,
            label=_("Publish"),
            act=services.publish,
            seen_by=_(
                "The public page says that the declaration is published, with its signatures."
            ),
            done=_("The declaration is published with its signatures."),
            **leading_to(DeclarationStatus.PUBLISHED, NEXT_DECLARATION),
        ),
        Step(
            name=DeclarationStatus.IN_PREPARATION,
            label=_("Back to preparation"),
            act=services.back_to_preparation,
            seen_by=_("The public page says that the declaration is in preparation again."),
            done=_("The declaration is in preparation again."),
            **leading_to(DeclarationStatus.IN_PREPARATION, NEXT_DECLARATION),
        ),
        *SETTLING,
    )
    step_route = "<int:pk>/move/<slug:name>/"
    step_url_name = "move"
    change_form_template = "admin/change_form.html"
    formfield_overrides = WIDE
    inlines = [AimInline, CommitmentInline]
    fields = [
        "title",
        "lead",
        "lead_body",
        "notes",
        "remind_every_days",
        "status",
        "opened_on",
        "published_on",
    ]
    readonly_fields = ["status", "opened_on", "published_on"]

    def page_rows(self, declarations):
        return declarations.annotate(signed=SIGNED)

    def page_context(self, request, declaration):
        signatures = reverse("admin:declarations_signature_changelist")
        of_this = f"{signatures}?declaration={declaration.pk}"
        viewer = Viewer(request.user, timezone.now())
        counts = count_queues(signature_list.QUEUES, declaration.signatures.all(), viewer)
        return {
            "kicker": _("Declaration"),
            "state": format_html(
                "{} {}",
                status_tag(declaration.status, declaration.get_status_display()),
                day_cell(declaration.published_on or declaration.opened_on),
            ),
            "next_step": next_step(declaration, counts),
            "proposal": shown_proposal(declaration),
            "texts": list(declaration.texts.all()),
            "aims": list(declaration.aims.all()),
            "commitments": list(declaration.commitments.all()),
            "counts": [
                (queue.label, counts[queue.name], f"{of_this}&queue={queue.name}")
                for queue in signature_list.QUEUES
            ],
            "signatures_url": of_this,
            "letters": letters.of(declaration),
            "events": list(declaration.events.select_related("by", "released_by")),
        }

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            services.begin(obj, by=request.user, now=timezone.now())
