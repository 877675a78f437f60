"""Opening a motion in two steps: rule set and deadline, then everything that would be fixed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from members.enums import ApplicationStatus
from members.models import Application
from members.services import Refused
from voting import balance, opening, previews, services
from voting.admin.forms import OpeningForm
from voting.clock import database_time, network_day
from voting.models import Motion
from voting.permissions import can_open_motion
from voting.rules import in_words


def open_view(request, site, application_pk):
    if not can_open_motion(request.user):
        raise PermissionDenied
    application = get_object_or_404(
        Application.objects.seen_by_the_secretariat(), pk=application_pk
    )
    if application.status != ApplicationStatus.ELIGIBLE:
        return _elsewhere(request, application)
    now = database_time()
    form = OpeningForm(request.POST if request.method == "POST" else None, now=now)
    context = {
        **site.each_context(request),
        "title": _("Open the vote"),
        "application": application,
        "form": form,
    }
    if "change" in request.POST or not form.is_valid():
        return TemplateResponse(request, "admin/voting/motion/open.html", context)
    is_confirmed = "open" in request.POST and request.POST.get("confirmed")
    if is_confirmed and (response := _opened(request, application, form, now)):
        return response
    plan = _plan(application, form, now)
    if request.POST.get("send") in ("opened", "reminder"):
        _send_to_me(request, plan)
    return TemplateResponse(
        request, "admin/voting/motion/open_confirm.html", {**context, **_preview(plan)}
    )


def _send_to_me(request, plan):
    mail = previews.send_to_me(
        plan.application,
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
    running = Motion.objects.running().filter(application=application).first()
    if running:
        messages.info(request, _("A vote on this application is already open."))
        return redirect("admin:voting_motion_change", running.pk)
    messages.error(request, _("Only an eligible application can be put to the vote."))
    return redirect("admin:members_application_change", application.pk)


def _plan(application, form, now):
    return opening.prepare(
        application,
        rule_set=form.cleaned_data["rule_set"],
        closes_at=form.cleaned_data["deadline"],
        now=now,
    )


def _opened(request, application, form, now):
    """Open it; None if the register has changed and has to be looked at again."""
    try:
        motion = services.open_admission(
            application,
            rule_set=form.cleaned_data["rule_set"],
            closes_at=form.cleaned_data["deadline"],
            by=request.user,
            now=now,
            confirmed=request.POST["confirmed"],
        )
    except services.RollChanged as change:
        messages.error(request, str(change))
        return None
    except Refused as refusal:
        application.refresh_from_db()
        if application.status != ApplicationStatus.ELIGIBLE:
            return _elsewhere(request, application)
        messages.error(request, str(refusal))
        return redirect("admin:members_application_change", application.pk)
    messages.success(request, _("The vote is open. The mails are on their way."))
    return redirect("admin:voting_motion_change", motion.pk)


def _preview(plan):
    rules = plan.rule_set.rules
    return {
        "plan": plan,
        "rules": rules,
        "rules_in_words": in_words(rules, _),
        "composition": balance.with_applicant(plan.application, rules, network_day(plan.now)),
        "previews": previews.of_plan(plan),
        "nobody_could_vote": not any(entry.can_vote for entry in plan.roll),
    }
