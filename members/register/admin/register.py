"""Centres in the admin: a list, a page for each, and the raw form behind *Edit*."""

from django.contrib import admin
from django.utils import timezone

from common.admin.mixins import NeverDeletedMixin
from common.admin.versions import FieldVersions
from common.dates import network_day
from members.register.admin.centre_list import CentreListMixin
from members.register.admin.centre_page import CentrePageMixin
from members.register.admin.co_chairs import ENTER_TERM
from members.register.admin.doubles_form import AsksOfDoublesMixin
from members.register.admin.importing import ImportPagesMixin
from members.register.admin.mailboxes import MAILBOX
from members.register.admin.mandates import MANDATE
from members.register.admin.membership_steps import ENTER
from members.register.admin.profiles import CentreForm, LinkInline, ProfileEditMixin
from members.register.admin.reconfirmations import ASK
from members.register.admin.representatives import INVITE
from members.register.models import Centre
from proposals.admin_marks import MarkedAloneMixin
from proposals.admin_steps import SETTLING


@admin.register(Centre)
class CentreAdmin(
    MarkedAloneMixin,
    NeverDeletedMixin,
    AsksOfDoublesMixin,
    ProfileEditMixin,
    ImportPagesMixin,
    CentreListMixin,
    CentrePageMixin,
):
    steps = (INVITE, MAILBOX, MANDATE, ENTER, ENTER_TERM, ASK, *SETTLING)
    versions = FieldVersions(
        rows=lambda centre: [
            centre,
            *centre.mandates.current(),
            *centre.memberships.all(),
            *centre.representatives.not_ended_by(network_day(timezone.now())),
            *centre.reconfirmations.open(),
            *centre.co_chair_terms.all(),
        ]
    )
    form = CentreForm
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["hosts"]
    inlines = [LinkInline]

    def get_readonly_fields(self, request, obj=None):
        """A country has a vote: once the centre is or was a member it does not move.

        Where a centre is written to is changed by a step.
        """
        fixed = ["country"] if obj and obj.memberships.exists() else []
        return [*super().get_readonly_fields(request, obj), *fixed, *(["mailbox"] if obj else [])]
