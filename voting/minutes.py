"""The result on paper and as data: minutes as a tagged PDF, a table, a JSON object."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext

from common.typesetting import pdf_of
from voting import confirmations, proposals
from voting.permissions import can_see_ballots, is_on_the_inside
from voting.records import publishing
from voting.roll import by_country_name
from voting.rules import in_words

STYLESHEET = "css/minutes-pdf.css"
COLUMNS = ["country", "unit", "centre", "status", "ballot", "reason"]
READ_AS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def numbers(motion):
    """A counted motion's result as the pages show it."""
    counts = motion.result["counts"]
    took_part = counts["yes"] + counts["no"] + counts["abstain"]
    return {
        "motion": motion,
        "result": motion.result,
        "counts": counts,
        "took_part": took_part,
        "silent": counts["entitled"] - counts["recused"] - took_part,
        "rules": motion.rule_set.rules,
    }


def roll_call(user, motion):
    """The roll with its ballots, for those who may see them, else None."""
    if not can_see_ballots(user, motion):
        return None
    return by_country_name(motion.roll.with_current_ballot())


def pdf(user, motion):
    return pdf_of(page_of(user, motion), STYLESHEET)


def page_of(user, motion):
    is_inside = is_on_the_inside(user, motion)
    context = {
        **numbers(motion),
        "is_inside": is_inside,
        "roll": roll_call(user, motion),
        "round": confirmations.of(motion) if is_inside else None,
        "proposal": proposals.of(motion),
        "rules_in_words": in_words(motion.rule_set.rules, gettext),
        "head": publishing.head(motion),
        "key": publishing.keys()[0][0],
        "site_url": settings.SITE_URL,
        "language": settings.LANGUAGE_CODE,
        "NETWORK_NAME": settings.NETWORK_NAME,
    }
    return render_to_string("voting/minutes_pdf.html", context)


def as_dict(user, motion):
    """The result as data; the roll call and who confirmed only for those who may see it."""
    found = {
        "motion": motion.pk,
        "kind": motion.kind,
        "title": motion.title,
        "question": motion.question,
        "status": motion.status,
        "carried": motion.carried,
        "opened_at": motion.opened_at.isoformat(),
        "closed_at": motion.closed_at.isoformat(),
        "rule_set": motion.rule_set.sha256,
        "result": motion.result,
        "subject": motion.frozen.get("subject"),
        "composition": motion.certified_composition or motion.frozen.get("composition"),
        "record_head": publishing.head(motion),
        "is_demo": motion.is_demo,
    }
    if (lines := rows(user, motion)) is not None:
        found["roll_call"] = lines
    return found


def rows(user, motion):
    """A row for each line of the roll; reasons are the members' own."""
    roll = roll_call(user, motion)
    if roll is None:
        return None
    is_inside = is_on_the_inside(user, motion)
    return [_row(entry, is_inside) for entry in roll]


def _row(entry, with_reason):
    ballot = next(iter(entry.current_ballots), None)
    values = {
        "country": entry.country.code,
        "unit": entry.unit,
        "centre": entry.name,
        "status": entry.status,
        "ballot": ballot.choice if ballot else "",
    }
    if with_reason:
        values["reason"] = ballot.reason if ballot else entry.recusal_reason
    return values


def table(user, motion):
    """Rows of texts for a spreadsheet: the roll call, or the counts where that is not shown."""
    lines = rows(user, motion)
    if lines is None:
        counts = {**motion.result["counts"], "carried": motion.carried}
        return [["count", "number"], *([name, str(number)] for name, number in counts.items())]
    names = [name for name in COLUMNS if not lines or name in lines[0]]
    return [names, *([plain(line[name]) for name in names] for line in lines)]


def plain(text):
    """Text that no spreadsheet reads as a formula."""
    return f"'{text}" if text.lstrip().startswith(READ_AS_A_FORMULA) else text
