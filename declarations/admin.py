from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin.acts import WIDE, ConfirmedActs
from common.admin.mixins import NeverDeletedMixin
from common.refusals import Refused
from declarations import reminders, services
from declarations.emails import write_reminder
from declarations.enums import NEXT_DECLARATION, NEXT_SIGNATURE, DeclarationStatus, SignatureStatus
from declarations.forms import CommitmentFormSet, CorrectForm, OnForm, SignForm, WithdrawForm
from declarations.models import Aim, Commitment, Declaration, Signature, TextVersion
from declarations.permissions import can_move
from outbox import services as outbox


class Acts(ConfirmedActs):
    """`acts(obj)` lists what can be done now, as pairs of label and address."""

    change_form_template = "declarations/admin/change_form.html"
    refusal = Refused

    def may_act(self, request):
        return can_move(request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["acts"] = self.acts(obj) if obj and self.may_act(request) else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _address(self, act, *args):
        return reverse(f"admin:{self._name(act)}", args=args)


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


MOVES = {  # where to: label, consequence, service
    DeclarationStatus.OPEN: (
        _("Open for signature"),
        _("The public page says that the declaration can be signed."),
        services.open_for_signature,
    ),
    DeclarationStatus.PUBLISHED: (
        _("Publish"),
        _("The public page says that the declaration is published, with its signatures."),
        services.publish,
    ),
    DeclarationStatus.IN_PREPARATION: (
        _("Back to preparation"),
        _("The public page says that the declaration is in preparation again."),
        services.back_to_preparation,
    ),
}


@admin.register(Declaration)
class DeclarationAdmin(Acts, NeverDeletedMixin, admin.ModelAdmin):
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

    def acts(self, declaration):
        targets = NEXT_DECLARATION.get(declaration.status, ())
        return [
            (MOVES[target][0], self._address("move", declaration.pk, target))
            for target in MOVES
            if target in targets
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["events"] = obj.events.select_related("by") if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        return [self._act_url("<int:pk>/move/<slug:target>/", self.move), *super().get_urls()]

    def move(self, request, pk, target):
        declaration = get_object_or_404(Declaration, pk=pk)
        if target not in MOVES:
            raise Http404
        label, consequence, service = MOVES[target]
        return self.confirm(
            request,
            declaration,
            act=lambda: service(declaration, by=request.user, now=timezone.now()),
            page={"title": label, "lead": consequence, "button": label, "done": _("Done.")},
        )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            services.begin(obj, by=request.user, now=timezone.now())


@admin.register(TextVersion)
class TextVersionAdmin(Acts, NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["__str__", "declaration", "is_authentic", "published_at"]
    list_select_related = ["declaration"]
    fields = ["declaration", "number", "language", "is_authentic", "body", "published_at"]
    readonly_fields = ["published_at"]

    def has_change_permission(self, request, obj=None):
        return not (obj and obj.is_public) and super().has_change_permission(request, obj)

    def acts(self, text):
        return [] if text.is_public else [(_("Make public"), self._address("publish", text.pk))]

    def get_urls(self):
        return [self._act_url("<int:pk>/publish/", self.publish), *super().get_urls()]

    def publish(self, request, pk):
        text = get_object_or_404(TextVersion.objects.select_related("declaration"), pk=pk)
        return self.confirm(
            request,
            text,
            act=lambda: services.publish_text(text, by=request.user, now=timezone.now()),
            page={
                "title": _("Make the text public"),
                "lead": _("Everybody can read this text, and it can no longer be changed."),
                "button": _("Make the text public"),
                "done": _("The text is public."),
            },
        )


class WaitsFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("yes", _("Not yet signed"))]

    def queryset(self, request, queryset):
        return queryset.to_chase() if self.value() else queryset


STEPS = {  # where to: label, consequence, form, service
    SignatureStatus.ANNOUNCED: (
        _("Record the announcement"),
        _("The public page lists the ministry as having announced its signature."),
        OnForm,
        services.announce,
    ),
    SignatureStatus.SIGNED: (
        _("Record the signature"),
        _("The public page lists the ministry as a signatory."),
        SignForm,
        services.sign,
    ),
    SignatureStatus.WITHDRAWN: (
        _("Withdraw"),
        _("The signature no longer counts. What was public stays listed as withdrawn."),
        WithdrawForm,
        services.withdraw,
    ),
}


@admin.register(Signature)
class SignatureAdmin(Acts, NeverDeletedMixin, admin.ModelAdmin):
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
        """What was signed stays as it was named then."""
        return self.fields if obj and obj.signed_on else self.readonly_fields

    def acts(self, signature):
        targets = NEXT_SIGNATURE.get(signature.status, ())
        acts = [
            (STEPS[target][0], self._address("step", signature.pk, target))
            for target in STEPS
            if target in targets
        ]
        if signature.proof and not signature.proof_public_at:
            acts.append((_("Make the proof public"), self._address("show_proof", signature.pk)))
        return [*acts, (_("Correct a typing error"), self._address("correct", signature.pk))]

    def get_urls(self):
        return [
            self._act_url("<int:pk>/step/<slug:target>/", self.step),
            self._act_url("<int:pk>/correct/", self.correct),
            self._act_url("<int:pk>/show-proof/", self.show_proof),
            self._act_url("chase/", self.chase),
            self._act_url("remind/", self.remind),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        was = form.initial.get("mailbox")
        if was and obj.mailbox and "mailbox" in form.changed_data:
            outbox.readdress(obj, was=was, to=obj.mailbox)

    def correct(self, request, pk):
        signature = get_object_or_404(Signature.objects.select_related("declaration"), pk=pk)
        return self.confirm(
            request,
            signature,
            form_class=partial(CorrectForm, signature=signature),
            act=lambda **said: services.correct(
                signature, by=request.user, now=timezone.now(), **said
            ),
            page={
                "title": _("Correct a typing error"),
                "lead": _("The history keeps what stood there before, and why it was corrected."),
                "button": _("Correct"),
                "done": _("Corrected."),
            },
        )

    def show_proof(self, request, pk):
        signature = get_object_or_404(Signature, pk=pk)
        return self.confirm(
            request,
            signature,
            act=lambda: services.publish_proof(signature, by=request.user, now=timezone.now()),
            page={
                "title": _("Make the proof public"),
                "lead": _("Everybody can open the signed page or letter, with all that is on it."),
                "button": _("Make the proof public"),
                "done": _("The proof is public."),
            },
        )

    def chase(self, request):
        if not self.may_act(request):
            raise PermissionDenied
        context = {"rows": reminders.rows(), "title": _("Signatures outstanding")}
        return self._page(request, "chase", context)

    def remind(self, request):
        """Preview on GET, mails queued on POST."""
        if not self.may_act(request):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        chosen = [pk for pk in asked.getlist("pk") if pk.isdecimal() and len(pk) < 18]
        signatures = Signature.objects.filter(pk__in=chosen).select_related("declaration")
        if not signatures:
            messages.error(request, _("Choose at least one ministry."))
            return redirect(self._address("chase"))
        if request.method == "POST":
            self._remind(request, signatures)
            return redirect(self._address("chase"))
        letters = [(signature, write_reminder(signature)) for signature in signatures]
        return self._page(request, "remind", {"letters": letters, "title": _("Send reminders")})

    def _remind(self, request, signatures):
        for signature in signatures:
            try:
                reminders.remind(signature, by=request.user, now=timezone.now())
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("%s: the reminder leaves now.") % signature)

    def _page(self, request, name, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"declarations/admin/{name}.html", context)

    def step(self, request, pk, target):
        signature = get_object_or_404(Signature.objects.select_related("declaration"), pk=pk)
        if target not in STEPS:
            raise Http404
        label, consequence, form_class, service = STEPS[target]
        return self.confirm(
            request,
            signature,
            form_class=form_class,
            act=lambda **said: service(signature, by=request.user, now=timezone.now(), **said),
            page={"title": label, "lead": consequence, "button": label, "done": _("Recorded.")},
        )
