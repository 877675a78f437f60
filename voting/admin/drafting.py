"""Preparing motions that are no admissions: a list of drafts, a page for each, and its steps."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from common.dates import database_time
from common.refusals import Refused
from voting import services
from voting.admin import pages
from voting.admin.draft_forms import FORMS
from voting.admin.opening import Door, open_by_steps
from voting.enums import MotionKind
from voting.models import Motion
from voting.motions import opening, proposals


def drafts(request, site):
    context = {
        "title": _("Motions in preparation"),
        "drafts": Motion.objects.drafts().exclude(kind=MotionKind.ADMISSION),
        "kinds": list(FORMS),
    }
    return _page(request, site, "drafts", context)


def new(request, site, kind):
    if kind not in FORMS:
        raise Http404
    kind, now = MotionKind(kind), database_time()
    form = FORMS[kind](pages.sent(request), instance=Motion(kind=kind), now=now)
    act = partial(services.draft, kind, now=now)
    return _written(request, site, form, act, {"title": kind.label, "kind": kind})


def edit(request, site, pk):
    motion = _draft(pk)
    form = FORMS[motion.kind](pages.sent(request), instance=motion, now=database_time())
    act = partial(services.redraft, motion)
    return _written(request, site, form, act, {"title": _("Change the draft"), "motion": motion})


def _written(request, site, form, act, context):
    if form.is_valid():
        try:
            motion = act(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is kept. Nothing is decided by it."))
            return redirect("admin:voting_motion_draft", motion.pk)
    return _page(request, site, "draft_form", {**context, "form": form})


def show(request, site, pk):
    motion = _draft(pk)
    context = {"title": motion.title, "motion": motion, "proposal": proposals.proposal_of(motion)}
    return _page(request, site, "draft", context)


def discard(request, site, pk):
    motion = _draft(pk)
    if request.method != "POST":
        return _page(request, site, "discard", {"title": _("Discard the draft"), "motion": motion})
    try:
        services.discard_draft(motion)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is gone."))
    return redirect("admin:voting_motion_drafts")


def put_to_vote(request, site, pk):
    """The same two steps as for an application."""
    motion = get_object_or_404(Motion.objects.with_subject(), pk=pk)
    if not motion.is_draft:
        messages.info(request, _("This motion was opened already."))
        return redirect("admin:voting_motion_change", pk)
    back = reverse("admin:voting_motion_draft", args=[pk])
    door = Door(
        subject=motion,
        prepare=partial(opening.prepare_motion, motion),
        open=partial(services.open_drafted, motion),
        back=back,
        elsewhere=lambda: None,
        context={"motion": motion, "proposal": proposals.proposal_of(motion), "opts": Motion._meta},
    )
    return open_by_steps(request, site, door)


def _draft(pk):
    drafts = Motion.objects.drafts().exclude(kind=MotionKind.ADMISSION)
    return get_object_or_404(drafts.with_subject(), pk=pk)


def _page(request, site, name, context):
    frame = {**site.each_context(request), "opts": Motion._meta}
    return TemplateResponse(request, f"admin/voting/motion/{name}.html", {**frame, **context})
