"""What a motion is about, by its kind: its words, and what is frozen of it."""

from typing import TypedDict

from django.utils.translation import gettext as _

from members.models import Application, Centre
from voting.enums import MotionKind
from voting.models import Motion
from voting.rules import Json


class CentreFacts(TypedDict):
    name: str
    country: str


class TermFacts(CentreFacts):
    term: str


class Subject(TypedDict, total=False):
    """As it goes under the fingerprint and into the record; of each kind only its own entries."""

    name: str  # of an applicant, or of a rule set
    country: str
    rule_set: str  # its fingerprint
    document: Json
    centres: list[CentreFacts]
    term: str
    begins: str
    hands_over: list[TermFacts]
    text: str


def admission_of(application: Application) -> Motion:
    """The motion to admit an applicant, not stored yet."""
    name = application.title
    return Motion(
        kind=MotionKind.ADMISSION,
        title=_("Admission of %(name)s") % {"name": name},
        question=_("Should %(name)s be admitted to the Network as a member?") % {"name": name},
        application=application,
        is_demo=application.is_demo,
    )


def frozen(motion: Motion) -> Subject:
    """The subject without a name of any person."""
    if motion.application:
        return {"name": motion.application.title, "country": motion.application.country.code}
    if motion.proposed_rule_set:
        rules = motion.proposed_rule_set
        return {"name": rules.name, "rule_set": rules.sha256, "document": rules.document}
    if motion.term_begins:
        ending = motion.hands_over.select_related("centre").order_by("pk")
        return {
            "centres": [_centre(centre) for centre in motion.candidates],
            "term": motion.term,
            "begins": motion.term_begins.isoformat(),
            "hands_over": [{**_centre(row.centre), "term": row.term} for row in ending],
        }
    return {"text": motion.text}


def _centre(centre: Centre) -> CentreFacts:
    return {"name": centre.name, "country": centre.country.code}
