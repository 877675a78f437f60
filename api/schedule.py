"""The line of the schedule of personal data for tokens."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from api.models import Token
from common.accounts import User
from common.dates import network_day
from common.personal_data import Ground, Line, Purge, Then

ENDED_FOR = timedelta(days=365)


def long_ended(now: datetime) -> QuerySet[Token]:
    return Token.objects.filter(
        Q(revoked_at__lte=now - ENDED_FOR) | Q(expires_on__lte=network_day(now) - ENDED_FOR)
    )


def forget(user: User, day: date) -> None:
    Token.objects.filter(user=user).delete()


LINES = (
    Line(
        name="api.tokens",
        label=_("Tokens for programs"),
        people=_("people who speak for a centre and let a program read for them"),
        data=_("the name they gave it, a digest, when it was made, last used and ends"),
        why=_("so that a program can read what its owner may read"),
        ground=Ground.TASK,
        readers=_("their owner"),
        kept=_("one year after it has ended"),
        then=Then.ERASED,
        fields=("api.Token: name prefix sha256 why_revoked",),
        purge=Purge(long_ended, "expires_on", lambda now: long_ended(now).delete()[0]),
        goes=_("all of your tokens"),
        on_request=forget,
    ),
)
