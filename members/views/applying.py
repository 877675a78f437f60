"""The applicant's pages, from *Join* to *Submit*. No account: a mailed link opens them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members import tasks
from members.enums import GUIDANCE, REQUIREMENTS, Criterion
from members.forms import EvidenceForm, StartForm, StatementForm
from members.models import Application
from members.next_steps import next_step, open_question
from members.permissions import can_withdraw
from members.services import Refused, applying
from members.services.questions import BEFORE_THE_DECISION
from members.views.access import for_applicant, remember
from members.views.answers import MODEL_FORMS, SECTIONS, criteria, parts
from members.views.evidence import keep_evidence


@login_not_required
def join(request):
    requirements = [(criterion.label, REQUIREMENTS[criterion]) for criterion in Criterion]
    return render(request, "members/join.html", {"criteria": requirements})


@login_not_required
def apply(request):
    """Ask for an address and mail the link. The answer is the same whatever the address."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _link_asked(request, form, start=True)
    return render(request, "members/apply.html", {"form": form})


@login_not_required
def resend_link(request):
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _link_asked(request, form, start=False)
    return render(request, "members/resend_link.html", {"form": form})


def _link_asked(request, form, *, start):
    email = form.cleaned_data["email"]
    tasks.ask_for_link(email, start=start)
    messages.success(request, _("You asked for a link to %(email)s.") % {"email": email})
    return redirect("members:link_sent")


@login_not_required
def link_sent(request):
    return render(request, "members/link_sent.html")


@never_cache
@login_not_required
def open_application(request, token):
    """The mailed link shows a button, so that a mail scanner's visit opens nothing."""
    application = Application.objects.by_link(token).first()
    if application is None:
        return render(request, "members/link_dead.html", {"form": StartForm()}, status=404)
    if request.method == "POST":
        remember(request, application)
        return redirect(application)
    return render(request, "members/open_application.html", {"application": application})


@for_applicant
def application(request, application):
    """The task list of a draft, or the status page of anything later."""
    if application.is_draft:
        return render(request, "members/tasks.html", _task_list(application))
    return render(request, "members/status.html", _status(application))


def _task_list(application):
    missing = applying.gaps(application)
    with_gaps = {section for section, _field, _text in missing}
    sections = [(name, label, name not in with_gaps) for name, label in SECTIONS.items()]
    return {
        "application": application,
        "sections": sections,
        "done": sum(complete for _name, _label, complete in sections),
        "complete": not missing,
    }


def _status(application):
    return {
        "application": application,
        "events": application.events.filter(is_public_to_applicant=True),
        "clarifications": application.clarifications.all(),
        "open_question": open_question(application),
        "voter_questions": application.voter_questions.before_the_applicant(),
        "can_answer": application.status in BEFORE_THE_DECISION,
        "details": parts(application)[:2],
        "criteria": criteria(application),
        "findings": application.findings.all() if application.decision_reasons else (),
        "next_step": next_step(application),
        "can_withdraw": can_withdraw(application),
    }


@for_applicant
def section(request, application, name):
    if not application.is_draft:
        messages.info(request, _("The application was submitted and can no longer be changed."))
        return redirect(application)
    if name in MODEL_FORMS:
        return _details(request, application, name)
    return _criterion(request, application, Criterion(name))


def _details(request, application, name):
    form = MODEL_FORMS[name](request.POST or None, instance=application)
    if request.method == "POST" and form.is_valid():
        applying.save_section(application, form.cleaned_data)
        return _onward(request, application, name)
    context = {"application": application, "form": form, "name": name, "title": SECTIONS[name]}
    return render(request, "members/section.html", context)


def _criterion(request, application, criterion):
    """Statement and evidence of one criterion; a refused file never costs the statement."""
    statement = application.statements.filter(criterion=criterion).first()
    form = StatementForm(request.POST or None, instance=statement)
    evidence_form = EvidenceForm(
        request.POST or None, request.FILES or None, kept=application.evidence.count()
    )
    if request.method == "POST" and form.is_valid():
        applying.save_statement(application, criterion, form.cleaned_data["text"])
        if evidence_form.is_valid():
            if evidence_form.has_content:
                keep_evidence(application, criterion, evidence_form)
            return _onward(request, application, criterion.value)
    context = {
        "application": application,
        "criterion": criterion,
        "requirement": REQUIREMENTS[criterion],
        "guidance": GUIDANCE[criterion],
        "form": form,
        "evidence_form": evidence_form,
        "evidence": application.evidence.filter(criterion=criterion),
        "statement_kept": request.method == "POST" and form.is_valid(),
    }
    return render(request, "members/criterion.html", context)


def _onward(request, application, name):
    """Where the pressed button leads: the next section, this one again, or the task list."""
    messages.success(request, _("Saved."))
    if "again" in request.POST:
        return redirect("members:application_section", application.reference, name)
    names = list(SECTIONS)
    following = names[names.index(name) + 1 :]
    if "leave" in request.POST:
        return redirect(application)
    if following:
        return redirect("members:application_section", application.reference, following[0])
    return redirect("members:check_answers", application.reference)


@for_applicant
def check_answers(request, application):
    """Everything on one page with a way back to each; the button submits."""
    if not application.is_draft:
        return redirect(application)
    gaps = applying.gaps(application)
    if request.method == "POST" and not gaps:
        try:
            applying.submit(application, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("members:application_submitted", application.reference)
    context = {
        "application": application,
        "parts": parts(application, gaps if request.method == "POST" else ()),
        "gaps": [
            {"section": name, "section_label": SECTIONS[name], "field": field, "text": text}
            for name, field, text in gaps
        ],
        "gaps_named": request.method == "POST",
    }
    return render(request, "members/check_answers.html", context)


@for_applicant
def submitted(request, application):
    if application.is_draft:
        return redirect(application)
    return render(request, "members/submitted.html", {"application": application})
