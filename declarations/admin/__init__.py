from declarations.admin.declarations import DeclarationAdmin
from declarations.admin.signatures import SignatureAdmin
from declarations.admin.texts import TextVersionAdmin

__all__ = [
    "DeclarationAdmin",
    "SignatureAdmin",
    "TextVersionAdmin",
]
