"""Opening a motion in two steps: rule set and deadline, then everything that would be fixed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from common.dates import database_time
from common.refusals import Refused
from members.enums import ApplicationStatus
from members.models import Application
from voting import services
from voting.admin.forms import OpeningForm
from voting.emails import previews
from voting.models import Motion
from voting.motions import opening
from voting.permissions import can_open_motion
from voting.rules import in_words


@dataclass(frozen=True)
class Door:
    """What is put to the vote, an application or a drafted motion, and how."""

    subject: Application | Motion
    prepare: Callable
    open: Callable
    back: str
    elsewhere: Callable  # a response if it cannot be opened any more, else None
    context: dict


def open_view(request, site, application_pk):
    if not can_open_motion(request.user):
        raise PermissionDenied
    application = get_object_or_404(
        Application.objects.seen_by_the_secretariat(), pk=application_pk
    )
    door = Door(
        subject=application,
        prepare=partial(opening.prepare, application),
        open=partial(services.open_admission, application),
        back=reverse("admin:members_application_change", args=[application.pk]),
        elsewhere=partial(_elsewhere, request, application),
        context={"application": application},
    )
    return door.elsewhere() or open_by_steps(request, site, door)


def open_by_steps(request, site, door):
    now = database_time()
    form = OpeningForm(request.POST if request.method == "POST" else None, now=now)
    context = {
        **site.each_context(request),
        "title": _("Open the vote"),
        "form": form,
        "back": door.back,
        **door.context,
    }
    if "change" in request.POST or not form.is_valid():
        return TemplateResponse(request, "admin/voting/motion/open.html", context)
    is_confirmed = "open" in request.POST and request.POST.get("confirmed")
    if is_confirmed and (response := _opened(request, door, form, now)):
        return response
    plan = door.prepare(**_chosen(form), now=now)
    if request.POST.get("send") in ("opened", "reminder"):
        _send_to_me(request, door.subject, plan)
    return TemplateResponse(
        request, "admin/voting/motion/open_confirm.html", {**context, **_preview(plan)}
    )


def _chosen(form):
    return {"rule_set": form.cleaned_data["rule_set"], "closes_at": form.cleaned_data["deadline"]}


def _send_to_me(request, subject, plan):
    mail = previews.send_to_me(
        subject,
        request.POST["send"],
        by=request.user,
        now=plan.now,
        rule_set=plan.rule_set.pk,
        closes_at=plan.closes_at.isoformat(),
    )
    told = _("The mail is on its way to %(address)s, to nobody else.") % {"address": mail.to}
    messages.success(request, told)


def _elsewhere(request, application):
    """It was opened meanwhile, or never could be: say so where the person can go on."""
    application.refresh_from_db(fields=["status"])
    if application.status == ApplicationStatus.ELIGIBLE:
        return None
    running = Motion.objects.running().filter(application=application).first()
    if running:
        messages.info(request, _("A vote on this application is already open."))
        return redirect("admin:voting_motion_change", running.pk)
    messages.error(request, _("Only an eligible application can be put to the vote."))
    return redirect("admin:members_application_change", application.pk)


def _opened(request, door, form, now):
    """Open it; None if the register has changed and has to be looked at again."""
    try:
        motion = door.open(
            **_chosen(form), by=request.user, now=now, confirmed=request.POST["confirmed"]
        )
    except services.RollChanged as change:
        messages.error(request, str(change))
        return None
    except Refused as refusal:
        if response := door.elsewhere():
            return response
        messages.error(request, str(refusal))
        return redirect(door.back)
    messages.success(request, _("The vote is open. The mails are on their way."))
    return redirect("admin:voting_motion_change", motion.pk)


def _preview(plan):
    rules = plan.rule_set.rules
    return {
        "plan": plan,
        "rules": rules,
        "rules_in_words": in_words(rules, _),
        "composition": plan.composition,
        "previews": previews.of_plan(plan),
        "nobody_could_vote": not any(entry.can_vote for entry in plan.roll),
    }
