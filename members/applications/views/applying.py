"""The applicant's pages, from the task list to *Submit*. No account: a mailed link opens them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from common.refusals import Refused
from members.applications.services import applying, writing
from members.applications.views.access import for_applicant
from members.applications.views.answers import SECTIONS, parts
from members.applications.views.status import status_page


@for_applicant
def application(request, application):
    """The task list of a draft, or the status page of anything later."""
    if application.is_draft:
        return render(request, "members/tasks.html", _task_list(application))
    return render(request, "members/status.html", status_page(application))


def _task_list(application):
    missing = writing.gaps(application)
    with_gaps = {section for section, _field, _text in missing}
    sections = [(name, label, name not in with_gaps) for name, label in SECTIONS.items()]
    return {
        "application": application,
        "sections": sections,
        "done": sum(complete for _name, _label, complete in sections),
        "complete": not missing,
    }


@for_applicant
def check_answers(request, application):
    """Everything on one page with a way back to each; the button submits."""
    if not application.is_draft:
        return redirect(application)
    gaps = writing.gaps(application)
    if request.method == "POST" and not gaps:
        try:
            applying.submit(application, by=request.collaborator, now=timezone.now())
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
