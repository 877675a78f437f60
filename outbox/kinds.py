"""What a mail says: each app's `emails.py` names its kinds with `@composes("app.kind")`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from outbox import frames
from outbox.models import Mail, MailQuerySet

SUBJECT_LENGTH = 150
REDACTED = "•••"


@dataclass(frozen=True)
class Letter:
    """A mail before it is addressed. `secrets` are redacted in what is kept and shown.

    `words` are subject and body alone, in the form in which a person may write them anew.
    `reply_to` is the bare address that a reply goes to; empty for the secretariat's.
    `headers` are further ones, as pairs of name and value; `attachments` are file name, content
    and media type. Neither are kept.
    """

    subject: str
    text: str
    html: str
    secrets: tuple[str, ...] = ()
    words: str = ""
    reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[tuple[str, bytes, str], ...] = ()

    def redacted(self) -> "Letter":
        """Its subject, text and HTML without the secrets, in whatever form they are written."""
        subject, text, html = self.subject, self.text, self.html
        for secret in filter(None, self.secrets):
            for form in (secret, escape(secret), quote(secret)):
                subject = subject.replace(form, REDACTED)
                text = text.replace(form, REDACTED)
                html = html.replace(form, REDACTED)
        return Letter(subject, text, html)


Compose = Callable[[Mail, datetime], Letter | None]
Withhold = Callable[[MailQuerySet], MailQuerySet]
Prepare = Callable[[list[Mail]], None]


@dataclass(frozen=True)
class Kind:
    compose: Compose
    is_reminder: bool
    withhold: Withhold | None = None
    prepare: Prepare | None = None


_KINDS: dict[str, Kind] = {}


def composes(
    kind: str,
    *,
    is_reminder: bool = False,
    withhold: Withhold | None = None,
    prepare: Prepare | None = None,
) -> Callable[[Compose], Compose]:
    """Register `compose(mail, now) -> Letter | None`; None means: no longer needed.

    It only reads: the secretariat's preview calls it too. A person can opt out of a reminder.
    `withhold(mails)` leaves out of the queryset what nobody but its reader may know of yet.
    `prepare(mails)` asks for several mails at once what `compose` would ask for each.
    """

    def register(compose: Compose) -> Compose:
        _KINDS[kind] = Kind(compose, is_reminder, withhold, prepare)
        return compose

    return register


def compose(mail: Mail, now: datetime) -> Letter | None:
    """The letter as it would leave now, or None when none would. Times are in the reader's zone."""
    kind = _KINDS[mail.kind]
    if why_not(mail):
        return None
    zone = ZoneInfo(mail.user.time_zone) if mail.user and mail.user.time_zone else None
    with timezone.override(zone):
        return kind.compose(mail, now)


def prepare(mails: Sequence[Mail]) -> None:
    """Before `compose`, for mails that leave together: what they are about, and more by kind."""
    prefetch_related_objects(mails, "user", "about")
    for kind, of_a_kind in groupby(sorted(mails, key=attrgetter("kind")), attrgetter("kind")):
        if (registered := _KINDS.get(kind)) and registered.prepare:
            registered.prepare(list(of_a_kind))


def why_not(mail: Mail) -> str:
    """What stands against writing to this person at all; empty when nothing does."""
    if mail.user is None:
        return ""
    if not mail.user.is_active:
        return _("This person's login is no longer active.")
    if _KINDS[mail.kind].is_reminder and not mail.user.wants_reminders:
        return _("This person does not want reminders.")
    return ""


def known_kinds() -> list[str]:
    return sorted(_KINDS)


def for_staff(mails: MailQuerySet) -> MailQuerySet:
    """Those of the mails that staff may know of at present."""
    for kind in _KINDS.values():
        if kind.withhold:
            mails = kind.withhold(mails)
    return mails


def is_known(kind: str) -> bool:
    """False for what is sent at once outside the ledger, and so cannot be written again."""
    return kind in _KINDS


def label(kind: str) -> str:
    """A kind's name as people read it: "outbox.test_letter" is "Letters: test letter"."""
    app, _dot, name = kind.partition(".")
    return f"{apps.get_app_config(app).verbose_name}: {name.replace('_', ' ')}"


def letter(
    template: str,
    context: Mapping[str, object],
    *,
    why: str,
    action: tuple[str, str] | None = None,
    switch_off: str = "",
    written: str = "",
    secrets: Iterable[str] = (),
    reply_to: str = "",
    headers: tuple[tuple[str, str], ...] = (),
    attachments: tuple[tuple[str, bytes, str], ...] = (),
) -> Letter:
    """A letter from a text template: its first line is the subject, the rest the body.

    `written` are a person's own words, in the same form, that go out instead of the template's.
    `action` is (label, path): the one button, with the bare link below it. `switch_off` is the
    path of the page on which the reader can switch such letters off. The HTML is made from the
    same text, so that both say the same. The rest is as in `Letter`.
    """
    written = (written or render_to_string(template, context)).strip()
    first_line, _newline, body = written.partition("\n")
    # No line break of any alphabet: a subject holds words that strangers typed.
    subject = " ".join(first_line.split())
    if len(subject) > SUBJECT_LENGTH:
        subject = Truncator(subject).chars(SUBJECT_LENGTH)
    action_label, path = action or ("", "")
    body = body.strip()
    frame = {
        "action_label": str(action_label),
        "action_url": absolute(path) if path else "",
        "why": str(why),
        "switch_off_url": absolute(switch_off) if switch_off else "",
        "site_url": settings.SITE_URL,
        "NETWORK_NAME": settings.NETWORK_NAME,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
    }
    return Letter(
        subject=subject,
        text=frames.in_text(subject, body, **frame).strip() + "\n",
        html=frames.in_html(subject, body, **frame),
        secrets=tuple(secrets),
        words=f"{subject}\n\n{body}",
        reply_to=reply_to,
        headers=headers,
        attachments=attachments,
    )


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
