"""What votes bring into the founding of a Network: the rules by which it decides."""

from django.utils.translation import gettext

from voting.models import RuleSet
from voting.rules import in_words


def _in_force() -> list[RuleSet]:
    """The newest of each name."""
    newest = {row.name: row for row in RuleSet.objects.adopted().order_by("version")}
    return [newest[name] for name in sorted(newest)]


def facts() -> list[tuple[str, str]]:
    return [
        (
            gettext("The rules: %(rules)s") % {"rules": row},
            "\n".join([*in_words(row.rules, gettext), f"SHA-256 {row.sha256}"]),
        )
        for row in _in_force()
    ]


def fingerprint() -> str:
    return " ".join(f"{row.name} {row.sha256}" for row in _in_force())


def why_not() -> str:
    if _in_force():
        return ""
    return gettext("No rules are in force. The command “adopt_rules” puts the first ones in force.")
