"""The public directory: who is in the Network, and who was."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_countries import countries

from members.countries import EUROPE, REGIONS
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.models import FormerName, Membership, Organisation

COLUMNS = (
    ("country", _("Country")),
    ("centre", _("Centre")),
    ("class", _("Class")),
    ("maturity", _("Maturity")),
    ("status", _("Status")),
)


class DirectoryFilter(forms.Form):
    """What a visitor looks for; an entry that does not fit is passed over."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        choices=[("", _("All")), *((region, region) for region in REGIONS)],
    )
    membership_class = forms.ChoiceField(
        label=_("Class"), required=False, choices=[("", _("All")), *MembershipClass.choices]
    )
    maturity = forms.ChoiceField(
        label=_("Maturity"), required=False, choices=[("", _("All")), *Maturity.choices]
    )

    def chosen(self, memberships):
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("region"):
            memberships = memberships.filter(centre__country__in=REGIONS[wanted["region"]])
        for name in ("membership_class", "maturity"):
            if wanted.get(name):
                memberships = memberships.filter(**{name: wanted[name]})
        for word in wanted.get("q", "").split():
            memberships = memberships.filter(_mentions(word))
        return memberships


@require_safe
@login_not_required
def directory(request):
    form = DirectoryFilter(request.GET)
    sort = request.GET.get("sort", "")
    everyone = _one_for_each_centre()
    context = {
        "form": form,
        "columns": [_column(name, label, sort) for name, label in COLUMNS],
        "memberships": form.chosen(everyone)
        .order_by(*_order(sort))
        .prefetch_related("centre__hosts"),
        "in_network": everyone.in_the_network(),
        "is_filtered": any(form.cleaned_data.values()),
    }
    return render(request, "members/directory.html", context)


def _one_for_each_centre():
    """Each centre's open membership, or else the last one that ended."""
    same_centre = Membership.objects.filter(centre=OuterRef("centre"))
    is_latest = ~Exists(same_centre.filter(pk__gt=OuterRef("pk")))
    is_closed = ~Exists(same_centre.in_the_network())
    return Membership.objects.filter(
        ~Q(status=MembershipStatus.ENDED) | (is_latest & is_closed)
    ).select_related("centre")


def _mentions(word):
    codes = [code for code in EUROPE if word.casefold() in countries.name(code).casefold()]
    return (
        Q(centre__name__icontains=word)
        | Q(centre__country__in=codes)
        | Exists(
            Organisation.objects.filter(centres=OuterRef("centre")).filter(
                Q(name__icontains=word) | Exists(_former_names_like(word))
            )
        )
    )


def _former_names_like(word):
    return FormerName.objects.filter(organisation=OuterRef("pk"), name__icontains=word)


def _in_the_network_first():
    return Case(When(status=MembershipStatus.ENDED, then=Value(1)), default=Value(0))


def _by_country_name():
    in_order = sorted(EUROPE, key=countries.name)
    ranks = [When(centre__country=code, then=Value(rank)) for rank, code in enumerate(in_order)]
    return Case(*ranks, default=Value(len(ranks)))


def _order(sort):
    keys = {
        "country": _by_country_name(),
        "centre": F("centre__name"),
        "class": F("membership_class"),
        "maturity": Case(When(maturity="", then=Value("~")), default=F("maturity")),
        "status": F("status"),
    }
    name = sort.removeprefix("-")
    if name not in keys:
        return _in_the_network_first(), keys["country"], "centre__name"
    first = keys[name].desc() if sort.startswith("-") else keys[name].asc()
    return first, keys["country"], "centre__name"


def _column(name, label, sort):
    """A heading whose link sorts by it, and a second time the other way round."""
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort)
    return {
        "label": label,
        "sort": f"-{name}" if direction == "ascending" else name,
        "direction": direction,
    }
