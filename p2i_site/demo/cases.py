"""Invented applications: one new, one under review, one whose decision waits to be released, one
that the members vote on.
"""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from common.dates import network_day
from members.applications.form_fields import SECTIONS
from members.applications.services import applying, decisions, review, writing
from members.enums import Criterion, Outcome, Verdict
from members.models import Application, Collaborator
from p2i_site.demo import people
from voting import services as voting
from voting.enums import Choice

DAY = timedelta(days=1)
NEW = {
    "contact_email": f"applicant.pl@{people.DOMAIN}",
    "contact_name": "Ewa Nowak",
    "contact_position": "Head of unit",
    "organisation_name": "Agency for Innovative Purchasing (invented)",
    "country": "PL",
    "centre_name": "Polish Centre for Innovation Procurement (invented)",
    "established": "2024-03",
    "website": "https://centre-pl.example/",
    "about": "Advises ministries and cities on buying what does not exist yet.",
    "mandate_basis": "Government resolution 17/2023 (invented)",
    "mandate_authority": "Council of Ministers (invented)",
    "delegate_name": "Piotr Zając",
    "delegate_email": f"nominee.pl@{people.DOMAIN}",
}
UNDER_REVIEW = {
    **NEW,
    "contact_email": f"applicant.dk@{people.DOMAIN}",
    "contact_name": "Freja Holm",
    "organisation_name": "Council for Public Innovation (invented)",
    "country": "DK",
    "centre_name": "Danish Hub for Innovation Procurement (invented)",
    "established": "2017-09",
    "website": "https://hub-dk.example/",
    "delegate_name": "Mads Krogh",
    "delegate_email": f"nominee.dk@{people.DOMAIN}",
}
DECIDED = {
    **NEW,
    "contact_email": f"applicant.be@{people.DOMAIN}",
    "contact_name": "Lotte Claes",
    "organisation_name": "Federal Office for New Procurement (invented)",
    "country": "BE",
    "centre_name": "Belgian Centre for Innovation Procurement (invented)",
    "established": "2022-05",
    "website": "https://centre-be.example/",
    "delegate_name": "Karel Maes",
    "delegate_email": f"nominee.be@{people.DOMAIN}",
}
IN_VOTE = {
    **NEW,
    "contact_email": f"applicant.cz@{people.DOMAIN}",
    "contact_name": "Jana Dvořáková",
    "organisation_name": "Office for Public Markets (invented)",
    "country": "CZ",
    "centre_name": "Czech Competence Centre for Innovation Procurement (invented)",
    "established": "2023-01",
    "website": "https://centre-cz.example/",
    "delegate_name": "Tomáš Marek",
    "delegate_email": f"nominee.cz@{people.DOMAIN}",
    "alternate_name": "Lucie Horáková",
    "alternate_email": f"second.cz@{people.DOMAIN}",
}
STATEMENTS = {
    Criterion.MANDATE: (
        "The government gave the mandate by a resolution of 12 January 2023 (invented). It asks "
        "the centre to advise all contracting authorities and to report once a year.",
        "Government resolution 17/2023 (invented)",
    ),
    Criterion.RESOURCES: (
        "A budget line of its own, six people in full-time equivalents, a website and an office "
        "in the capital.",
        "Extract of the state budget (invented)",
    ),
    Criterion.PARTICIPATION: (
        "Two people take part in the Knowledge Exchange meetings and in votes, twelve days a "
        "year each; travel is paid from the centre's budget.",
        "Work plan 2026-2028 (invented)",
    ),
    Criterion.COMMITMENT: (
        "The head of the organisation commits it for at least four years.",
        "Letter of the director general (invented)",
    ),
}
CAST = [("AT", Choice.YES), ("DE", Choice.YES), ("PT", Choice.NO), ("IE", Choice.ABSTAIN)]


def load(now, rule_set):
    secretariat = people.get("secretariat")
    submitted(NEW, now - DAY)
    ends_soon = {"mandate_valid_until": network_day(now + 40 * DAY)}
    in_review, is_new = submitted(UNDER_REVIEW | ends_soon, now - 9 * DAY)
    if is_new:
        taken_up = now - 8 * DAY
        review.take_up(in_review, by=secretariat, now=taken_up)
        for criterion, verdict, note in (
            (Criterion.MANDATE, Verdict.MET, "The resolution names the centre and its task."),
            (Criterion.RESOURCES, Verdict.UNCLEAR, "The budget extract covers one year only."),
        ):
            review.record_finding(
                in_review,
                criterion,
                verdict=verdict,
                note_text=note,
                by=secretariat,
                now=taken_up,
            )
    decided, is_new = submitted(DECIDED, now - 14 * DAY)
    if is_new:
        find_all_met(decided, secretariat, now - 6 * DAY)
        decisions.draft(decided, Outcome.ELIGIBLE, by=secretariat, now=now - DAY)
    in_vote, is_new = submitted(IN_VOTE, now - 30 * DAY)
    if is_new:
        opened = now - 5 * DAY
        motion = put_to_vote(in_vote, secretariat, rule_set, opened)
        for days, (country, choice) in enumerate(CAST):
            cast(motion, country, choice, at=opened + days * DAY)


def under_review():
    """The application that the printed link opens, and the link's path."""
    owners = Collaborator.objects.active().filter(is_owner=True).select_related("application")
    owner = owners.get(application__contact_email=UNDER_REVIEW["contact_email"])
    return owner.application, f"/join/open/{owner.link_token}/"


def submitted(facts, at):
    existing = Application.objects.filter(contact_email=facts["contact_email"]).first()
    if existing:
        return existing, False
    application = applying.start(facts["contact_email"], now=at, is_demo=True)
    for name, section in SECTIONS.items():
        answers = {field: facts[field] for field in section.names if field in facts}
        writing.save_section(application, name, answers, now=at)
    for criterion, (text, title) in STATEMENTS.items():
        writing.save_section(application, criterion, {"text": text}, now=at)
        writing.add_evidence(
            application,
            criterion,
            now=at,
            title=title,
            link=f"{facts['website']}{criterion}/",
            language="English",
        )
    return applying.submit(application, now=at), True


def find_all_met(application, secretariat, at):
    review.take_up(application, by=secretariat, now=at - DAY)
    for criterion in Criterion:
        review.record_finding(
            application,
            criterion,
            verdict=Verdict.MET,
            note_text="Shown by the evidence.",
            by=secretariat,
            now=at,
        )


def at_five(instant):
    return timezone.localtime(instant).replace(hour=17, minute=0, second=0, microsecond=0)


def put_to_vote(application, secretariat, rule_set, opened):
    """Found eligible shortly before; returns the open motion."""
    find_all_met(application, secretariat, opened - 10 * DAY)
    drafted = decisions.draft(
        application, Outcome.ELIGIBLE, by=secretariat, now=opened - timedelta(days=1, hours=3)
    )
    decisions.release(drafted, by=people.get("secretariat2"), now=opened - DAY)
    application.refresh_from_db()
    return voting.open_admission(
        application,
        rule_set=rule_set,
        closes_at=at_five(voting.planned_close(rule_set, opened)),
        by=secretariat,
        now=opened,
    )


def cast(motion, country, choice, *, at, reason=""):
    voting.cast(
        motion,
        choice=choice,
        reason=reason,
        form_token=uuid4(),
        by=people.delegate_of(country),
        clock=lambda: at,
    )
