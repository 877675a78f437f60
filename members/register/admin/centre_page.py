"""The page of a centre in the admin: all that the office knows of it and can do with it."""

from django.db.models import Prefetch
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from common.admin.page_admin import PageAdmin, PageSection
from common.dates import network_day
from common.templatetags.p2i import flag, status_tag
from common.waiting import Viewer
from members.register import representation
from members.register.admin.representatives import people_page
from members.register.centre_history import SHOWN, history
from members.register.centre_waits import waits
from members.register.models import FormerName, Membership, Representative
from outbox import letters
from proposals.admin_steps import look_up_proposals, shown_proposal

PART = "admin/members/centre/_%s.html"


def kicker_of(centre, membership):
    parts = [format_html("{} {}", flag(centre.country), centre.country.name)]
    if membership:
        parts += filter(
            None, (membership.get_membership_class_display(), membership.get_maturity_display())
        )
    parts += centre.remarks
    return format_html_join(" · ", "{}", [(part,) for part in parts])


def state_of(membership):
    if membership is None:
        return _("Not in the Network.")
    return status_tag(membership.status, membership.get_status_display())


class CentrePageMixin(PageAdmin):
    """Memberships and people have steps of their own; their buttons stand beside them."""

    page_place = "admin-centre"
    page_sections = (
        PageSection("waits", _("What waits"), PART % "waits"),
        PageSection("people", _("Who speaks for it"), PART % "people"),
        PageSection("membership", _("Membership"), PART % "membership"),
        PageSection("facts", _("Facts"), PART % "facts"),
        PageSection("history", _("History"), PART % "history"),
        PageSection("letters", _("Letters"), "admin/page/_letters.html"),
    )

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/people/", view(self.people_view), name="members_centre_people"),
            path("<int:pk>/history/all/", view(self.past_view), name="members_centre_past"),
            *super().get_urls(),
        ]

    def page_title(self, obj):
        return obj.name

    def page_context(self, request, obj):
        now = timezone.now()
        day, viewer = network_day(now), Viewer(request.user, now)
        memberships = list(
            Membership.objects.filter(centre=obj).select_related("centre").order_by("-pk")
        )
        lines = representation.lines(obj, day)
        people = [line.row for line in lines]
        for person in people:
            person.centre = obj
        look_up_proposals(people)
        look_up_proposals(memberships)
        of = self.admin_site.get_model_admin
        last = memberships[0] if memberships else None
        hosts = obj.hosts.prefetch_related(
            Prefetch("former_names", FormerName.objects.order_by("-until"))
        )
        return {
            "kicker": kicker_of(obj, last),
            "state": state_of(last),
            "proposal": shown_proposal(obj),
            "waits": list(waits(obj, memberships, people, viewer)),
            "lines": [(line, of(Representative).menu(request, line.row)) for line in lines],
            "memberships": [(row, of(Membership).menu(request, row)) for row in memberships],
            "hosts": hosts,
            "mandate": obj.mandates.current().first(),
            "earlier_mandates": obj.mandates.exclude(replaced_at=None).order_by("-replaced_at"),
            "links": obj.links.all(),
            "happenings": history(obj),
            "most": SHOWN,
            "letters": letters.of(obj, *memberships, *people),
        }

    def people_view(self, request, pk):
        """Letters of before lead here; who speaks for a centre stands on its page."""
        self.must_be_allowed(request)
        return redirect(people_page(self.model(pk=pk)))

    def past_view(self, request, pk):
        """Everything that the page shows the newest of."""
        self.must_be_allowed(request)
        centre = self.page_object(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(centre)s") % {"centre": centre.name},
            "object": centre,
            "crumbs": self.crumbs(centre),
            "happenings": history(centre, most=None),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/centre/past.html", context)
