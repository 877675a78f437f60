"""Organisations that host centres: a list, a page for each, and the steps that change a name."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, country_cell
from common.admin.mixins import NeverDeletedMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.steps import Section, Step
from common.admin.versions import FieldVersions
from common.form_fields import LineField, LinesField
from members.permissions import is_secretariat
from members.register import two_people
from members.register.admin.doubles_form import AsksOfDoublesForm, AsksOfDoublesMixin
from members.register.centre_search import matching_hosts
from members.register.models import FormerName, Organisation
from members.register.queues import HOSTS_TWICE
from members.register.services import renaming
from outbox.rehearsal import rehearsed
from proposals.admin_marks import MarkedAloneMixin
from proposals.admin_steps import SETTLING, ReasonForm, proposing


def present_name(organisation):
    return [Section(_("At present: %(name)s") % {"name": organisation.name}, ())]


class RenameForm(forms.Form):
    name = LineField(label=_("New name"), max_length=200)
    until = FormerName._meta.get_field("until").formfield(
        label=_("Since when"),
        required=True,
        help_text=_("A year, a month or a day: 2022, June 2022 or 30.06.2022. Not after today."),
    )
    reason = LinesField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "It goes to everybody who speaks for a centre of this host and stays in the history. "
            "No names of persons."
        ),
    )


class SpellingForm(ReasonForm):
    name = LineField(label=_("As it is spelt"), max_length=200)
    field_order = ["name", "reason"]


STEPS = (
    proposing(
        two_people.RENAME_HOST,
        Step(
            name="rename",
            label=_("Rename"),
            allowed=is_secretariat,
            act=renaming.rename,
            consequence=_(
                "Every page and file says the new name from then on. The former one stays with its "
                "last day, on the pages of its centres too, and is found by the search."
            ),
            seen_by=_(
                "Everybody reads both names and the day. Whoever speaks for a centre of it reads "
                "the reason and who did it."
            ),
            sections=present_name,
            done="",
            form=RenameForm,
            letters=rehearsed,
        ),
    ),
    proposing(
        two_people.CORRECT_SPELLING,
        Step(
            name="spelling",
            label=_("Correct the spelling"),
            allowed=is_secretariat,
            act=renaming.correct_spelling,
            consequence=_(
                "For a name that was always so and is misspelt here. No former name stays behind."
            ),
            seen_by=_("Everybody reads the name. The trace of the edit keeps both spellings."),
            sections=present_name,
            done="",
            form=SpellingForm,
            form_details=lambda organisation: {"initial": {"name": organisation.name}},
            is_aside=True,
        ),
    ),
    *SETTLING,
)


class FormerNameInline(admin.TabularInline):
    """What is known of the time before; a renaming of today is a step."""

    model = FormerName
    fields = ["name", "until"]
    extra = 0
    can_delete = False

    def has_change_permission(self, request, obj=None):
        return False


class OrganisationForm(AsksOfDoublesForm):
    class Meta:
        model = Organisation
        fields = "__all__"  # noqa: DJ007 - the secretariat keeps every fact of the register


def former_names(organisation):
    return ", ".join(str(former) for former in organisation.former_names.all())


LISTING = Listing(
    title=_("Organisations"),
    everything=_("All organisations"),
    search_label=_("Name, former name or country"),
    columns=(
        Column(name="name", label=_("Name"), cell=lambda row: row.name, order=("name",)),
        Column(
            name="country",
            label=_("Country"),
            cell=lambda host: country_cell(host.country),
            order=("country", "name"),
        ),
        Column(
            name="centres",
            label=_("Hosts"),
            cell=lambda row: format_html_join(
                ", ", "{}", [(centre.name,) for centre in row.centres.all()]
            ),
        ),
        Column(name="former", label=_("Former names"), cell=former_names),
        Column(
            name="private",
            label=_("Kind"),
            cell=lambda row: (
                _("private, with a mandate of the state") if row.is_private else _("public")
            ),
        ),
    ),
    find=matching_hosts,
    order="name",
    queues=(HOSTS_TWICE,),
    filters=(
        Filter(
            name="country",
            label=_("Country"),
            choices=lambda viewer: countries,
            narrow=lambda rows, country, viewer: rows.filter(country=country),
        ),
        Filter(
            name="kind",
            label=_("Kind"),
            choices=lambda viewer: [
                ("public", _("public")),
                ("private", _("private, with a mandate of the state")),
            ],
            narrow=lambda rows, kind, viewer: rows.filter(is_private=kind == "private"),
        ),
    ),
    empty_title=_("No organisation yet"),
    empty_text=_(
        "An organisation stands here once it is added as the host of a centre, by hand, by an "
        "import or with an admitted application."
    ),
)


@admin.register(Organisation)
class OrganisationAdmin(
    MarkedAloneMixin, NeverDeletedMixin, AsksOfDoublesMixin, ListAdmin, PageAdmin
):
    """The name of one that stands here is changed by steps, all else by the form behind *Edit*."""

    listing = LISTING
    steps = STEPS
    form = OrganisationForm
    inlines = [FormerNameInline]
    versions = FieldVersions(rows=lambda host: [host, *host.former_names.all()])
    page_place = "admin-organisation"
    page_sections = (
        PageSection("names", _("Names"), "admin/members/organisation/_names.html"),
        PageSection("centres", _("Centres"), "admin/members/organisation/_centres.html"),
    )

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["name"] if obj else [])]

    def page_rows(self, rows):
        return rows.prefetch_related("former_names", "centres")

    def sought_rows(self, rows):
        return rows.prefetch_related("former_names")

    def called(self, row):
        former = former_names(row)
        return f"{row.name} ({row.country.code})" + (f", {former}" if former else "")

    def page_context(self, request, obj):
        former = obj.former_names.select_related("renamed_by", "released_by")
        return {
            "kicker": country_cell(obj.country),
            "state": _("private, with a mandate of the state") if obj.is_private else "",
            "former_names": former,
            "centres": obj.centres.with_membership().order_by("name"),
        }
