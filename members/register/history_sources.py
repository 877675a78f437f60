"""What becomes of sign-ins, for the page over all traces."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.folded_search import finding
from members.enums import SignInChange
from members.register.models import SignInEvent, User
from traces.sources import of_person
from traces.timeline import Asked, Line, Source


def sign_in_events(asked: Asked, kind: str) -> QuerySet[SignInEvent] | None:
    rows = SignInEvent.objects.filter(what=kind) if kind else SignInEvent.objects.all()
    if asked.person:
        people = Q(user=asked.person) | Q(by=asked.person) | Q(released_by=asked.person)
        rows = rows.filter(people)
    if asked.about:
        label, key = asked.about
        if label != User._meta.label_lower or not key.isdecimal():
            return None
        rows = rows.filter(user=int(key))
    if asked.text:
        of_them = Q(user__in=asked.people()) | Q(by__in=asked.people())
        with_words = finding(SignInEvent.objects.all(), asked.text, ["reason"], read=())
        rows = rows.filter(of_them | Q(pk__in=with_words.values("pk")))
    return rows


def line_of(event: SignInEvent) -> Line:
    return Line(
        at=event.at,
        what=str(event.get_what_display()),
        by=event.by_id,
        about=of_person(event.user_id),
        words=event.reason,
    )


SOURCES = (Source("sign-in", _("Sign-ins"), sign_in_events, line_of, kinds=SignInChange.choices),)
