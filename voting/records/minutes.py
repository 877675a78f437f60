"""The result on paper and as data: minutes as a tagged PDF, a table, a JSON object."""

from datetime import timedelta
from typing import TypedDict

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext

from common.typed_text import to_write
from common.typesetting import kept_pdf_of
from voting.models import Motion, RollEntry
from voting.motions import balance, proposals
from voting.motions.roll import by_country_name
from voting.permissions import Person, can_see_ballots, is_on_the_inside
from voting.records import confirmations, publishing
from voting.rules import Rules, in_words

KEPT = timedelta(days=1)
STYLESHEET = "css/minutes-pdf.css"
COLUMNS = ("country", "unit", "centre", "status", "ballot", "reason")
READ_AS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Numbers(TypedDict):
    """A counted motion's result as the pages show it."""

    motion: Motion
    result: dict[str, object]
    counts: dict[str, int]
    took_part: int
    silent: int
    rules: Rules


def numbers(motion: Motion) -> Numbers:
    result = motion.result or {}  # there is one: the motion is counted
    counts = result["counts"]
    took_part = counts["yes"] + counts["no"] + counts["abstain"]
    return {
        "motion": motion,
        "result": result,
        "counts": counts,
        "took_part": took_part,
        "silent": counts["entitled"] - counts["recused"] - took_part,
        "rules": motion.rule_set.rules,
    }


def roll_call(user: Person, motion: Motion) -> list[RollEntry] | None:
    """The roll with its ballots, for those who may see them, else None."""
    if not can_see_ballots(user, motion):
        return None
    return by_country_name(motion.roll.with_current_ballot())


def pdf(user: Person, motion: Motion) -> bytes:
    """Made once for all who see the same of it: those outside, those inside, in each time zone."""
    return kept_pdf_of(page_of(user, motion), STYLESHEET, kept_for=KEPT)


def page_of(user: Person, motion: Motion) -> str:
    is_inside = is_on_the_inside(user, motion)
    context = {
        **numbers(motion),
        "is_inside": is_inside,
        "roll": roll_call(user, motion),
        "round": confirmations.round_of(motion) if is_inside else None,
        "objections": confirmations.objections_so_far(motion) if is_inside else [],
        "composition": balance.kept(motion),
        "proposal": proposals.proposal_of(motion),
        "rules_in_words": in_words(motion.rule_set.rules, gettext),
        "head": publishing.head(motion),
        "keys": publishing.keys_of(motion),
        "site_url": settings.SITE_URL,
        "language": settings.LANGUAGE_CODE,
        "NETWORK_NAME": settings.NETWORK_NAME,
    }
    return render_to_string("voting/minutes_pdf.html", context)


def as_dict(user: Person, motion: Motion) -> dict[str, object]:
    """The result as data; the roll call and who confirmed only for those who may see it."""
    roll_call = rows(user, motion)
    return {
        "motion": motion.pk,
        "kind": motion.kind,
        "title": motion.title,
        "question": motion.question,
        "status": motion.status,
        "carried": motion.carried,
        "opened_at": motion.opened_at and motion.opened_at.isoformat(),
        "closed_at": motion.closed_at and motion.closed_at.isoformat(),
        "rule_set": motion.rule_set.sha256,
        "result": motion.result,
        "subject": motion.frozen.get("subject"),
        "composition": motion.certified_composition or motion.frozen.get("composition"),
        "record_head": publishing.head(motion),
        "is_demo": motion.is_demo,
        **({} if roll_call is None else {"roll_call": roll_call}),
    }


def rows(user: Person, motion: Motion) -> list[dict[str, str]] | None:
    """A row for each line of the roll; reasons are the members' own."""
    roll = roll_call(user, motion)
    if roll is None:
        return None
    with_reason = is_on_the_inside(user, motion)
    lines = []
    for entry in roll:
        ballot = next(iter(entry.current_ballots), None)
        line = {
            "country": entry.country.code,
            "unit": entry.unit,
            "centre": entry.name,
            "status": entry.status,
            "ballot": ballot.choice if ballot else "",
        }
        if with_reason:
            line["reason"] = ballot.reason if ballot else entry.recusal_reason
        lines.append(line)
    return lines


def table(user: Person, motion: Motion) -> list[list[str]]:
    """Rows of texts for a spreadsheet: the roll call, or the counts where that is not shown."""
    lines = rows(user, motion)
    if lines is None:
        counts = {**numbers(motion)["counts"], "carried": motion.carried}
        return [["count", "number"], *([name, str(number)] for name, number in counts.items())]
    names = [name for name in COLUMNS if not lines or name in lines[0]]
    return [names, *([plain(line[name]) for name in names] for line in lines)]


def plain(text: str) -> str:
    """Text that no spreadsheet reads as a formula, or stumbles over."""
    text = to_write(text)
    return f"'{text}" if text.lstrip().startswith(READ_AS_A_FORMULA) else text
