"""What an applicant's people may ask the secretariat for: all that names their address."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common import personal_export
from members.applications.models import Application
from members.applications.services.moves import note
from members.applications.services.review_lock import why_barred
from members.permissions import can_review
from members.privacy.views.own_data import as_file
from traces.services import note_export


class WhoseForm(forms.Form):
    email = forms.ChoiceField(label=_("Who asks for their data"), widget=forms.RadioSelect)

    def __init__(self, application, *args):
        super().__init__(*args)
        named = {
            *(person.email for person in application.collaborators.all()),
            *(application.contact_email, application.delegate_email, application.alternate_email),
        }
        self.fields["email"].choices = [(email, email) for email in sorted(named) if email]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_applicant(request, pk):
    """POST gives the file and leaves a trace in the history of the case, without the address."""
    if not can_review(request.user):
        raise PermissionDenied
    applications = Application.objects.seen_by_the_secretariat()
    application = get_object_or_404(applications, pk=pk)
    if why_barred(application, request.user):
        raise PermissionDenied
    form = WhoseForm(application, request.POST or None)
    if request.method == "POST" and form.is_valid():
        now, email = timezone.now(), form.cleaned_data["email"]
        what = _("The data of somebody named in the application were exported at their wish")
        note(application, by=request.user, now=now, what=str(what), for_applicant=False)
        note_export(str(what), application)
        sections = personal_export.sections(user=None, email=email)
        return as_file(personal_export.archive(sections, whose=email, now=now))
    context = {"application": application, "form": form}
    return render(request, "members/privacy/applicant_data.html", context)
