"""The list of signatures in the admin: find, remind, and the contacts as a file."""

from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from common.admin.bulk_steps import BulkStep
from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Export, Filter, Listing, Queue, day_cell
from common.admin.steps import StepLink
from common.folded_search import finding
from common.templatetags.p2i import status_tag
from declarations import contacts, reminders
from declarations.enums import Level, SignatureStatus
from declarations.models import Declaration
from outbox.rehearsal import rehearsed
from traces.services import note_export

MOVED = Coalesce("withdrawn_on", "signed_on", "announced_on", "invited_on", TruncDate("entered_at"))
SEARCHED = ["ministry", "office", "region", "country", "mailbox"]
REMIND = BulkStep(
    name="remind",
    label=_("Send the reminders"),
    act=reminders.remind,
    done=lambda count: (
        ngettext("%d reminder is on its way.", "%d reminders are on their way.", count) % count
    ),
    consequence=_("Each ministry gets its letter once more, at most once a day."),
    letters=rehearsed,
)


def _in_state(status):
    return Queue(
        name=status,
        label=status.label,
        rows=lambda signatures, viewer: signatures.filter(status=status),
    )


def _invited(is_known):
    def rows(signatures, viewer):
        invited = signatures.filter(status=SignatureStatus.INVITED)
        return invited.filter(invited_on__isnull=not is_known)

    return rows


QUEUES = (
    Queue(name="to-invite", label=_("Entered, not yet invited"), rows=_invited(False)),
    Queue(name="silent", label=_("Invited and silent"), rows=_invited(True)),
    _in_state(SignatureStatus.ANNOUNCED),
    _in_state(SignatureStatus.SIGNED),
    _in_state(SignatureStatus.WITHDRAWN),
    Queue(
        name="outstanding",
        label=_("Outstanding"),
        rows=lambda signatures, viewer: signatures.to_chase(),
    ),
)
LISTING = Listing(
    title=_("Signatures"),
    everything=_("All signatures"),
    search_label=_("Ministry, office, place or mailbox"),
    columns=(
        Column(
            name="ministry",
            label=_("Ministry"),
            cell=lambda signature: signature.ministry,
            order=("ministry",),
        ),
        Column(
            name="place",
            label=_("Place"),
            cell=lambda signature: signature.place,
            order=("country", "region", "ministry"),
        ),
        Column(
            name="level",
            label=_("Level"),
            cell=lambda signature: signature.get_level_display(),
            order=("level", "country", "ministry"),
        ),
        Column(
            name="status",
            label=_("Status"),
            cell=lambda signature: status_tag(signature.status, signature.get_status_display()),
            order=("status",),
        ),
        Column(
            name="since",
            label=_("Since"),
            cell=lambda signature: day_cell(signature.moved_on),
            order=(MOVED,),
        ),
        Column(
            name="mailbox",
            label=_("Mailbox"),
            cell=lambda signature: signature.mailbox or _("None: enter one"),
            order=("mailbox",),
        ),
        Column(
            name="declaration",
            label=_("Declaration"),
            cell=lambda signature: signature.declaration.title,
            order=("declaration__title",),
        ),
    ),
    find=lambda signatures, text: finding(signatures, text, SEARCHED),
    order="place",
    queue_order="since",
    queues=QUEUES,
    filters=(
        Filter(
            name="declaration",
            label=_("Declaration"),
            choices=lambda viewer: [(str(row.pk), row.title) for row in Declaration.objects.all()],
            narrow=lambda signatures, pk, viewer: signatures.filter(declaration=pk),
        ),
        Filter(
            name="level",
            label=_("Level"),
            choices=lambda viewer: Level.choices,
            narrow=lambda signatures, level, viewer: signatures.filter(level=level),
        ),
        Filter(
            name="country",
            label=_("Country"),
            choices=lambda viewer: countries,
            narrow=lambda signatures, country, viewer: signatures.filter(country=country),
        ),
    ),
    acts=(REMIND,),
    export=Export(name="ministries", table=contacts.table, noted=note_export),
    empty_title=_("No signature yet"),
    empty_text=_(
        "A ministry is listed here once it is entered, or invited from the declaration's page."
    ),
)


class SignatureListMixin(ListAdmin):
    listing = LISTING

    def page_rows(self, signatures):
        return signatures.select_related("declaration")

    def tools(self, request):
        chase = reverse("admin:declarations_signature_chase")
        links = [StepLink(_("Signatures outstanding"), chase)]
        to_sign = list(Declaration.objects.open()) if self.may_step(request) else []
        several = _("Invite ministries: %s")
        invite = [
            StepLink(
                several % declaration if len(to_sign) > 1 else _("Invite ministries"),
                reverse("admin:declarations_declaration_invite", args=[declaration.pk]),
                "btn-primary",
            )
            for declaration in to_sign
        ]
        return [*invite, *links, *super().tools(request)]
