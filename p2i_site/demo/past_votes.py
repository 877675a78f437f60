"""Two votes that are over: an admission that was certified, and a result that a centre contests.

Each step goes through its service at the time at which it is said to have been taken, and so do
the letters: the records verify, and whoever reads them finds one story.
"""

from datetime import timedelta

from common.dates import network_day
from outbox import services as outbox
from p2i_site.demo import people
from p2i_site.demo.cases import DAY, NEW, at_five, cast, put_to_vote, submitted
from voting import services as voting
from voting.enums import Choice, MotionKind
from voting.models import Motion

HOUR = timedelta(hours=1)
ADMITTED = {
    **NEW,
    "contact_email": f"applicant.si@{people.DOMAIN}",
    "contact_name": "Maja Kos",
    "organisation_name": "Agency for Smart Buying (invented)",
    "country": "SI",
    "centre_name": "Slovenian Centre for Innovation Procurement (invented)",
    "established": "2024-06",
    "website": "https://centre-si.example/",
    "delegate_name": "Luka Hribar",
    "delegate_email": f"delegate.si@{people.DOMAIN}",
}
ON_THE_ADMISSION = [  # day, country, choice, reason
    (1, "AT", Choice.YES, ""),
    (1, "NL", Choice.YES, "A mandate, a budget and people who know the work (invented)."),
    (3, "SE", Choice.NO, "The budget is shown for one year only (invented)."),
    (4, "EE", Choice.NO, ""),
    (5, "DE", Choice.YES, ""),
    (6, "ES", Choice.YES, ""),
    (8, "PT", Choice.NO, "We would rather wait for the first annual report (invented)."),
    (9, "EE", Choice.YES, "The applicant's answer convinced us (invented)."),
    (11, "GR", Choice.YES, ""),
    (12, "IE", Choice.ABSTAIN, ""),
]
RECUSED = ("IT", "Our centre helped to write the applicant's work plan (invented).")
POSITION = {
    "title": "Ask the market first (invented)",
    "question": "Should the Network recommend a market consultation before every tender for "
    "innovation?",
    "text": "Before a tender for something new, buyers should ask the market in public and publish "
    "what they heard. Invented for the demonstration.",
}
ON_THE_POSITION = [
    (1, "NL", Choice.YES, ""),
    (2, "AT", Choice.YES, ""),
    (3, "PT", Choice.NO, "Small buyers lack the people for this (invented)."),
    (4, "DE", Choice.YES, ""),
    (5, "SI", Choice.YES, ""),
    (6, "IE", Choice.NO, ""),
    (8, "EE", Choice.YES, ""),
    (9, "GR", Choice.NO, "“Every tender” goes too far (invented)."),
    (10, "ES", Choice.YES, ""),
    (12, "IT", Choice.YES, ""),
    (13, "SE", Choice.NO, ""),
]
CONFIRMED = ("AT", "DE", "EE", "ES")
OBJECTION = (
    "SE",
    "We meant to vote yes, as our board had decided. I chose the wrong line (invented).",
)


def load(now, rule_set):
    """Before any other vote; a demo that has votes already is left as it is."""
    if Motion.objects.exists():
        return
    secretariat = people.get("secretariat")
    application, _is_new = submitted(ADMITTED, now - 75 * DAY)
    letters_leave(now - 75 * DAY)
    admission = put_to_vote(application, secretariat, rule_set, now - 55 * DAY)
    letters_leave(admission.opened_at)
    _certify(admission)
    opened = now - 18 * DAY
    draft = voting.draft(MotionKind.POSITION, now=opened - DAY, is_demo=True, **POSITION)
    closes_at = at_five(voting.planned_close(rule_set, opened))
    position = voting.open_drafted(
        draft, rule_set=rule_set, closes_at=closes_at, by=secretariat, now=opened
    )
    letters_leave(opened)
    _contest(position)


def letters_leave(at):
    outbox.deliver_due(lambda: at)


def _certify(motion):
    country, reason = RECUSED
    at = motion.opened_at + 2 * HOUR
    voting.recuse(motion, reason=reason, by=people.delegate_of(country), clock=lambda: at)
    closed = _closed(motion, ON_THE_ADMISSION)
    voters = ["IT", *dict.fromkeys(country for _day, country, *_rest in ON_THE_ADMISSION)]
    for hours, country in enumerate(voters, start=16):
        at = closed.closed_at + hours * HOUR
        voting.confirm(closed, by=people.delegate_of(country), clock=lambda at=at: at)
    at = closed.closed_at + 4 * DAY
    voting.certify(closed, by=people.delegate_of("NL"), now=at, on=network_day(at))
    letters_leave(at)


def _contest(motion):
    closed = _closed(motion, ON_THE_POSITION)
    for hours, country in enumerate(CONFIRMED, start=16):
        at = closed.closed_at + hours * HOUR
        voting.confirm(closed, by=people.delegate_of(country), clock=lambda at=at: at)
    country, reason = OBJECTION
    at = closed.closed_at + DAY
    voting.contest(closed, reason=reason, by=people.delegate_of(country), clock=lambda: at)
    letters_leave(at)


def _closed(motion, ballots):
    for place, (day, country, choice, reason) in enumerate(ballots):
        at = motion.opened_at + day * DAY + place * timedelta(minutes=43)
        cast(motion, country, choice, at=at, reason=reason)
        letters_leave(at)
    closed = voting.close(motion, now=motion.closes_at)
    letters_leave(closed.closed_at)
    return closed
