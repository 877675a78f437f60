"""Tokens in the admin: whose they are, what they read, when they were used; never the secret."""

from datetime import date

from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api import services
from api.models import Token
from api.permissions import can_revoke_for_others
from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Listing, Queue, by_words_of, day_cell
from common.admin.mixins import ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step
from common.dates import network_day
from outbox.rehearsal import rehearsed
from proposals.admin_steps import ReasonForm

NEVER = date(1, 1, 1)  # used
# All tokens read the same; there is no scope to choose, and none of them writes.
READS = _("what its person may read; it changes nothing")
STEPS = (
    Step(
        name="revoke",
        label=_("Revoke the token"),
        applies=lambda token: token.is_live(network_day(timezone.now())),
        act=services.revoke_for,
        form=ReasonForm,
        consequence=_(
            "Whatever uses the token is turned away from then on. This cannot be taken back; the "
            "person can make another one."
        ),
        seen_by=_("The person is told, with the reason."),
        done=_("The token is revoked. Its owner is told."),
        letters=rehearsed,
        style="btn-danger",
    ),
)


def state_of(token):
    if token.revoked_at:
        return _("revoked")
    return _("valid") if token.is_live(network_day(timezone.now())) else _("expired")


LISTING = Listing(
    title=_("Tokens"),
    everything=_("All tokens"),
    search_label=_("Person, or how the token begins"),
    columns=(
        Column(
            name="name", label=_("Token"), cell=lambda token: token.name, order=(Lower("name"),)
        ),
        Column(
            name="person",
            label=_("Person"),
            cell=lambda token: str(token.user),
            order=("user__name", "user__email"),
        ),
        Column(name="prefix", label=_("Begins with"), cell=lambda token: f"{token.prefix}…"),
        Column(name="reads", label=_("Reads"), cell=lambda token: READS),
        Column(
            name="made",
            label=_("Made"),
            cell=lambda token: day_cell(token.created_on),
            order=("created_on",),
        ),
        Column(
            name="used",
            label=_("Last used"),
            cell=lambda token: day_cell(token.last_used_on),
            order=(Coalesce("last_used_on", Value(NEVER)),),
        ),
        Column(
            name="expires",
            label=_("Expires"),
            cell=lambda token: day_cell(token.expires_on),
            order=("expires_on",),
        ),
        Column(name="state", label=_("State"), cell=state_of),
    ),
    find=by_words_of("prefix", "user__email", "user__name_words", read=()),
    order="-made",
    queue_order="expires",
    queues=(
        Queue(name="valid", label=_("Valid"), rows=lambda tokens, viewer: tokens.live(viewer.day)),
    ),
    empty_title=_("No token yet"),
    empty_text=_("People make tokens in their own account, for programs that read what they may."),
)


@admin.register(Token)
class TokenAdmin(ReadOnlyMixin, ListAdmin, StepsAdmin):
    listing = LISTING
    steps = STEPS
    fields = [
        *("name", "user", "begins_with", "reads", "created_on", "last_used_on", "expires_on"),
        *("state", "revoked_at", "revoked_by", "why_revoked"),
    ]
    readonly_fields = fields

    def page_rows(self, tokens):
        return tokens.select_related("user")

    def may_step(self, request):
        return can_revoke_for_others(request.user)

    @admin.display(description=_("begins with"))
    def begins_with(self, token):
        return f"{token.prefix}…"

    @admin.display(description=_("reads"))
    def reads(self, token):
        return READS

    @admin.display(description=_("state"))
    def state(self, token):
        return state_of(token)
