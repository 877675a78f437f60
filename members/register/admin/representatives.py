"""Who speaks for a centre, in the admin: through the same services as on the centre's own page."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import ReadOnlyMixin
from common.dates import network_day
from common.refusals import Refused
from members.permissions import is_secretariat
from members.register.models import Representative
from members.register.people_forms import EndForm, HandOverForm, InvitePersonForm
from members.register.representation import lacks_delegate, lines, past
from members.register.services import representing

STEPS = {  # label, form, service, what it changes
    "hand-over": (
        _("Hand the delegate's role over"),
        HandOverForm,
        representing.hand_over,
        "members/_hand_over_consequence.html",
    ),
    "end": (_("End a role"), EndForm, representing.end, "members/_end_consequence.html"),
}


def people_page(centre):
    return reverse("admin:members_centre_people", args=[centre.pk])


class PeoplePageMixin:
    """For the admin of centres."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/people/", view(self.people_view), name="members_centre_people"),
            *super().get_urls(),
        ]

    def people_view(self, request, pk):
        if not is_secretariat(request.user):
            raise PermissionDenied
        centre, day = get_object_or_404(self.model, pk=pk), network_day(timezone.now())
        form = InvitePersonForm(request.POST or None, initial={"on": day, "role": "delegate"})
        if request.method == "POST" and form.is_valid():
            how = {**form.cleaned_data, "by": request.user, "now": timezone.now()}
            if _done(request, representing.invite, centre, **how):
                return redirect(people_page(centre))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who speaks for %(centre)s") % {"centre": centre.name},
            "centre": centre,
            "lines": lines(centre, day),
            "past": past(centre, day),
            "lacks_delegate": lacks_delegate(centre, day),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/centre/people.html", context)


@admin.register(Representative)
class RepresentativeAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """A list to search in; people are invited, handed over and ended on their centre's page."""

    list_display = ["user", "centre", "role", "valid_from", "valid_until"]
    list_filter = ["role"]
    list_select_related = ["user", "centre"]
    search_fields = ["user__name", "user__email", "centre__name"]
    show_full_result_count = False
    fields = [
        "user",
        "centre",
        "role",
        "valid_from",
        "valid_until",
        "invited_by",
        "ended_by",
    ]
    readonly_fields = fields

    def get_urls(self):
        page = self.admin_site.admin_view(self.step_view)
        return [
            path("<int:pk>/<slug:name>/step/", page, name="members_representative_step"),
            *super().get_urls(),
        ]

    def step_view(self, request, pk, name):
        if not is_secretariat(request.user):
            raise PermissionDenied
        day = network_day(timezone.now())
        acting = Representative.objects.not_ended_by(day).select_related("user", "centre")
        person = get_object_or_404(acting, pk=pk)
        label, form_class, service, consequence = _step_or_404(name)
        form = form_class(request.POST or None, initial={"on": day})
        if request.method == "POST" and form.is_valid():
            how = {**form.cleaned_data, "by": request.user, "now": timezone.now()}
            if _done(request, service, person, **how):
                return redirect(people_page(person.centre))
        context = {
            **self.admin_site.each_context(request),
            "title": label,
            "person": person,
            "centre": person.centre,
            "form": form,
            "consequence": consequence,
            "is_grave": name == "end",
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/centre/person_step.html", context)


def _step_or_404(name):
    if name not in STEPS:
        raise Http404
    return STEPS[name]


def _done(request, service, thing, **how):
    try:
        service(thing, **how)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("It is settled. Those concerned are told by mail."))
    return True
