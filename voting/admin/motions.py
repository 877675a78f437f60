"""The secretariat's way to motions: a list, a page for each, and the steps that change one."""

from operator import attrgetter

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import ReadOnlyMixin
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.admin.steps import StepLink
from common.admin.versions import FieldVersions
from common.dates import database_time
from common.templatetags.p2i import moment, status_tag
from members.models import Application
from outbox.services import last_tick
from proposals.admin_steps import shown_proposal
from voting.admin import amendments, questions
from voting.admin.drafting import DISCARD, DraftPages, draft_url
from voting.admin.follow_up import roll_with_mails
from voting.admin.motion_steps import ENDINGS, EXTEND
from voting.admin.opening import OPEN, elsewhere, send_to_me
from voting.emails import previews
from voting.enums import Stand
from voting.models import Motion
from voting.motions import proposals
from voting.permissions import can_open_motion
from voting.records import history
from voting.records.confirmations import with_its_objections
from voting.records.minutes import numbers
from voting.records.moves import locked


class ContestedFilter(admin.SimpleListFilter):
    title = _("contested now")
    parameter_name = "contested"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(is_contested=self.value() == "yes")
        return queryset


def rows_shown(subject):
    """Of a motion also the changes of its roll and the questions; nothing that a ballot changes."""
    if not isinstance(subject, Motion):
        return [subject]
    voter_questions = subject.application.voter_questions.all() if subject.application else []
    return [subject, *subject.amendments.all(), *voter_questions]


@admin.register(Motion)
class MotionAdmin(FoldedSearchMixin, DraftPages, ReadOnlyMixin, StepsAdmin):
    """Nothing is edited here as a table, and no choice shows before the close."""

    steps = (EXTEND, *ENDINGS)
    step_route = "<int:pk>/end/<slug:name>/"
    step_url_name = "end"
    step_head = "admin/voting/motion/_step_head.html"
    versions = FieldVersions(rows=rows_shown, fields=("status", "closes_at", "title", "question"))
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

    def may_step(self, request):
        return can_open_motion(request.user)

    def step_object(self, request, pk):
        return get_object_or_404(self.get_queryset(request).with_subject(), pk=pk)

    def locked(self, subject):
        return locked(subject) if isinstance(subject, Motion) else super().locked(subject)

    def return_url(self, subject):
        is_draft = isinstance(subject, Motion) and subject.is_draft
        return draft_url(subject) if is_draft else super().return_url(subject)

    def after(self, subject, step, result):
        """A vote that was opened is followed on its own page; a discarded draft has none."""
        if step is OPEN:
            return super().return_url(result)
        return reverse("admin:voting_motion_drafts") if step is DISCARD else ""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "voting_motion_%s"
        pages = {
            "open": ("open/<int:application_pk>/", self.open),
            "mails": ("<int:pk>/mails/", self.mails),
            "replace": ("<int:pk>/roll/<int:entry_pk>/replace/", self.replace),
            "recuse": ("<int:pk>/roll/<int:entry_pk>/recuse/", self.recuse),
            "amendment": ("<int:pk>/roll/changes/<int:amendment_pk>/", self.confirm_amendment),
            "discard_amendment": (
                "<int:pk>/roll/changes/<int:amendment_pk>/discard/",
                self.discard_amendment,
            ),
            "question": ("<int:pk>/questions/<int:question_pk>/", self.question),
            "decline": ("<int:pk>/questions/<int:question_pk>/decline/", self.decline_question),
        }
        return [
            *(
                path(address, view(page), name=name % called)
                for called, (address, page) in pages.items()
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        context = {"may_open": can_open_motion(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        motion = with_its_objections(self.step_object(request, number_or_404(object_id)))
        may_step = self.may_step(request)
        voter_questions = motion.application and motion.application.voter_questions
        context = {
            "title": motion.title,
            "motion": motion,
            "menu": self.menu(request, motion),
            "proposed": shown_proposal(motion),
            "overdue": motion.is_open and motion.closes_at <= now,
            "proposal": proposals.proposal_of(motion),
            "lines": roll_with_mails(motion),
            "amendments": motion.amendments.select_related(
                "entry", "leaving", "joining", "proposed_by", "settled_by"
            ),
            "questions": voter_questions.select_related("asked_by") if voter_questions else (),
            "last_tick": last_tick(),
            "may_settle": may_step,
            "may_change_roll": may_step and motion.takes_ballots(now),
            "history": history.for_the_desk(motion),
        }
        if motion.is_counted:
            context |= {**numbers(motion), "roll": motion.roll.with_current_ballot()}
        return self.page(request, "motion", **context)

    def mails(self, request, pk):
        """The mails of a motion as they would read, and "send to me first"."""
        self.must_be_allowed(request)
        motion = self.step_object(request, pk)
        shown = previews.of_motion(motion)
        kind = request.POST.get("send", "")
        if kind in [preview.kind for preview in shown]:
            mail = previews.send_to_me(motion, kind, by=request.user, now=database_time())
            on_its_way = _("The mail is on its way to %(address)s, to nobody else.")
            messages.success(request, on_its_way % {"address": mail.to})
            return redirect("admin:voting_motion_mails", motion.pk)
        title = _("The mails of this vote")
        return self.page(request, "mails", motion=motion, title=title, previews=shown)

    # --- Steps about something more exact than the motion -----------------------------------

    def open(self, request, application_pk):
        self.must_be_allowed(request)
        applications = Application.objects.seen_by_the_secretariat()
        application = get_object_or_404(applications, pk=application_pk)
        if response := elsewhere(request, application):
            return response
        send_to_me(request, application)
        return self.take_step(request, application, OPEN)

    def replace(self, request, pk, entry_pk):
        motion, entry = self.part(request, pk, "roll", entry_pk)
        return self.take_step(request, motion, amendments.replace(entry))

    def recuse(self, request, pk, entry_pk):
        motion, entry = self.part(request, pk, "roll", entry_pk)
        return self.take_step(request, motion, amendments.recuse(entry))

    def confirm_amendment(self, request, pk, amendment_pk):
        motion, amendment = self.part(request, pk, "amendments", amendment_pk)
        discard = amendments.discard(amendment)
        also = []
        if self.is_possible(discard, motion):
            url = reverse("admin:voting_motion_discard_amendment", args=[pk, amendment_pk])
            also = [StepLink(discard.label, url)]
        return self.take_step(request, motion, amendments.confirm(amendment), also=also)

    def discard_amendment(self, request, pk, amendment_pk):
        motion, amendment = self.part(request, pk, "amendments", amendment_pk)
        return self.take_step(request, motion, amendments.discard(amendment))

    def question(self, request, pk, question_pk):
        motion, question = self.part(request, pk, "application.voter_questions", question_pk)
        decline = questions.decline(question)
        also = []
        if self.is_possible(decline, motion):
            url = reverse("admin:voting_motion_decline", args=[pk, question_pk])
            also = [StepLink(decline.label, url)]
        return self.take_step(
            request, motion, questions.pass_on(question), also=also, question=question
        )

    def decline_question(self, request, pk, question_pk):
        motion, question = self.part(request, pk, "application.voter_questions", question_pk)
        return self.take_step(request, motion, questions.decline(question), question=question)

    def part(self, request, pk, manager, part_pk):
        """A motion and one of its parts, for whoever may take steps."""
        self.must_be_allowed(request)
        motion = self.step_object(request, pk)
        parts = attrgetter(manager)(motion)
        return motion, get_object_or_404(parts, pk=part_pk)
