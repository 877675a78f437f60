"""Every write with a consequence: the declaration's status, its text, its signatures."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.enums import (
    NEXT_DECLARATION,
    NEXT_SIGNATURE,
    DeclarationStatus,
    SignatureStatus,
)
from declarations.models import Declaration, Signature


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""


def begin(declaration, *, by, now):
    """Note in the history of a new declaration that it exists."""
    return _note(declaration, by=by, now=now, what=_("Recorded, in preparation."))


@transaction.atomic
def publish_text(text, *, by, now):
    """Show a version of the text to everybody; it never changes again."""
    if text.is_public:
        raise Refused(_("This text is already public."))
    text.published_at = now
    text.save(update_fields=["published_at"])
    _note(text.declaration, by=by, now=now, what=_("Text made public: %s.") % text)
    return text


@transaction.atomic
def open_for_signature(declaration, *, by, now):
    if not declaration.texts.public().filter(is_authentic=True).exists():
        raise Refused(_("There is no public authentic text that could be signed."))
    return _move(
        declaration,
        DeclarationStatus.OPEN,
        by=by,
        now=now,
        what=_("Opened for signature."),
        opened_on=timezone.localdate(now),
    )


@transaction.atomic
def back_to_preparation(declaration, *, by, now):
    if declaration.signatures.signed().exists():
        raise Refused(_("Somebody has signed: the text can no longer go back."))
    return _move(
        declaration,
        DeclarationStatus.IN_PREPARATION,
        by=by,
        now=now,
        what=_("Back to preparation."),
        opened_on=None,
    )


@transaction.atomic
def publish(declaration, *, by, now):
    if not declaration.signatures.signed().exists():
        raise Refused(_("Nobody has signed yet."))
    return _move(
        declaration,
        DeclarationStatus.PUBLISHED,
        by=by,
        now=now,
        what=_("Published."),
        published_on=timezone.localdate(now),
    )


def _move(declaration, target, *, by, now, what, **changes):
    row = Declaration.objects.select_for_update().get(pk=declaration.pk)
    if target not in NEXT_DECLARATION.get(row.status, ()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    _note(row, by=by, now=now, what=what)
    return row


def announce(signature, *, by, on, now):
    """The ministry said that it will sign."""
    return _step(signature, SignatureStatus.ANNOUNCED, by=by, now=now, announced_on=on)


def sign(signature, *, by, on, proof, now):
    """Record a signature with its proof, a `CheckedUpload`."""
    if signature.declaration.is_in_preparation:
        raise Refused(_("The declaration is not open for signature."))
    return _step(
        signature,
        SignatureStatus.SIGNED,
        by=by,
        now=now,
        signed_on=on,
        proof=proof.file,
        proof_sha256=proof.sha256,
    )


def withdraw(signature, *, by, on, now):
    """Take a signature back; that it stood is not forgotten."""
    return _step(signature, SignatureStatus.WITHDRAWN, by=by, now=now, withdrawn_on=on)


@transaction.atomic
def _step(signature, target, *, by, now, **changes):
    row = Signature.objects.select_for_update().get(pk=signature.pk)
    if target not in NEXT_SIGNATURE.get(row.status, ()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    what = f"{row}: {row.get_status_display()}."[:300]
    _note(row.declaration, by=by, now=now, what=what)
    return row


def _note(declaration, *, by, now, what):
    return declaration.events.create(by=by, at=now, what=what)
