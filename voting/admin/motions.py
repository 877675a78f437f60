"""The secretariat's way to motions: a list, a page for each, and the steps that change one."""

from operator import attrgetter

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.mixins import ReadOnlyMixin
from common.admin.page_admin import PageAdmin
from common.admin.steps import StepLink
from common.admin.versions import FieldVersions
from common.dates import database_time
from members.models import Application
from voting.admin import amendments, motion_page, questions
from voting.admin.drafting import DISCARD, DraftPages
from voting.admin.motion_list import LISTING
from voting.admin.motion_steps import ENDINGS, EXTEND
from voting.admin.opening import OPEN, elsewhere, send_to_me
from voting.emails import previews
from voting.models import Motion
from voting.permissions import can_open_motion
from voting.records.moves import locked


def rows_shown(subject):
    """Of a motion also the changes of its roll and the questions; nothing that a ballot changes."""
    if not isinstance(subject, Motion):
        return [subject]
    voter_questions = subject.application.voter_questions.all() if subject.application else []
    return [subject, *subject.amendments.all(), *voter_questions]


@admin.register(Motion)
class MotionAdmin(DraftPages, ListAdmin, ReadOnlyMixin, PageAdmin):
    """Nothing is edited here as a table, and no choice shows before the close."""

    listing = LISTING
    page_head = "admin/voting/motion/_head.html"
    page_place = "admin-motion"
    steps = (EXTEND, *ENDINGS)
    step_route = "<int:pk>/end/<slug:name>/"
    step_url_name = "end"
    step_head = "admin/voting/motion/_step_head.html"
    versions = FieldVersions(rows=rows_shown, fields=("status", "closes_at", "title", "question"))

    def get_queryset(self, request):
        """Drafts are of those who prepare votes, and of nobody else."""
        motions = super().get_queryset(request)
        return motions if can_open_motion(request.user) else motions.past_draft()

    def page_rows(self, motions):
        return motions.with_turnout().with_is_contested()

    def may_step(self, request):
        return can_open_motion(request.user)

    def step_object(self, request, pk):
        motions = self.get_queryset(request).with_subject().with_turnout().with_is_contested()
        return get_object_or_404(motions, pk=pk)

    def locked(self, subject):
        return locked(subject) if isinstance(subject, Motion) else super().locked(subject)

    def after(self, subject, step, result):
        """A vote that was opened is followed on its own page; a discarded draft has none."""
        if step is OPEN:
            return self.return_url(result)
        drafts = f"{reverse('admin:voting_motion_changelist')}?queue=drafts"
        return drafts if step is DISCARD else ""

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

    # --- The page of a motion -----------------------------------------------------------

    def sections_of(self, motion):
        return motion_page.sections_of(motion)

    def page_context(self, request, motion):
        now, may_step = timezone.now(), self.may_step(request)
        return {
            **motion_page.context_of(motion, now),
            "links": self.draft_links(request, motion) or self.links_to(motion, may_step),
            "may_settle": may_step,
            "may_change_roll": may_step and motion.takes_ballots(now),
        }

    def links_to(self, motion, may_step):
        """What else there is to read of a vote."""
        links = [StepLink(_("See it as the members do"), motion.get_absolute_url())]
        if motion.is_counted:
            result = reverse("voting:result", args=[motion.pk])
            links.append(StepLink(_("Result page"), result))
        if may_step:
            mails = reverse("admin:voting_motion_mails", args=[motion.pk])
            links.append(StepLink(_("Letters still to come"), mails))
        return links

    def mails(self, request, pk):
        """The mails of a motion as they would read, and "send to me first"."""
        self.must_be_allowed(request)
        motion = get_object_or_404(Motion.objects.past_draft().with_subject(), pk=pk)
        shown = previews.of_motion(motion)
        kind = request.POST.get("send", "")
        if kind in [preview.kind for preview in shown]:
            mail = previews.send_to_me(motion, kind, by=request.user, now=database_time())
            on_its_way = _("The email is on its way to %(address)s, to nobody else.")
            messages.success(request, on_its_way % {"address": mail.to})
            return redirect("admin:voting_motion_mails", motion.pk)
        title = _("The letters of this vote")
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
