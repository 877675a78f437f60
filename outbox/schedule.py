"""The line of the schedule of personal data for letters, and what becomes of their words."""

from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.dates import network_day
from common.personal_data import Ground, Line, Purge, Then, mark
from outbox.models import FOR_A_PERSON, TO_COME, Circular, CircularQuerySet, Mail, MailStatus

WORDS_KEPT = timedelta(days=365)


def old_letters(now: datetime) -> QuerySet[Mail]:
    """Settled a year ago; what waits for a person or for its turn keeps its words."""
    settled = Mail.objects.filter(
        status__in=(MailStatus.SENT, MailStatus.CANCELLED), due_at__lte=now - WORDS_KEPT
    )
    return settled.exclude(to="", html="", details={})


def old_circulars(now: datetime) -> CircularQuerySet:
    """Begun a year ago, or drafted then and never released."""
    drafted = Q(starts_at=None, written_at__lte=now - WORDS_KEPT)
    return Circular.objects.filter(drafted | Q(starts_at__lte=now - WORDS_KEPT) & ~Q(choices={}))


def forget_old_circulars(now: datetime) -> int:
    """That there was one and who released it stays; of a draft nothing does."""
    dropped, _kinds = old_circulars(now).drafts().delete()
    words = mark(network_day(now), by_request=False)
    return dropped + old_circulars(now).update(subject=words, text=words, whom=words, choices={})


def _erase(mails: QuerySet[Mail], words: str) -> int:
    return mails.update(to="", subject=words, text=words, html="", details={})


def forget_old_words(now: datetime) -> int:
    """That there was a letter, of what kind, about what and when, stays."""
    return _erase(old_letters(now), mark(network_day(now), by_request=False))


def forget_person(user: User, day: date) -> None:
    """Letters to the person and about their sign-in; what has not left does not leave.

    Of what did not arrive the words of the other side go too: they may name the mailbox.
    """
    own = Q(user=user) | Q(to=user.email)
    about = Q(about_type=ContentType.objects.get_for_model(type(user)), about_id=user.pk)
    mails = Mail.objects.filter(own | about)
    why = mark(day)
    unsent = mails.filter(status__in=(*TO_COME, *FOR_A_PERSON))
    unsent.update(status=MailStatus.CANCELLED, held_until=None, why=why)
    _erase(mails, why)


LINES = (
    Line(
        name="outbox.letters",
        label=_("Letters"),
        people=_("everybody whom the site writes to"),
        data=_("address, subject and text of each letter, when it left, what became of it"),
        why=_("so that each letter leaves once, and that it did can be shown"),
        ground=Ground.TASK,
        readers=_("the secretariat; secrets such as links are left out"),
        kept=_("one year after it left or was dropped"),
        then=Then.ANONYMISED,
        why_kept=_("That a letter of a kind left on a day stays, without address and words."),
        fields=("outbox.Mail: to subject text html details why",),
        purge=Purge(old_letters, "due_at", forget_old_words),
        goes=_("address, subject and text of letters to you"),
        on_request=forget_person,
    ),
    Line(
        name="outbox.letters_to_many",
        label=_("Letters to many"),
        people=_("people whom the secretariat writes to because of what they are"),
        data=_("the words of each letter, and by what its readers were chosen"),
        why=_("so that two people agree on a letter to many before it leaves"),
        ground=Ground.TASK,
        readers=_("the secretariat, and co-chairs who release one"),
        kept=_("one year after it left or was drafted"),
        then=Then.ANONYMISED,
        why_kept=_("That a letter to many left on a day stays, without its words."),
        fields=("outbox.Circular: subject text whom choices",),
        purge=Purge(old_circulars, "written_at", forget_old_circulars),
    ),
)
NOTHING_PERSONAL = ("outbox.Mail: key kind message_id", "outbox.Circular: audience")
