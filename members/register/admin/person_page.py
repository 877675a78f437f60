"""The page of a person in the admin: for whom they speak, how they sign in, what waits for them."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import waiting
from common.admin.page_admin import PageAdmin, PageSection
from common.waiting import Viewer
from members.register import factors, second_steps
from members.register.admin.people_list import signed_in_last, state_cell
from members.register.services.accounts import is_ended
from outbox import letters
from proposals.admin_steps import shown_proposal
from proposals.models import Proposal

PART = "admin/members/user/_%s.html"
EVENTS, PROPOSALS, LETTERS = 20, 10, 15


def state_of(person):
    if not person.erased_at and not person.is_active and is_ended(person):
        return _("Ended for good")
    return state_cell(person)


class PersonPageMixin(PageAdmin):
    page_place = "admin-person"
    page_sections = (
        PageSection("roles", _("Speaks for"), PART % "roles"),
        PageSection("waits", _("What waits for them"), PART % "waits"),
        PageSection("sign-in", _("Sign-in"), PART % "sign_in"),
        PageSection("proposals", _("Proposals"), PART % "proposals"),
        PageSection("letters", _("Letters"), "admin/page/_letters.html"),
    )

    def page_object(self, request, pk):
        """Also of somebody with whom this person may take no step."""
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def page_context(self, request, obj):
        viewer = Viewer(obj, timezone.now())
        labels = {kind.name: kind.label for kind in waiting.every()}
        counts = waiting.counts_for_you(viewer)
        events = obj.sign_in_events.select_related("by", "released_by").order_by("-pk")
        about = Proposal.objects.about(obj).with_people().order_by("-pk")
        return {
            "kicker": obj.email,
            "state": state_of(obj),
            "proposal": shown_proposal(obj),
            "roles": obj.representations.select_related("centre").order_by("-valid_from", "pk"),
            "day": viewer.day,
            "counts": [(labels[name], count) for name, count in counts.items()],
            "factors": factors.of(obj),
            "needs_second_step": second_steps.is_needed(obj),
            "signed_in_last": signed_in_last(obj),
            "events": events[:EVENTS],
            "proposals": about[:PROPOSALS],
            "letters": letters.to(obj, most=LETTERS),
        }
