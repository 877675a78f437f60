"""Signatures of ministries in the admin: a list, a page for each, reminders to several."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import take_bulk_step
from common.admin.lists import day_cell
from common.admin.mixins import NeverDeletedMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.step_admin import leading_to
from common.admin.steps import Step
from common.admin.widgets import WIDE
from common.templatetags.p2i import status_tag
from declarations import reminders, services, two_people
from declarations.admin.mover import MoverMixin
from declarations.admin.signature_list import REMIND, SignatureListMixin
from declarations.enums import NEXT_SIGNATURE, SignatureStatus
from declarations.forms import CorrectForm, OnForm, SignForm, WithdrawForm
from declarations.models import Signature
from outbox import letters
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, proposing, shown_proposal

PLACE = "declarations/admin/_%s.html"
SECTIONS = (
    PageSection("facts", _("The ministry"), PLACE % "ministry"),
    PageSection("letters", _("Letters"), "admin/page/_letters.html"),
    PageSection("history", _("History"), PLACE % "history"),
)


def next_step(signature):
    """What the secretariat does next, in a sentence."""
    if not signature.is_to_chase:
        return ""
    if not signature.declaration.is_open:
        return _("The declaration is not open for signature.")
    if not signature.mailbox:
        return _("Enter its mailbox, so that it can be written to.")
    return _("Record what the ministry answers, or remind it.")


@admin.register(Signature)
class SignatureAdmin(MoverMixin, SignatureListMixin, NeverDeletedMixin, PageAdmin):
    """A list, a page for what a ministry was asked and said, and the raw form behind it."""

    page_place = "admin-signature"
    page_sections = SECTIONS
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
        Step(
            name="remind",
            label=_("Send a reminder"),
            applies=lambda signature: (
                signature.is_to_chase and signature.declaration.is_open and signature.mailbox
            ),
            act=reminders.remind,
            consequence=_("The ministry gets its letter once more, at most once a day."),
            done=_("The reminder is on its way."),
            letters=rehearsed,
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
    formfield_overrides = WIDE
    change_form_template = "admin/change_form.html"
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

    def page_context(self, request, signature):
        named = signature.declaration.events.filter(what__contains=str(signature)[:250])
        return {
            "kicker": signature.declaration,
            "state": format_html(
                "{} {}",
                status_tag(signature.status, signature.get_status_display()),
                day_cell(signature.moved_on),
            ),
            "next_step": next_step(signature),
            "proposal": shown_proposal(signature),
            "proof": self.proof_link(signature),
            "withdrawal": self.withdrawal_link(signature),
            "letters": letters.of(signature),
            "events": list(named.select_related("by", "released_by")),
        }

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
