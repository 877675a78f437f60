"""The secretariat's steps from a draft to a cleared paper, each with a page of its own."""

from datetime import timedelta
from functools import partial

from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.refusals import Refused
from knowledge_exchange import notifications
from knowledge_exchange.papers.clearing_forms import DeadlineForm, WhyForm
from knowledge_exchange.papers.enums import Stage
from knowledge_exchange.papers.models import Paper
from knowledge_exchange.papers.services import clearing, consulting, details
from knowledge_exchange.publishing_acts import Acts
from voting.enums import MotionStatus

COMMENT_DAYS = 14
SILENCE_DAYS = 10
FREE = _("The text can be written again; a new procedure begins anew.")


class ClearingActs(Acts, admin.ModelAdmin):
    """For the admin of papers."""

    def steps(self, paper, now):
        """(name, label) of what is possible now."""
        draft = paper.versions.drafts().first()
        if draft is None or paper.is_withdrawn:
            return []
        return [(name, STEPS[name]) for name in _possible(draft, now)]

    def clearing_urls(self):
        return [
            self._act_url(f"<int:pk>/{name.replace('_', '-')}/", view)
            for name, view in (
                ("open_comments", self.open_comments),
                ("move_comments", self.move_comments),
                ("end_comments", self.end_comments),
                ("begin_silence", self.begin_silence),
                ("extend_silence", self.extend_silence),
                ("stop_silence", self.stop_silence),
                ("discuss", self.discuss),
                ("vote", self.vote),
                ("unvote", self.unvote),
                ("take_back", self.take_back),
            )
        ]

    def open_comments(self, request, pk):
        return self._ask(
            request,
            pk,
            consulting.open_comments,
            days=COMMENT_DAYS,
            shortest=consulting.SHORTEST,
            page={
                "title": _("Ask the members for comments"),
                "lead": _(
                    "They read the draft and comment on its passages. Nothing becomes public."
                ),
                "button": _("Ask the members"),
                "done": _("The members are asked for their comments."),
            },
        )

    def move_comments(self, request, pk):
        return self._ask(
            request,
            pk,
            consulting.move_deadline,
            days=COMMENT_DAYS,
            page={
                "title": _("Move the deadline for comments"),
                "lead": _("Everybody is told the new one."),
                "button": _("Move the deadline"),
                "done": _("The deadline is moved."),
            },
        )

    def begin_silence(self, request, pk):
        return self._ask(
            request,
            pk,
            clearing.begin,
            days=SILENCE_DAYS,
            shortest=consulting.SHORTEST,
            page={
                "title": _("Begin the silence procedure"),
                "lead": _(
                    "The text stands still. It is adopted at the deadline unless a member centre "
                    "objects; centres can state positions that are published with it."
                ),
                "button": _("Begin the silence procedure"),
                "done": _("The silence procedure has begun."),
            },
        )

    def extend_silence(self, request, pk):
        return self._ask(
            request,
            pk,
            _on_silence(clearing.extend),
            days=SILENCE_DAYS,
            page={
                "title": _("Extend the silence procedure"),
                "button": _("Extend it"),
                "done": _("The silence procedure is extended."),
            },
        )

    def _ask(self, request, pk, act, *, days, page, shortest=timedelta()):
        """A step with a deadline, which everybody is told."""
        now = timezone.now()
        told = notifications.readers_to_notify(timezone.localdate())
        form = partial(DeadlineForm, now=now, days=days, shortest=shortest)
        return self._step(request, pk, act, form, {**page, "told": told, "is_asked": True})

    def end_comments(self, request, pk):
        return self._step(
            request,
            pk,
            consulting.end_comments,
            None,
            {
                "title": _("End the round of comments"),
                "lead": _("The paper is a draft again. What was said stays with it."),
                "button": _("End the round"),
                "done": _("The round of comments ended."),
            },
        )

    def stop_silence(self, request, pk):
        return self._why(
            request,
            pk,
            _on_silence(clearing.stop),
            {
                "title": _("Stop the silence procedure"),
                "lead": FREE,
                "button": _("Stop it"),
                "done": _("The silence procedure is stopped."),
            },
        )

    def discuss(self, request, pk):
        return self._why(
            request,
            pk,
            _on_silence(clearing.return_to_discussion),
            {
                "title": _("Return to discussion"),
                "lead": FREE,
                "button": _("Return to discussion"),
                "done": _("The paper is discussed again."),
            },
        )

    def vote(self, request, pk):
        return self._why(
            request,
            pk,
            _on_silence(clearing.put_to_the_vote),
            {
                "title": _("Put to the vote"),
                "lead": _("A motion is drafted; you open it as any other. The text stands still."),
                "button": _("Draft the motion"),
                "done": _("The motion is drafted. Open it under Motions, Drafts."),
            },
        )

    def unvote(self, request, pk):
        return self._why(
            request,
            pk,
            _on_silence(clearing.take_back_from_the_vote),
            {
                "title": _("Take back from the vote"),
                "lead": _(
                    "The draft of the motion is thrown away, and the text can be written again."
                ),
                "button": _("Take back from the vote"),
                "done": _("The paper is discussed again."),
            },
            tells=False,
        )

    def take_back(self, request, pk):
        return self._why(
            request,
            pk,
            clearing.take_back,
            {
                "title": _("Take the clearance back"),
                "lead": FREE,
                "button": _("Take the clearance back"),
                "done": _("The paper is a draft again."),
            },
            tells=False,
        )

    def _why(self, request, pk, act, page, *, tells=True):
        told = notifications.readers_to_notify(timezone.localdate()) if tells else None
        return self._step(request, pk, act, WhyForm, {**page, "told": told})

    def _step(self, request, pk, act, form_class, page):
        paper = get_object_or_404(Paper.objects.select_related("meeting"), pk=pk)
        if page.get("is_asked"):
            page["gaps"] = details.gaps(paper, paper.versions.drafts().first())
        forms = {"form_class": form_class} if form_class else {}
        return self.confirm(
            request,
            paper,
            act=lambda **said: act(paper, by=request.user, now=timezone.now(), **said),
            page=page,
            **forms,
        )


STEPS = {
    "open_comments": _("Ask for comments"),
    "move_comments": _("Move the deadline for comments"),
    "end_comments": _("End the comments"),
    "begin_silence": _("Begin the silence procedure"),
    "extend_silence": _("Extend the silence procedure"),
    "stop_silence": _("Stop the silence procedure"),
    "discuss": _("Return to discussion"),
    "vote": _("Put to the vote"),
    "unvote": _("Take back from the vote"),
    "take_back": _("Take the clearance back"),
}


def _possible(draft, now):
    if draft.stage == Stage.DRAFT:
        return ["open_comments", "begin_silence"]
    if draft.stage == Stage.COMMENTS:
        ended = [] if draft.takes_comments(now) else ["begin_silence"]
        return ["move_comments", "end_comments", *ended]
    if draft.stage == Stage.CLEARED:
        return ["take_back"]
    return _possible_in_clearance(draft.silence, now)


def _possible_in_clearance(silence, now):
    if not silence.is_running:
        is_draft = silence.motion and silence.motion.status == MotionStatus.DRAFT
        return ["unvote"] if is_draft else []
    in_time = ["extend_silence"] if silence.takes_objections(now) else []
    is_broken = silence.objections.standing().exists()
    return [*in_time, "stop_silence", *(["discuss", "vote"] if is_broken else [])]


def _on_silence(act):
    """For a service that takes the procedure instead of the paper."""

    def on_paper(paper, **said):
        draft = paper.versions.drafts().first()
        silence = draft and draft.silence
        if silence is None:
            raise Refused(_("There is no silence procedure."))
        return act(silence, **said)

    return on_paper
