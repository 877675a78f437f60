"""What a mail says: each app's `emails.py` names its kinds with `@composes("app.kind")`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Letter:
    """A mail before it is addressed. `secrets` are blotted out in what is kept."""

    subject: str
    text: str
    html: str
    secrets: tuple[str, ...] = ()

    def blotted(self, written):
        for secret in self.secrets:
            written = written.replace(secret, "•••")
        return written


_COMPOSERS: dict[str, Callable] = {}


def composes(kind):
    """Register `compose(mail, now) -> Letter | None`; None means: no longer needed."""

    def register(compose):
        _COMPOSERS[kind] = compose
        return compose

    return register


def compose(mail, now):
    return _COMPOSERS[mail.kind](mail, now)


def letter(template, context, *, why, action=None, secrets=()):
    """A letter from a text template: its first line is the subject, the rest the body.

    `action` is (label, path): the one button, with the bare link below it. The HTML is made
    from the same text, so that both say the same.
    """
    written = render_to_string(template, context).strip()
    subject, _newline, body = written.partition("\n")
    label, path = action or ("", "")
    frame = {
        "subject": subject.strip(),
        "body": body.strip(),
        "action_label": label,
        "action_url": absolute(path) if path else "",
        "why": why,
        "site_url": settings.SITE_URL,
        "network_name": settings.NETWORK_NAME,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return Letter(
        subject=frame["subject"],
        text=render_to_string("mails/frame.txt", frame).strip() + "\n",
        html=render_to_string("mails/frame.html", frame),
        secrets=tuple(secrets),
    )


def absolute(path):
    return f"{settings.SITE_URL}{path}"
