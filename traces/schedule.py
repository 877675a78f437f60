"""The lines of the schedule of personal data for traces."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Ground, Line, Purge, Then
from traces.enums import Part
from traces.models import Trace
from traces.services import erase_details

ADDRESSES_KEPT = timedelta(days=90)


def with_old_addresses(now: datetime) -> QuerySet[Trace]:
    return Trace.objects.filter(
        at__lt=now - ADDRESSES_KEPT, details__part=Part.ADDRESS, details__erased_at=None
    )


def forget_old_addresses(now: datetime) -> int:
    return erase_details(before=now - ADDRESSES_KEPT, now=now)


LINES = (
    Line(
        name="traces.addresses",
        label=_("From where something was done"),
        people=_("whoever signs in or tries to, and whoever acts signed in"),
        data=_("network address"),
        why=_("so that a stolen or guessed sign-in can be looked into"),
        ground=Ground.INTEREST,
        readers=_("who runs the site"),
        kept=_("90 days"),
        then=Then.ERASED,
        fields=(),
        purge=Purge(with_old_addresses, "at", forget_old_addresses),
    ),
    Line(
        name="traces.traces",
        label=_("Traces of what was done"),
        people=_("people with a sign-in"),
        data=_("who did what when, by a number; what a page held before and after a change"),
        why=_("so that it can be found out who changed, took away or allowed what"),
        ground=Ground.INTEREST,
        readers=_("the secretariat"),
        kept=_("for good"),
        then=Then.KEPT,
        why_kept=_(
            "That something was done, and when, stays. Names and words about a person in it are "
            "erased with the data of that person."
        ),
        fields=("traces.Detail: text",),
    ),
)
NOTHING_PERSONAL = ("traces.Trace: about_model about_key request_number",)
