"""Every write with a consequence: the declaration's status, its text, its signatures."""

from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from declarations.enums import (
    NEXT_DECLARATION,
    NEXT_SIGNATURE,
    DeclarationStatus,
    SignatureStatus,
)
from declarations.models import Declaration, DeclarationEvent, Signature, TextVersion
from members.models import User
from outbox import services as outbox
from uploads.checking import CheckedUpload

REMINDER = "declarations.reminder"
CORRECTABLE = ("ministry", "office", "announced_on", "signed_on", "withdrawn_on")


def begin(declaration: Declaration, *, by: User, now: datetime) -> DeclarationEvent:
    """Note in the history of a new declaration that it exists."""
    return note(declaration, by=by, now=now, what=_("Recorded, in preparation."))


@transaction.atomic
def publish_text(text: TextVersion, *, by: User, now: datetime) -> TextVersion:
    """Show a version of the text to everybody; it never changes again."""
    if text.is_public:
        raise Refused(_("This text is already public."))
    text.published_at = now
    text.save(update_fields=["published_at"])
    note(text.declaration, by=by, now=now, what=_("Text made public: %s.") % text)
    return text


@transaction.atomic
def open_for_signature(declaration: Declaration, *, by: User, now: datetime) -> Declaration:
    if not declaration.texts.public().filter(is_authentic=True).exists():
        raise Refused(_("There is no public authentic text that could be signed."))
    return _move(
        declaration,
        DeclarationStatus.OPEN,
        by=by,
        now=now,
        what=_("Opened for signature."),
        opened_on=network_day(now),
    )


@transaction.atomic
def back_to_preparation(declaration: Declaration, *, by: User, now: datetime) -> Declaration:
    if _locked(declaration).signatures.signed().exists():
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
def publish(declaration: Declaration, *, by: User, now: datetime) -> Declaration:
    if not _locked(declaration).signatures.signed().exists():
        raise Refused(_("Nobody has signed yet."))
    return _move(
        declaration,
        DeclarationStatus.PUBLISHED,
        by=by,
        now=now,
        what=_("Published."),
        published_on=network_day(now),
    )


def commitments_are_frozen(declaration: Declaration) -> bool:
    """Commitments change only in preparation. In a transaction: nobody opens it meanwhile."""
    return not _locked(declaration).is_in_preparation


def _locked(declaration: Declaration) -> Declaration:
    """The declaration as it is stored now."""
    return Declaration.objects.select_for_update().get(pk=declaration.pk)


def locked_signature(signature: Signature) -> Signature:
    """The signature as it is stored now; its declaration first, whose history every step writes."""
    declaration = _locked(signature.declaration)
    row = Signature.objects.select_for_update().get(pk=signature.pk)
    row.declaration = declaration
    return row


def _move(
    declaration: Declaration,
    target: DeclarationStatus,
    *,
    by: User,
    now: datetime,
    what: str,
    **changes: date | None,
) -> Declaration:
    row = _locked(declaration)
    if target not in NEXT_DECLARATION.get(DeclarationStatus(row.status), set()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    note(row, by=by, now=now, what=what)
    return row


@transaction.atomic
def save_signature(signature: Signature) -> int:
    """Keep a new signature, or what was changed of one; return how many letters are redirected.

    What waits for its ministry goes to the new mailbox.
    """
    was = locked_signature(signature).mailbox if signature.pk else ""
    signature.save()
    if not was or not signature.mailbox or was == signature.mailbox:
        return 0
    return outbox.readdress(signature, was=was, to=signature.mailbox)


def announce(signature: Signature, *, by: User, on: date, now: datetime) -> Signature:
    """The ministry said that it will sign."""
    return _step(signature, SignatureStatus.ANNOUNCED, by=by, now=now, announced_on=on)


@transaction.atomic
def sign(
    signature: Signature, *, by: User, on: date, proof: CheckedUpload, now: datetime
) -> Signature:
    """Record a signature with its proof."""
    if _locked(signature.declaration).is_in_preparation:
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


def withdraw(
    signature: Signature,
    *,
    by: User,
    on: date,
    now: datetime,
    reason: str = "",
    proof: CheckedUpload | None = None,
) -> Signature:
    """Take a signature back; that it stood is not forgotten."""
    letter: dict[str, str | File] = {}
    if proof:
        letter = {"withdrawal_proof": proof.file, "withdrawal_sha256": proof.sha256}
    return _step(
        signature,
        SignatureStatus.WITHDRAWN,
        by=by,
        now=now,
        withdrawn_on=on,
        withdrawal_reason=reason,
        **letter,
    )


@transaction.atomic
def correct(
    signature: Signature, *, by: User, why: str, now: datetime, **changes: str | date
) -> Signature:
    """Mend a typing error; the history keeps what stood there before."""
    row = locked_signature(signature)
    was = {field: getattr(row, field) for field in CORRECTABLE}
    changed = [field for field in CORRECTABLE if field in changes and changes[field] != was[field]]
    if not changed:
        raise Refused(_("Nothing was changed."))
    for field in changed:
        setattr(row, field, changes[field])
    _check_days(row, now)
    row.save(update_fields=changed)
    for field in changed:
        name = Signature._meta.get_field(field).verbose_name  # type: ignore[union-attr]
        what = _("%(name)s corrected, it was: %(was)s. %(why)s")
        correction = what % {"name": name, "was": was[field], "why": why}
        note(row.declaration, by=by, now=now, what=f"{row}: {correction}"[:300])
    return row


@transaction.atomic
def publish_proof(signature: Signature, *, by: User, now: datetime) -> Signature:
    """Let everybody open the proof of the signature."""
    row = locked_signature(signature)
    if not row.proof or row.proof_public_at:
        raise Refused(_("There is no proof that could be made public."))
    row.proof_public_at = now
    row.save(update_fields=["proof_public_at"])
    note(row.declaration, by=by, now=now, what=_("Proof made public: %s.") % row)
    return row


@transaction.atomic
def _step(
    signature: Signature,
    target: SignatureStatus,
    *,
    by: User,
    now: datetime,
    **changes: str | date | File,
) -> Signature:
    row = locked_signature(signature)
    if target not in NEXT_SIGNATURE.get(SignatureStatus(row.status), set()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    _check_days(row, now)
    row.save(update_fields=["status", *changes])
    if not row.is_to_chase:
        outbox.cancel(row, kinds=[REMINDER], why=row.get_status_display())
    what = f"{row}: {row.get_status_display()}."[:300]
    note(row.declaration, by=by, now=now, what=what)
    return row


def _check_days(row: Signature, now: datetime) -> None:
    in_order = [row.invited_on, row.announced_on, row.signed_on, row.withdrawn_on]
    days = [day for day in in_order if day]
    if days != sorted(days):
        raise Refused(_("This day is before an earlier step of the same signature."))
    if days and days[-1] > network_day(now):
        raise Refused(_("This day is still to come."))


def note(declaration: Declaration, *, by: User, now: datetime, what: str) -> DeclarationEvent:
    return declaration.events.create(by=by, at=now, what=what)
