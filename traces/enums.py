from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    FACTOR_FAILED = "factor_failed", _("Second step failed")
    LOCKED_OUT = "locked_out", _("Too many attempts to sign in")
    SESSIONS_ENDED = "sessions_ended", _("Signed out elsewhere")
    CODE_USED = "code_used", _("Recovery code used")
    RESET_ASKED = "reset_asked", _("New password asked for")
    RESET_DONE = "reset_done", _("New password chosen by a link")
    RIGHTS = "rights", _("Rights changed")
    EXPORTED = "exported", _("Exported")
    DOWNLOADED = "downloaded", _("Downloaded")
    TOKEN_MADE = "token_made", _("Token made")
    TOKEN_ENDED = "token_ended", _("Token revoked")
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Removed")
    ERASED = "erased", _("Personal data erased")


class Part(models.TextChoices):
    """What of a trace stands apart from it, because it can be erased."""

    ADDRESS = "address", _("network address")
    WORDS = "words", _("words")
    CHANGES = "changes", _("changes")


EDITS = {Act.ADDED, Act.CHANGED, Act.REMOVED}
# Of these the words are names of groups and rights, and no person's: they stay.
WORDS_STAY = {Act.RIGHTS}
