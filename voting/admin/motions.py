"""The secretariat's door to motions: a list, a page for each, opening, withdrawing, annulling."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.refusals import Refused
from common.templatetags.p2i import moment, status_tag
from outbox.services import last_tick
from voting import services
from voting.admin import amendments, drafting, questions
from voting.admin.extending import extend
from voting.admin.filters import ContestedFilter
from voting.admin.follow_up import roll_with_mails
from voting.admin.forms import ReasonsForm
from voting.admin.mails import mails
from voting.admin.opening import open_view
from voting.enums import MotionStatus, Stand
from voting.models import Motion
from voting.motions import proposals
from voting.permissions import can_open_motion
from voting.records import history
from voting.records.confirmations import with_its_objections
from voting.records.minutes import numbers

ENDINGS = {
    "withdraw": {
        "at": MotionStatus.OPEN,
        "act": services.withdraw,
        "label": _("Withdraw the motion"),
        "target": MotionStatus.WITHDRAWN,
        "consequence": _(
            "The vote ends without a count; the ballots stay closed for good. Everybody on the "
            "roll gets a mail with the reasons."
        ),
        "done": _("The motion is withdrawn."),
    },
    "annul": {
        "at": MotionStatus.CLOSED,
        "act": services.annul,
        "label": _("Annul the result"),
        "target": MotionStatus.ANNULLED,
        "consequence": _(
            "The result is set aside and has no effect; it stays readable for the members. "
            "Everybody on the roll gets a mail with the reasons."
        ),
        "done": _("The result is annulled."),
    },
}


DOORS = {
    "extend": ("extend/", extend),
    "mails": ("mails/", mails),
    "replace": ("roll/<int:entry_pk>/replace/", amendments.replace),
    "recuse": ("roll/<int:entry_pk>/recuse/", amendments.recuse),
    "amendment": ("roll/changes/<int:amendment_pk>/", amendments.settle),
    "question": ("questions/<int:question_pk>/", questions.settle),
}


DRAFT_DOORS = {
    "drafts": ("drafts/", drafting.drafts),
    "new": ("drafts/new/<slug:kind>/", drafting.new),
    "draft": ("drafts/<int:pk>/", drafting.show),
    "edit": ("drafts/<int:pk>/edit/", drafting.edit),
    "put": ("drafts/<int:pk>/open/", drafting.put_to_vote),
    "discard": ("drafts/<int:pk>/discard/", drafting.discard),
}


@admin.register(Motion)
class MotionAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Nothing is edited here as a table, and no choice shows before the close."""

    change_list_template = "admin/voting/motion/list.html"
    list_display = ["title", "kind", "shown_status", "closes", "turnout", "outcome"]
    list_filter = ["kind", "status", ContestedFilter]
    search_fields = ["title"]
    search_help_text = _("Title")
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).past_draft().with_turnout().with_is_contested()

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, motion):
        if motion.is_contested:
            return status_tag(Stand.CONTESTED, Stand.CONTESTED.label)
        return status_tag(motion.status, motion.get_status_display())

    @admin.display(description=_("closes"), ordering="closes_at")
    def closes(self, motion):
        return moment(motion.closes_at)

    @admin.display(description=_("voted"))
    def turnout(self, motion):
        return _("%(voted)d of %(entitled)d") % {
            "voted": motion.voted,
            "entitled": motion.entitled,
        }

    @admin.display(description=_("outcome"), ordering="carried")
    def outcome(self, motion):
        return motion.outcome if motion.is_counted else "–"

    def get_urls(self):
        view, name = self.admin_site.admin_view, "voting_motion_%s"
        return [
            path("open/<int:application_pk>/", view(self.open), name=name % "open"),
            path("<int:pk>/end/<slug:how>/", view(self.end), name=name % "end"),
            *(
                path(f"<int:pk>/{address}", view(self._door(act)), name=name % called)
                for called, (address, act) in DOORS.items()
            ),
            *(
                path(address, view(self._draft_door(act)), name=name % called)
                for called, (address, act) in DRAFT_DOORS.items()
            ),
            *super().get_urls(),
        ]

    def _door(self, act):
        """A page of one motion for those who may open motions."""

        def door(request, pk, **further):
            if not can_open_motion(request.user):
                raise PermissionDenied
            return act(request, self.admin_site, self._motion(request, pk), **further)

        return door

    def _draft_door(self, act):
        """A page of what is being prepared, for those who may open motions."""

        def door(request, **further):
            if not can_open_motion(request.user):
                raise PermissionDenied
            return act(request, self.admin_site, **further)

        return door

    def changelist_view(self, request, extra_context=None):
        context = {"may_open": can_open_motion(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def open(self, request, application_pk):
        return open_view(request, self.admin_site, application_pk)

    def _motion(self, request, pk):
        motions = self.get_queryset(request).with_subject()
        return get_object_or_404(motions, pk=pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        motion = with_its_objections(self._motion(request, number_or_404(object_id)))
        context = {
            **self.admin_site.each_context(request),
            "title": motion.title,
            "motion": motion,
            "overdue": motion.is_open and motion.closes_at <= timezone.now(),
            "endings": self._endings(request, motion),
            "proposal": proposals.proposal_of(motion),
            "lines": roll_with_mails(motion),
            "amendments": motion.amendments.select_related(
                "entry", "leaving", "joining", "proposed_by", "settled_by"
            ),
            "questions": _questions(motion),
            "last_tick": last_tick(),
            **_what_may_change(request.user, motion),
            "history": history.for_the_desk(motion),
            "opts": self.opts,
        }
        if motion.is_counted:
            context |= {**numbers(motion), "roll": motion.roll.with_current_ballot()}
        return TemplateResponse(request, "admin/voting/motion/motion.html", context)

    def _endings(self, request, motion):
        if not can_open_motion(request.user):
            return {}
        return {how: ending for how, ending in ENDINGS.items() if ending["at"] == motion.status}

    def end(self, request, pk, how):
        """Ask before acting: what it means and who is told; then do it."""
        if not can_open_motion(request.user):
            raise PermissionDenied
        if how not in ENDINGS:
            raise Http404
        motion, ending = self._motion(request, pk), ENDINGS[how]
        form = ReasonsForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._end(request, motion, ending, form.cleaned_data["reasons"])
        context = {
            **self.admin_site.each_context(request),
            "title": ending["label"],
            "motion": motion,
            "ending": ending,
            "possible": motion.status == ending["at"],
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/voting/motion/end.html", context)

    def _end(self, request, motion, ending, reasons):
        try:
            ending["act"](motion, reasons=reasons, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, ending["done"])
        return redirect("admin:voting_motion_change", motion.pk)


def _questions(motion):
    return (
        motion.application.voter_questions.select_related("asked_by") if motion.application else ()
    )


def _what_may_change(user, motion):
    """While the vote takes ballots: the roll, and the deadline as far as the rules allow."""
    may_change = can_open_motion(user) and motion.takes_ballots(timezone.now())
    return {
        "may_change_roll": may_change,
        "may_extend": may_change and motion.extensions_left > 0,
        "may_settle": can_open_motion(user),
    }
