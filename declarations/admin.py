from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from declarations import services
from declarations.enums import NEXT_DECLARATION, NEXT_SIGNATURE, DeclarationStatus, SignatureStatus
from declarations.forms import OnForm, SignForm
from declarations.models import Aim, Declaration, Signature, TextVersion
from declarations.permissions import can_move
from knowledge_exchange.confirming import WIDE, ConfirmedActs
from members.admin.mixins import NeverDeletedMixin


class Acts(ConfirmedActs):
    """`acts(obj)` lists what can be done now, as pairs of label and address."""

    change_form_template = "declarations/admin/change_form.html"
    refusal = services.Refused

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
    inlines = [AimInline]
    fields = ["title", "lead", "lead_body", "notes", "status", "opened_on", "published_on"]
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
        OnForm,
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
    readonly_fields = ["status", "announced_on", "signed_on", "withdrawn_on", "proof_link"]
    fields = [
        "declaration",
        "level",
        "country",
        "region",
        "ministry",
        "office",
        "invited_on",
        *readonly_fields,
    ]

    @admin.display(description=_("proof"))
    def proof_link(self, signature):
        if not signature.proof:
            return ""
        url = reverse("declarations:proof", args=[signature.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open the proof"))

    def get_readonly_fields(self, request, obj=None):
        """What was signed stays as it was named then."""
        return self.fields if obj and obj.signed_on else self.readonly_fields

    def acts(self, signature):
        targets = NEXT_SIGNATURE.get(signature.status, ())
        return [
            (STEPS[target][0], self._address("step", signature.pk, target))
            for target in STEPS
            if target in targets
        ]

    def get_urls(self):
        return [self._act_url("<int:pk>/step/<slug:target>/", self.step), *super().get_urls()]

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
