"""Opening a motion in two steps: rule set and deadline, then everything that would be fixed."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Preview, Section, Step
from common.dates import database_time
from common.templatetags.p2i import moment_text
from members.enums import ApplicationStatus
from members.models import Application
from voting import services
from voting.admin.forms import OpeningForm
from voting.emails import previews
from voting.enums import MotionKind
from voting.models import Motion, RuleSet
from voting.motions import opening, proposals
from voting.rules import in_words

SENDABLE = ("opened", "reminder")


def kind_of(subject):
    return MotionKind.ADMISSION if isinstance(subject, Application) else subject.kind


def plan_of(subject, details):
    """What putting an application or a drafted motion to the vote would fix."""
    prepare = opening.prepare if isinstance(subject, Application) else opening.prepare_motion
    return prepare(
        subject,
        rule_set=details["rule_set"],
        closes_at=details["deadline"],
        now=database_time(),
    )


def preview(subject, details):
    plan = plan_of(subject, details)
    rules = plan.rule_set.rules
    context = {
        "plan": plan,
        "rules": rules,
        "rules_in_words": in_words(rules, _),
        "composition": plan.composition,
        "previews": previews.of_plan(plan),
        "application": plan.application,
        "proposal_to_vote": None if plan.application else proposals.proposal_of(subject),
    }
    return Preview(
        template="admin/voting/motion/_opening.html",
        context=context,
        fingerprint=plan.fingerprint,
        changed=_("The register has changed since you looked. Read the roll again before opening."),
        refusal=""
        if any(entry.can_vote for entry in plan.roll)
        else _(
            "Nobody on the roll could vote, so this vote cannot be opened: no member has a valid "
            "delegate."
        ),
    )


def open_vote(subject, *, rule_set, deadline, by, now, confirmed, **more):
    service = services.open_admission if isinstance(subject, Application) else services.open_drafted
    chosen = {"rule_set": rule_set, "closes_at": deadline}
    return service(subject, **chosen, by=by, now=database_time(), confirmed=confirmed)


def without_rules(subject):
    if RuleSet.objects.in_force(kind_of(subject)):
        return []
    lines = (_("No vote can be opened. Whoever runs the site adopts one."),)
    return [Section(_("No rule set is in force yet"), lines, is_warning=True)]


def consequence(subject):
    fixed = _("Text, rules, deadline and roll are fixed when you open.")
    if not isinstance(subject, Application):
        return fixed
    bound = _(
        "The application cannot be changed until the vote is over; if the applicant withdraws it, "
        "the vote ends."
    )
    return f"{fixed} {bound}"


OPEN = Step(
    name="open",
    label=_("Open the vote"),
    act=open_vote,
    consequence=consequence,
    seen_by=_("Everybody on the roll is asked to vote. The members read the motion."),
    sections=without_rules,
    preview=preview,
    done=lambda subject, motion: (
        _("The vote is open until %(deadline)s. The emails to its roll are on their way.")
        % {"deadline": moment_text(motion.closes_at)}
    ),
    form=OpeningForm,
    form_details=lambda subject: {"kind": kind_of(subject), "now": database_time()},
)


def send_to_me(request, subject):
    """Send one of the letters to the person who is about to open the vote, and to nobody else."""
    form = OpeningForm(request.POST, kind=kind_of(subject), now=database_time())
    if request.POST.get("send") not in SENDABLE or not form.is_valid():
        return
    plan = plan_of(subject, form.cleaned_data)
    mail = previews.send_to_me(
        subject,
        request.POST["send"],
        by=request.user,
        now=plan.now,
        rule_set=plan.rule_set.pk,
        closes_at=plan.closes_at.isoformat(),
    )
    on_its_way = _("The email is on its way to %(address)s, to nobody else.")
    messages.success(request, on_its_way % {"address": mail.to})


def elsewhere(request, application):
    """It was opened meanwhile, or never could be: where the person can go on; else None."""
    if application.status == ApplicationStatus.ELIGIBLE:
        return None
    running = Motion.objects.running().filter(application=application).first()
    if running:
        messages.info(request, _("A vote on this application is already open."))
        return redirect("admin:voting_motion_change", running.pk)
    messages.error(request, _("Only an eligible application can be put to the vote."))
    return redirect("admin:members_application_change", application.pk)
