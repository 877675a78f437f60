"""The applicant's pages, from the task list to *Submit*. No account: a mailed link opens them."""

from django.shortcuts import redirect, render
from django.utils import timezone

from common.attempts import attempt
from members.applications.answers import parts
from members.applications.form_fields import SECTIONS
from members.applications.services import applying, writing
from members.applications.views.access import for_applicant
from members.applications.views.status import status_page


@for_applicant
def application(request, application):
    """The task list of a draft, or the status page of anything later."""
    if not application.is_draft:
        return render(request, "members/status.html", status_page(application))
    gaps = writing.gaps(application)
    with_gaps = {gap.section for gap in gaps}
    sections = [(name, section.label, name not in with_gaps) for name, section in SECTIONS.items()]
    context = {
        "application": application,
        "sections": sections,
        "done": sum(complete for _name, _label, complete in sections),
        "complete": not gaps,
    }
    return render(request, "members/tasks.html", context)


@for_applicant
def check_answers(request, application):
    """Everything on one page with a way back to each; the button submits."""
    if not application.is_draft:
        return redirect(application)
    gaps = writing.gaps(application)
    if request.method == "POST" and not gaps:
        with attempt(request):
            applying.submit(application, by=request.collaborator, now=timezone.now())
            return redirect("members:application_submitted", application.reference)
    context = {
        "application": application,
        "parts": parts(application, gaps if request.method == "POST" else ()),
        "gaps": [
            {
                "section": gap.section,
                "section_label": SECTIONS[gap.section].label,
                "field": gap.field,
                "text": gap.text,
            }
            for gap in gaps
        ],
        "gaps_named": request.method == "POST",
    }
    return render(request, "members/check_answers.html", context)


@for_applicant
def submitted(request, application):
    if application.is_draft:
        return redirect(application)
    return render(request, "members/submitted.html", {"application": application})
