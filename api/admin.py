"""Tokens in the admin: whose they are, what they read, when they were used; never the secret."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api import services
from api.models import Token
from api.permissions import can_revoke_for_others
from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step
from common.dates import network_day
from outbox.rehearsal import rehearsed
from proposals.admin_steps import ReasonForm

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


@admin.register(Token)
class TokenAdmin(ReadOnlyMixin, FoldedSearchMixin, StepsAdmin):
    steps = STEPS
    list_display = ["name", "user", "begins_with", "reads", "created_on", "last_used_on", "state"]
    list_select_related = ["user"]
    list_filter = ["last_used_on", "expires_on"]
    search_fields = ["prefix", "user__email", "user__name_words"]
    texts_read = ()
    ordering = ["-pk"]
    fields = [
        *("name", "user", "begins_with", "reads", "created_on", "last_used_on", "expires_on"),
        *("state", "revoked_at", "revoked_by", "why_revoked"),
    ]
    readonly_fields = fields

    def may_step(self, request):
        return can_revoke_for_others(request.user)

    @admin.display(description=_("begins with"))
    def begins_with(self, token):
        return f"{token.prefix}…"

    @admin.display(description=_("reads"))
    def reads(self, token):
        """All tokens read the same; there is no scope to choose, and none of them writes."""
        return _("what its person may read; it changes nothing")

    @admin.display(description=_("state"))
    def state(self, token):
        if token.revoked_at:
            return _("revoked")
        return _("valid") if token.is_live(network_day(timezone.now())) else _("expired")
