"""The lines of the schedule of personal data for what stands on the ground floor."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import once
from common.personal_data import Ground, Line, Purge, Then


def ended_sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=now)


LINES = (
    Line(
        name="common.forms",
        label=_("Forms that were sent"),
        people=_("everybody who sends a form"),
        data=_("a number, and digests made with a secret key: no word of what was sent"),
        why=_("so that a form sent twice acts once"),
        ground=Ground.INTEREST,
        readers=_("nobody; programs compare them"),
        kept=_("30 days"),
        then=Then.ERASED,
        fields=("common.SentForm: content words led_to",),
        purge=Purge(once.too_old, "sent_at", once.forget_old_forms),
    ),
    Line(
        name="common.sessions",
        label=_("Sessions"),
        people=_("people who sign in, and applicants who opened their application"),
        data=_("a random number, whose session it is, when it ends"),
        why=_("so that a browser stays signed in"),
        ground=Ground.INTEREST,
        readers=_("nobody; programs compare them"),
        kept=_("until the session ends, 14 days at most"),
        then=Then.ERASED,
        fields=("sessions.Session: session_key session_data",),
        purge=Purge(ended_sessions, "expire_date", lambda now: ended_sessions(now).delete()[0]),
    ),
)
NOTHING_PERSONAL = (
    "auth.Permission: name codename",
    "auth.Group: name",
    "contenttypes.ContentType: app_label model",
)
