"""What a motion is about, by its kind: its words, what is frozen of it, and whose own it is."""

from django.utils.translation import gettext as _

from voting.enums import MotionKind
from voting.models import Motion


def admission_of(application):
    """The motion to admit an applicant, not stored yet."""
    name = application.title
    return Motion(
        kind=MotionKind.ADMISSION,
        title=_("Admission of %(name)s") % {"name": name},
        question=_("Should %(name)s be admitted to the Network as a member?") % {"name": name},
        application=application,
        is_demo=application.is_demo,
    )


def frozen(motion):
    """The subject as it goes under the fingerprint and into the record; no names of people."""
    return _FROZEN[motion.kind](motion)


def _admission(motion):
    application = motion.application
    return {"name": application.title, "country": application.country.code}


def _rule_set(motion):
    proposed = motion.proposed_rule_set
    return {
        "name": proposed.name,
        "rule_set": proposed.sha256,
        "document": proposed.document,
    }


def _co_chair(motion):
    ending = motion.hands_over.select_related("centre").order_by("pk")
    return {
        "centres": [_centre(centre) for centre in motion.candidates],
        "term": motion.term,
        "begins": motion.term_begins.isoformat(),
        "hands_over": [{**_centre(row.centre), "term": row.term} for row in ending],
    }


def _centre(centre):
    return {"name": centre.name, "country": centre.country.code}


def _position(motion):
    return {"text": motion.text}


_FROZEN = {
    MotionKind.ADMISSION: _admission,
    MotionKind.RULE_SET: _rule_set,
    MotionKind.CO_CHAIR: _co_chair,
    MotionKind.POSITION: _position,
}


def countries(motion):
    """Of the applicant or the candidates: who is from there neither certifies nor votes lightly."""
    if motion.application:
        return {motion.application.country.code}
    return {centre.country.code for centre in motion.candidates}
