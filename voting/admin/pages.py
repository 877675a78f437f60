"""What the secretariat's pages of one motion have in common."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from common.refusals import Refused
from voting.models import Motion


def show(request, site, motion, name, title, **context):
    frame = {**site.each_context(request), "opts": Motion._meta, "motion": motion, "title": title}
    return TemplateResponse(request, f"admin/voting/motion/{name}.html", {**frame, **context})


def do(request, motion, act, done):
    """Act, say what was done or why not, and return to the motion."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("admin:voting_motion_change", motion.pk)


def sent(request):
    return request.POST if request.method == "POST" else None
