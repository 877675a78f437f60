"""Preparing motions that are no admissions: the forms of a draft, and its steps."""

from functools import partial

from django.contrib import messages
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Step, StepLink
from common.attempts import attempt
from common.dates import database_time
from voting import services
from voting.admin.draft_forms import FORMS
from voting.admin.opening import OPEN, send_to_me
from voting.enums import MotionKind
from voting.models import Motion

DISCARD = Step(
    name="discard",
    label=_("Discard the draft"),
    act=lambda motion, *, by, now: services.discard_draft(motion),
    consequence=_("It never was put to the vote. Nothing of it is kept."),
    seen_by=_("Nobody but the secretariat ever saw it."),
    done=_("The draft is gone."),
    style="btn-danger",
)


def preparing(kind):
    return _("Prepare: %(kind)s") % {"kind": kind.label}


class DraftPages:
    """For the admin of motions. A draft has the address of the motion that it becomes."""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "voting_motion_%s"
        return [
            path("drafts/new/<slug:kind>/", view(self.new_draft), name=name % "new"),
            path("drafts/<int:pk>/open/", view(self.open_draft), name=name % "put"),
            path("drafts/<int:pk>/discard/", view(self.discard_draft), name=name % "discard"),
            *super().get_urls(),
        ]

    def tools(self, request):
        if not self.may_step(request):
            return []
        new = "admin:voting_motion_new"
        return [StepLink(preparing(kind), reverse(new, args=[kind])) for kind in FORMS]

    def new_draft(self, request, kind):
        self.must_be_allowed(request)
        if kind not in FORMS:
            raise Http404
        kind, now = MotionKind(kind), database_time()
        form_class, instance = FORMS[kind], Motion(kind=kind)
        filled_in = subject_in(request.GET, form_class)
        form = form_class(request.POST or None, instance=instance, initial=filled_in, now=now)
        keep = partial(services.draft, kind, now=now)
        return self.write_draft(request, form, keep, title=preparing(kind), kind=kind)

    def may_edit(self, request, motion):
        return motion.is_draft and motion.kind in FORMS and self.may_step(request)

    def edit_view(self, request, pk):
        motion = self.draft_object(request, pk)
        form = FORMS[motion.kind](request.POST or None, instance=motion, now=database_time())
        keep = partial(services.redraft, motion)
        return self.write_draft(request, form, keep, title=_("Change the draft"), motion=motion)

    def write_draft(self, request, form, keep, **context):
        if form.is_valid():
            kept = _("The draft is kept. Nothing is decided by it.")
            with attempt(request, success=kept, form=form) as writing:
                motion = keep(**form.cleaned_data)
            if writing.succeeded:
                return redirect("admin:voting_motion_change", motion.pk)
        return self.page(request, "draft_form", form=form, **context)

    def open_draft(self, request, pk):
        """The same two steps as for an application."""
        self.must_be_allowed(request)
        motion = get_object_or_404(Motion.objects.with_subject(), pk=pk)
        if not motion.is_draft:
            messages.info(request, _("This motion was opened already."))
            return redirect("admin:voting_motion_change", pk)
        send_to_me(request, motion)
        return self.take_step(request, motion, OPEN)

    def discard_draft(self, request, pk):
        return self.take_step(request, self.draft_object(request, pk), DISCARD)

    def draft_object(self, request, pk):
        self.must_be_allowed(request)
        drafts = Motion.objects.drafts().exclude(kind=MotionKind.ADMISSION)
        return get_object_or_404(drafts.with_subject(), pk=pk)

    def draft_links(self, request, motion):
        """What is done with a draft, for the head of its page."""
        if not (motion.is_draft and self.may_step(request)):
            return []
        opening = reverse("admin:voting_motion_put", args=[motion.pk])
        discarding = reverse("admin:voting_motion_discard", args=[motion.pk])
        return [
            StepLink(OPEN.label, opening, "btn-primary"),
            StepLink(DISCARD.label, discarding),
        ]

    def page(self, request, name, **context):
        frame = {**self.admin_site.each_context(request), "opts": Motion._meta}
        return TemplateResponse(request, f"admin/voting/motion/{name}.html", {**frame, **context})


def subject_in(query, form_class):
    """What the page that led here knows of the motion already: ids, by the form's own names."""
    return {
        name: query.getlist(name) if isinstance(field, ModelMultipleChoiceField) else query[name]
        for name, field in form_class.base_fields.items()
        if isinstance(field, ModelChoiceField) and query.get(name, "").isdecimal()
    }
