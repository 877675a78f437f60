"""The register as a file, out and in: export, dry run, confirmation."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.steps import StepLink
from common.attempts import attempt
from common.dates import network_day
from members import permissions
from members.register.founded import is_being_founded
from members.register.importing import (
    code_pages,
    how_read,
    planning,
    spreadsheet_reader,
)
from members.register.importing.headings import KEY
from members.register.importing.mistakes import UnusableError
from members.register.models import ImportRun
from members.register.services import founding, importing
from proposals.admin_steps import ReasonForm, open_proposal
from proposals.under_way import shown_again, under_way
from uploads import virus_scan
from uploads.form_fields import UploadField

PAST_SHOWN = 20
LINES_PER_PAGE = 100
TEMPLATE = "admin/members/centre/%s.html"


class ImportForm(forms.Form):
    file = UploadField(
        label=gettext_lazy("File"),
        endings=(".csv", ".txt", ".tsv", ".xlsx"),
        words=gettext_lazy("CSV or Excel (.xlsx)"),
        most_bytes=settings.IMPORT_MAX_BYTES,
        help_text=gettext_lazy(
            "Excel (.xlsx) or CSV as your program writes it, with the columns of the export."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            virus_scan.check(file)
        except ValidationError as fault:
            self.add_error("file", fault)
        return file


class CodePageForm(forms.Form):
    code_page = forms.ChoiceField(
        label=gettext_lazy("Read them as"),
        help_text=gettext_lazy(
            "The file does not say which characters it has. Choose the line whose words are right."
        ),
        widget=forms.RadioSelect,
    )

    def __init__(self, content, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code_page"].choices = [
            (offer.code_page, f"{offer.label}: {offer.sample}")
            for offer in code_pages.offers(content)
        ]


class ProposeForm(ReasonForm):
    are_others = forms.BooleanField(
        label=gettext_lazy("The new centres of almost the same name are others"), required=False
    )

    def __init__(self, *args, asks, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["are_others"]


class ImportPagesMixin:
    """For the admin of centres."""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "members_centre_%s"
        return [
            path("import/", view(self.import_view), name=name % "import"),
            path("import/<int:pk>/", view(self.import_run_view), name=name % "import_run"),
            *super().get_urls(),
        ]

    def tools(self, request):
        tools = super().tools(request)
        if permissions.can_import_register(request.user):
            url = reverse("admin:members_centre_import")
            tools.append(StepLink(_("Import"), url, "btn-outline-primary"))
        return tools

    def import_view(self, request):
        _check(request)
        form, refused = ImportForm(request.POST or None, request.FILES or None), None
        if form.is_valid():
            try:
                table = spreadsheet_reader.read_file(form.cleaned_data["file"])
                run = importing.show(table, by=request.user, now=timezone.now())
                return redirect("admin:members_centre_import_run", run.pk)
            except UnusableError as fault:
                refused = fault
        context = {"form": form, "refused": refused, "past": ImportRun.objects.all()[:PAST_SHOWN]}
        return self._page(request, "import", _("Import the register"), context)

    def import_run_view(self, request, pk):
        _check(request)
        run = get_object_or_404(ImportRun, pk=pk)
        if request.method == "POST":
            return self.settle(request, run)
        proposal, now = open_proposal(run), timezone.now()
        context = {
            "run": run,
            "proposal": proposal,
            "told": how_read.told(run.how_read),
            "is_being_founded": is_being_founded(),
            "under_way": under_way(proposal, now),
        }
        if run.content and not proposal:
            chosen = {"code_page": run.how_read["code_page"]}
            context["code_page_form"] = CodePageForm(bytes(run.content), initial=chosen)
        if run.is_waiting and not context["under_way"]:
            try:
                plan = planning.plan(run.rows, on=network_day(now))
            except UnusableError as fault:  # something is in the way by now
                fault.sheet = (run.how_read or {}).get("sheet", "")
                context["refused"] = fault
            else:
                lines = Paginator(plan.of_kind("new", "changed"), LINES_PER_PAGE)
                page = lines.get_page(request.GET.get("page"))
                context |= {"plan": plan, "page": page, "counts": plan.counts}
                context |= {"form": ProposeForm(asks=bool(plan.doubtful)), "key": KEY}
        page = self._page(request, "import_run", _("What the file would change"), context)
        return shown_again(page, context["under_way"])

    def settle(self, request, run):
        details = {"by": request.user, "now": timezone.now()}
        if "discard" in request.POST:
            with attempt(request, success=_("Nothing was changed.")) as settling:
                importing.discard(run, **details)
        elif "read_again" in request.POST:
            with attempt(request, success=_("Read again. Look at the words below.")):
                importing.read_again(run, request.POST.get("code_page", ""), by=request.user)
            return redirect(request.path)
        elif "keep" in request.POST:
            success = _("Kept. The centres stand in the founding; nothing of it holds yet.")
            seen = request.POST.get("seen", "")
            with attempt(request, success=success) as settling:
                founding.keep_import(run, seen=seen, **details)
            kept = "admin:members_founding_add"
            return redirect(kept if settling.succeeded else request.path)
        else:
            form = ProposeForm(request.POST, asks=True)
            form.is_valid()  # what is missing the service says
            success = _("Proposed. It is applied once a second person has read and released it.")
            with attempt(request, success=success):
                importing.propose(
                    run,
                    seen=request.POST.get("seen", ""),
                    reason=form.cleaned_data.get("reason", ""),
                    are_others=form.cleaned_data.get("are_others", False),
                    **details,
                )
            return redirect(request.path)
        return redirect("admin:members_centre_import" if settling.succeeded else request.path)

    def _page(self, request, name, title, context):
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, TEMPLATE % name, {**frame, **context})


def _check(request):
    if not permissions.can_import_register(request.user):
        raise PermissionDenied
