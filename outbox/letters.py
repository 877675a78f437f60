"""The letters about a thing, for the pages of the secretariat."""

from django.db.models import Model, Q

from common.accounts import User
from outbox import kinds
from outbox.models import Mail, MailQuerySet

MOST_SHOWN = 30


def of(*things: Model, most: int = MOST_SHOWN) -> list[Mail]:
    """The newest letters about these that staff may know of, each with what it is `called`."""
    about = Q(pk__in=[])
    for thing in things:
        about |= Q(pk__in=Mail.objects.about(thing).values("pk"))
    return newest(Mail.objects.filter(about), most)


def to(person: User, *, most: int = MOST_SHOWN) -> list[Mail]:
    """The same of the letters that went to this person."""
    return newest(Mail.objects.filter(user=person.pk), most)


def newest(mails: MailQuerySet, most: int = MOST_SHOWN) -> list[Mail]:
    """The same of any letters: by their subject, or by their kind before they are written."""
    letters = list(kinds.for_staff(mails).order_by("-pk")[:most])
    for letter in letters:
        letter.called = letter.subject or kinds.label(letter.kind)  # type: ignore[attr-defined]
    return letters
