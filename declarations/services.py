"""Every write with a consequence: the declaration's status, its text, its signatures.

Opening it, and recording, correcting or withdrawing a ministry's signature, take two people.
"""

import hashlib
import json
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import edit_conflicts
from common.dates import network_day
from common.refusals import Refused
from declarations.enums import (
    NEXT_DECLARATION,
    NEXT_SIGNATURE,
    DeclarationAct,
    DeclarationStatus,
    SignatureStatus,
)
from declarations.models import Declaration, DeclarationEvent, Signature, TextVersion
from members.models import Representative, User
from members.register.services.notifications import notify
from outbox import services as outbox
from proposals.services import must_be_another
from uploads.checking import CheckedUpload

REMINDER = "declarations.reminder"
OPENED, RECORDED = "declarations.opened", "declarations.signature_recorded"
CORRECTED = "declarations.signature_corrected"
CHANGED = gettext_lazy("It was changed since this was proposed. Read it and propose it anew.")
CORRECTABLE = ("region", "ministry", "office", "announced_on", "signed_on", "withdrawn_on")


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
def open_for_signature(
    declaration: Declaration, *, by: User, released_by: User, now: datetime, seen: str = ""
) -> Declaration:
    """Let ministries sign, and tell the members; `seen` is the `fingerprint` of what both read."""
    must_be_another(by, released_by)
    if seen and seen != fingerprint(locked(declaration)):
        raise Refused(str(CHANGED))
    if not declaration.texts.public().filter(is_authentic=True).exists():
        raise Refused(_("There is no public authentic text that could be signed."))
    row = _move(
        declaration,
        DeclarationStatus.OPEN,
        by=by,
        released_by=released_by,
        act=DeclarationAct.OPENED,
        now=now,
        what=_("Opened for signature."),
        opened_on=network_day(now),
    )
    key = f"declaration:{row.pk}:opened:{now.isoformat()}"
    notify(_members(now), OPENED, key=key, about=row, now=now)
    return row


def fingerprint(declaration: Declaration) -> str:
    """Of what is signed: the public texts, the aims and what each level commits to."""
    said = [
        list(declaration.texts.public().order_by("pk").values_list("pk", flat=True)),
        list(declaration.aims.order_by("pk").values_list("text", flat=True)),
        list(declaration.commitments.order_by("pk").values_list("level", "text")),
    ]
    return hashlib.sha256(json.dumps([declaration.title, *said]).encode()).hexdigest()


def fingerprint_of_signatory(signature: Signature) -> str:
    named = [signature.level, str(signature.country), signature.region]
    named += [signature.ministry, signature.office]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def fingerprint_of_correctable(signature: Signature) -> str:
    return edit_conflicts.fingerprint([getattr(signature, field) for field in CORRECTABLE])


def _members(now: datetime) -> QuerySet[Representative]:
    acting = Representative.objects.acting(network_day(now)).of_active_members()
    return acting.select_related("user").order_by("pk")


@transaction.atomic
def back_to_preparation(declaration: Declaration, *, by: User, now: datetime) -> Declaration:
    if locked(declaration).signatures.signed().exists():
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
    if not locked(declaration).signatures.signed().exists():
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
    return not locked(declaration).is_in_preparation


def locked(declaration: Declaration) -> Declaration:
    """The declaration as it is stored now."""
    return Declaration.objects.select_for_update().get(pk=declaration.pk)


def locked_signature(signature: Signature) -> Signature:
    """The signature as it is stored now; its declaration first, whose history every step writes."""
    declaration = locked(signature.declaration)
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
    released_by: User | None = None,
    act: str = "",
    **changes: date | None,
) -> Declaration:
    row = locked(declaration)
    if target not in NEXT_DECLARATION.get(DeclarationStatus(row.status), set()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    note(row, by=by, released_by=released_by, act=act, now=now, what=what)
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
    signature: Signature,
    *,
    by: User,
    released_by: User,
    on: date,
    proof: CheckedUpload,
    now: datetime,
    seen: str = "",
) -> Signature:
    """Record a signature with its proof; the members and the ministry are told."""
    if locked(signature.declaration).is_in_preparation:
        raise Refused(_("The declaration is not open for signature."))
    return _step(
        signature,
        SignatureStatus.SIGNED,
        by=by,
        released_by=released_by,
        act=DeclarationAct.SIGNED,
        seen=seen,
        now=now,
        signed_on=on,
        proof=proof.file,
        proof_sha256=proof.sha256,
    )


def withdraw(
    signature: Signature,
    *,
    by: User,
    released_by: User,
    on: date,
    now: datetime,
    reason: str = "",
    proof: CheckedUpload | None = None,
    seen: str = "",
) -> Signature:
    """Take a signature back; that it stood is not forgotten. Whom it concerns is told."""
    letter: dict[str, str | File] = {}
    if proof:
        letter = {"withdrawal_proof": proof.file, "withdrawal_sha256": proof.sha256}
    return _step(
        signature,
        SignatureStatus.WITHDRAWN,
        by=by,
        released_by=released_by,
        act=DeclarationAct.WITHDRAWN,
        seen=seen,
        now=now,
        withdrawn_on=on,
        withdrawal_reason=reason,
        **letter,
    )


@transaction.atomic
def correct(
    signature: Signature,
    *,
    by: User,
    released_by: User,
    why: str,
    now: datetime,
    seen: str = "",
    **changes: str | date,
) -> Signature:
    """Mend a typing error; the history keeps what stood there, and whom it concerns is told.

    `seen` is the `fingerprint_of_correctable` of what both people read.
    """
    must_be_another(by, released_by)
    row = locked_signature(signature)
    if seen and seen != fingerprint_of_correctable(row):
        raise Refused(str(CHANGED))
    was = {field: getattr(row, field) for field in CORRECTABLE}
    changed = [field for field in CORRECTABLE if field in changes and changes[field] != was[field]]
    if not changed:
        raise Refused(_("Nothing was changed."))
    for field in changed:
        setattr(row, field, changes[field])
    _check_days(row, now)
    try:
        row.validate_constraints()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from None
    row.save(update_fields=changed)
    for field in changed:
        what = _("%(name)s corrected, it was: %(was)s. %(why)s")
        correction = what % {"name": name_of(field), "was": was[field], "why": why}
        event = note(
            row.declaration,
            by=by,
            released_by=released_by,
            act=DeclarationAct.CORRECTED,
            now=now,
            what=f"{row}: {correction}"[:300],
        )
    _tell(row, CORRECTED, key=f"declaration_event:{event.pk}", changed=changed, now=now)
    return row


def name_of(field: str) -> str:
    """What people call this field of a signature."""
    return str(Signature._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


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
    released_by: User | None = None,
    act: str = "",
    seen: str = "",
    **changes: str | date | File,
) -> Signature:
    row = locked_signature(signature)
    if act:
        must_be_another(by, released_by)
    if seen and seen != fingerprint_of_signatory(row):
        raise Refused(str(CHANGED))
    if target not in NEXT_SIGNATURE.get(SignatureStatus(row.status), set()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    _check_days(row, now)
    row.save(update_fields=["status", *changes])
    if not row.is_to_chase:
        outbox.cancel(row, kinds=[REMINDER], why=row.get_status_display())
    what = f"{row}: {row.get_status_display()}."[:300]
    note(row.declaration, by=by, released_by=released_by, act=act, now=now, what=what)
    if act:
        key, status = f"signature:{row.pk}:{row.status}", str(row.status)
        _tell(row, RECORDED, key=key, status=status, now=now)
    return row


def _tell(row: Signature, kind: str, *, key: str, now: datetime, **details: object) -> None:
    """The ministry, and the members once it was public that it would sign."""
    if row.announced_on or row.signed_on:
        notify(_members(now), kind, key=key, about=row, now=now, details=details)
    if row.mailbox:
        key, to = f"{key}:{kind}:ministry", row.mailbox
        outbox.queue(kind, key=key, to=to, about=row, now=now, details=details)


def _check_days(row: Signature, now: datetime) -> None:
    in_order = [row.invited_on, row.announced_on, row.signed_on, row.withdrawn_on]
    days = [day for day in in_order if day]
    if days != sorted(days):
        raise Refused(_("This day is before an earlier step of the same signature."))
    if days and days[-1] > network_day(now):
        raise Refused(_("This day is still to come."))


def note(
    declaration: Declaration,
    *,
    by: User,
    now: datetime,
    what: str,
    released_by: User | None = None,
    act: str = "",
) -> DeclarationEvent:
    return declaration.events.create(by=by, released_by=released_by, act=act, at=now, what=what)
