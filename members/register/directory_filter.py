"""What a visitor asks of the directory, read from the address.

Other apps bring filters of their own, named by path in settings.DIRECTORY_FILTERS. Each is an
object with `name` (in the address), `label`, `choices()` → [(value, label), …] and
`narrow(centres, value)`, which hands back those that fit.
"""

from django import forms
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common import keyset
from common.countries import REGIONS
from common.form_fields import LineField
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.register import centre_search, listing
from members.register.models import Centre


class Standing(models.TextChoices):
    ACTIVE = MembershipStatus.ACTIVE, _("Active")
    SUSPENDED = MembershipStatus.SUSPENDED, _("Suspended")
    FORMER = MembershipStatus.ENDED, _("Former member")


def _chooser(label, choices=()):
    return forms.ChoiceField(label=label, required=False, choices=[("", _("All")), *choices])


class DirectoryFilter(forms.Form):
    """An entry that does not fit is passed over."""

    q = LineField(
        label=_("Centre, host or country"), max_length=100, required=False, says_limit=False
    )
    country = _chooser(_("Country"))
    region = _chooser(_("Region"), ((name, name) for name in REGIONS))
    membership_class = _chooser(_("Class"), MembershipClass.choices)
    maturity = _chooser(_("Maturity"), Maturity.choices)
    status = _chooser(_("Status"), Standing.choices)
    sort = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{name}", "") for name in listing.ORDERS for sign in ("", "-")],
    )
    after = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data):
        super().__init__(data)
        self.fields["country"] = _chooser(_("Country"), countries)
        self.extras = [import_string(path) for path in settings.DIRECTORY_FILTERS]
        for extra in self.extras:
            self.fields[extra.name] = _chooser(extra.label, extra.choices())
        self.is_valid()

    def wanted(self, name):
        return self.cleaned_data.get(name) or ""

    @property
    def choosers(self):
        """The fields that are shown as lists to choose from."""
        hidden = ("q", "sort", "after", "before")
        return [self[name] for name in self.fields if name not in hidden]

    @property
    def is_filtered(self):
        return bool(self.wanted("q") or any(self.wanted(field.name) for field in self.choosers))

    @property
    def order(self):
        return self.wanted("sort") or "country"

    @property
    def is_first_page(self):
        return not (self.wanted("after") or self.wanted("before"))

    @property
    def is_of_former(self):
        return self.wanted("status") == Standing.FORMER

    def chosen(self):
        """The centres of the list itself."""
        if self.is_of_former:
            return self._narrowed(listing.former(self._of_membership()))
        return self._narrowed(listing.in_the_network(self._of_membership("status")))

    def lately_left(self, size):
        return listing.lately_left(
            self._of_membership(), self._narrowed(Centre.objects.all()), size
        )

    def page_of(self, centres, size):
        return keyset.page(
            centres,
            listing.ORDERS[self.order.removeprefix("-")],
            descending=self.order.startswith("-"),
            after=self.cleaned_data.get("after"),
            before=self.cleaned_data.get("before"),
            size=size,
        )

    def _of_membership(self, *also):
        names = ("membership_class", "maturity", *also)
        return {name: self.wanted(name) for name in names if self.wanted(name)}

    def _narrowed(self, centres):
        if self.wanted("country"):
            centres = centres.filter(country=self.wanted("country"))
        if self.wanted("region"):
            centres = centres.filter(country__in=REGIONS[self.wanted("region")])
        for extra in self.extras:
            if self.wanted(extra.name):
                centres = extra.narrow(centres, self.wanted(extra.name))
        return centre_search.matching(centres, self.wanted("q"))
