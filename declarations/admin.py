from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep, take_bulk_step
from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin, leading_to
from common.admin.steps import Step
from common.admin.widgets import WIDE
from declarations import reminders, services, two_people
from declarations.enums import NEXT_DECLARATION, NEXT_SIGNATURE, DeclarationStatus, SignatureStatus
from declarations.forms import CommitmentFormSet, CorrectForm, OnForm, SignForm, WithdrawForm
from declarations.models import Aim, Commitment, Declaration, Signature, TextVersion
from declarations.permissions import can_move
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, proposing


class Steps(StepsAdmin):
    """Whoever may move a declaration takes all steps around it."""

    def may_step(self, request):
        return can_move(request.user)


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
class DeclarationAdmin(FoldedSearchMixin, NeverDeletedMixin, Steps):
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
    change_form_template = "declarations/admin/change_form.html"
    list_display = ["title", "lead", "status", "opened_on", "published_on"]
    search_fields = ["title"]
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

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["events"] = obj.events.select_related("by", "released_by") if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            services.begin(obj, by=request.user, now=timezone.now())


@admin.register(TextVersion)
class TextVersionAdmin(NeverDeletedMixin, Steps):
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
    list_display = ["__str__", "declaration", "is_authentic", "published_at"]
    list_select_related = ["declaration"]
    fields = ["declaration", "number", "language", "is_authentic", "body", "published_at"]
    readonly_fields = ["published_at"]

    def has_change_permission(self, request, obj=None):
        return not (obj and obj.is_public) and super().has_change_permission(request, obj)


class WaitsFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("yes", _("Not yet signed"))]

    def queryset(self, request, queryset):
        return queryset.to_chase() if self.value() else queryset


REMIND = BulkStep(
    name="remind",
    label=_("Send the reminders"),
    act=reminders.remind,
    done=lambda count: (
        ngettext("%d reminder is on its way.", "%d reminders are on their way.", count) % count
    ),
    consequence=_("Each ministry gets its letter once more, at most once a day."),
    letters=rehearsed,
)


@admin.register(Signature)
class SignatureAdmin(FoldedSearchMixin, NeverDeletedMixin, Steps):
    steps = (
        Step(
            name=SignatureStatus.ANNOUNCED,
            label=_("Record the announcement"),
            act=services.announce,
            seen_by=_("The public page lists the ministry as having announced its signature."),
            done=_("The announcement is on record."),
            form=OnForm,
            **leading_to(SignatureStatus.ANNOUNCED, NEXT_SIGNATURE),
        ),
        proposing(
            two_people.SIGN,
            Step(
                name=SignatureStatus.SIGNED,
                label=_("Record the signature"),
                act=services.sign,
                seen_by=_(
                    "A second person opens the proof and has to release it. Then the public page "
                    "lists the ministry as a signatory."
                ),
                sends_later=_("Once it is released, the members and the ministry are told."),
                done="",
                form=SignForm,
                **leading_to(SignatureStatus.SIGNED, NEXT_SIGNATURE),
            ),
        ),
        proposing(
            two_people.WITHDRAW,
            Step(
                name=SignatureStatus.WITHDRAWN,
                label=_("Withdraw"),
                act=services.withdraw,
                consequence=_("The signature no longer counts."),
                seen_by=_(
                    "A second person has to release it. What was public stays listed as withdrawn."
                ),
                sends_later=_(
                    "Once it is released, the ministry and, of what was public, the "
                    "members are told."
                ),
                done="",
                form=WithdrawForm,
                style="btn-danger",
                **leading_to(SignatureStatus.WITHDRAWN, NEXT_SIGNATURE),
            ),
        ),
        Step(
            name="show_proof",
            label=_("Make the proof public"),
            has_own_address=True,
            applies=lambda signature: signature.proof and not signature.proof_public_at,
            act=services.publish_proof,
            seen_by=_("Everybody can open the signed page or letter, with all that is on it."),
            done=_("The proof is public."),
        ),
        proposing(
            two_people.CORRECT,
            Step(
                name="correct",
                label=_("Correct a typing error"),
                has_own_address=True,
                act=services.correct,
                consequence=_(
                    "The history keeps what stood there before, and why it was corrected."
                ),
                seen_by=_(
                    "A second person has to release it. Then everybody who can read the signature "
                    "reads it so."
                ),
                sends_later=_(
                    "Once it is released, the ministry and, of what was public, the "
                    "members are told."
                ),
                done="",
                form=CorrectForm,
                form_details=lambda signature: {"signature": signature},
            ),
        ),
        *SETTLING,
    )
    list_display = ["place", "ministry", "level", "status", "declaration"]
    list_display_links = ["place", "ministry"]
    list_filter = ["status", "level", WaitsFilter]
    list_select_related = ["declaration"]
    search_fields = ["ministry", "region"]
    formfield_overrides = WIDE
    change_list_template = "declarations/admin/signatures.html"
    readonly_fields = [
        "status",
        "announced_on",
        "signed_on",
        "withdrawn_on",
        "proof_link",
        "proof_public_at",
        "withdrawal_reason",
        "withdrawal_link",
    ]
    fields = [
        "declaration",
        "level",
        "country",
        "region",
        "ministry",
        "office",
        "invited_on",
        "mailbox",
        *readonly_fields,
    ]

    @admin.display(description=_("proof"))
    def proof_link(self, signature):
        if not signature.proof:
            return ""
        url = reverse("declarations:proof", args=[signature.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open the proof"))

    @admin.display(description=_("letter of withdrawal"))
    def withdrawal_link(self, signature):
        if not signature.withdrawal_proof:
            return ""
        url = reverse("declarations:withdrawal", args=[signature.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open the letter"))

    def get_readonly_fields(self, request, obj=None):
        """What was signed stays as it was named then; what is public is corrected by two people."""
        if obj is None or obj.status == SignatureStatus.INVITED:
            return self.readonly_fields
        return self.fields if obj.signed_on else [row for row in self.fields if row != "mailbox"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("declaration")

    def locked(self, signature):
        """Its declaration first, whose history every step writes."""
        return services.locked_signature(signature)

    def get_urls(self):
        view, name = self.admin_site.admin_view, "declarations_signature_%s"
        return [
            path("chase/", view(self.chase), name=name % "chase"),
            path("remind/", view(self.remind), name=name % "remind"),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        """A new mailbox gets what still waits for the ministry; whoever changes it reads that."""
        redirected = services.save_signature(obj)
        if redirected:
            news = ngettext(
                "%(count)d letter that waits goes to %(mailbox)s now.",
                "%(count)d letters that wait go to %(mailbox)s now.",
                redirected,
            )
            messages.info(request, news % {"count": redirected, "mailbox": obj.mailbox})

    def chase(self, request):
        self.must_be_allowed(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "rows": reminders.rows(),
            "title": _("Signatures outstanding"),
        }
        return TemplateResponse(request, "declarations/admin/chase.html", context)

    def remind(self, request):
        """The letters to those chosen on the page of what is outstanding, then their mails."""
        self.must_be_allowed(request)
        data = request.POST if request.method == "POST" else request.GET
        keys = [key for key in data.getlist("pk") if key.isdecimal() and len(key) < 18]
        chosen = list(Signature.objects.filter(pk__in=keys).select_related("declaration"))
        back = reverse("admin:declarations_signature_chase")
        if not chosen:
            messages.error(request, _("Choose at least one ministry."))
            return redirect(back)
        hidden = [("pk", signature.pk) for signature in chosen]
        return take_bulk_step(request, self, REMIND, chosen, back=back, hidden=hidden)
