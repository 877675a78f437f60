"""Who may keep the declaration, its texts and its signatures."""

from django.db.models import QuerySet

from common.accounts import Visitor
from declarations.models import Declaration, Signature, TextVersion

SECRETARIAT_PERMISSIONS = (
    *(
        f"declarations.{verb}_{model}"
        for model in ("declaration", "aim", "commitment", "textversion", "signature")
        for verb in ("add", "change", "view")
    ),
    "declarations.view_declarationevent",
    "declarations.move_declaration",
    "declarations.delete_commitment",  # while in preparation
)


def can_move(user: Visitor) -> bool:
    """Move a declaration and its signatures on, and make a text public."""
    return user.is_active and user.is_staff and user.has_perm("declarations.move_declaration")


def visible_texts(user: Visitor, declaration: Declaration) -> QuerySet[TextVersion]:
    """Drafts are for those who keep the declaration."""
    return declaration.texts.all() if can_move(user) else declaration.texts.public()


def can_read_proof(user: Visitor, signature: Signature) -> bool:
    """Everybody once it was made public, the secretariat before."""
    return bool(signature.proof_public_at) or can_read_every_proof(user)


def can_read_every_proof(user: Visitor) -> bool:
    return user.is_active and user.is_staff and user.has_perm("declarations.view_signature")
