"""Letters to people of the register: by what they are, and from where."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.dates import network_day
from members.enums import RepresentativeRole
from members.permissions import secretariat_people
from members.register.models import CoChairTerm, Representative
from outbox.audiences import Addressee, Audience, with_sign_in

CO_CHAIRS, SECRETARIAT = "co_chairs", "secretariat"
ROLES = (
    (RepresentativeRole.DELEGATE, _("Delegates")),
    (RepresentativeRole.ALTERNATE, _("Alternates")),
    (RepresentativeRole.OBSERVER, _("Observers")),
    (RepresentativeRole.HEAD, _("Heads of centres")),
    (CO_CHAIRS, _("Co-chairs")),
    (SECRETARIAT, _("The secretariat")),
)


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Who"), choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(
        label=_("From which countries"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: from all. The secretariat is of no country."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        codes = Representative.objects.order_by().values_list("centre__country", flat=True)
        self.fields["countries"].choices = sorted(
            ((code, countries.name(code)) for code in set(codes)), key=lambda choice: choice[1]
        )


def of_roles(now: datetime, *, roles: Sequence[str], countries: Sequence[str]) -> list[Addressee]:
    """Whoever acts today; also those whose sign-in is locked, so that a page can say so."""
    return with_sign_in(_people(now, roles, countries))


def _people(now: datetime, roles: Sequence[str], countries: Sequence[str]) -> Iterator:
    speaking = Representative.objects.in_office(network_day(now)).select_related("user")
    if countries:
        speaking = speaking.filter(centre__country__in=countries)
    yield from (row.user for row in speaking.filter(role__in=roles))
    if CO_CHAIRS in roles:
        leading = CoChairTerm.objects.on(network_day(now)).values("centre")
        delegates = speaking.filter(role=RepresentativeRole.DELEGATE, centre__in=leading)
        yield from (row.user for row in delegates)
    if SECRETARIAT in roles:
        yield from secretariat_people()


def roles_in_words(*, roles: Sequence[str], countries: Sequence[str]) -> str:
    who = [_lowered(str(label)) for role, label in ROLES if role in roles]
    named = get_text_list(who, gettext("and"))
    if not countries:
        return named
    where = get_text_list([_name_of(code) for code in countries], gettext("and"))
    return gettext("%(who)s from %(where)s") % {"who": named, "where": where}


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _name_of(code: str) -> str:
    return str(dict(countries)[code])


AUDIENCES = (
    Audience(
        name="members.roles",
        label=_("By role and country"),
        hint=_("Delegates, alternates, observers, heads, co-chairs or the secretariat."),
        form=RolesForm,
        people=of_roles,
        whom=roles_in_words,
    ),
)
