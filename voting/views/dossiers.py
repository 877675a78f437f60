"""What the pages of a motion show about its subject."""

from members.applications.permissions import can_see_evidence
from voting import balance, dossier, proposals
from voting.clock import network_day
from voting.enums import MotionStatus

BEFORE_THE_DECISION = (MotionStatus.OPEN, MotionStatus.CLOSED)


def what_it_is_about(user, motion, now):
    """The proposal; of an admission the dossier and, until it is decided, the balance."""
    application = motion.application
    if application is None:
        return {"proposal": proposals.of(motion)}
    answered = dossier.answered_questions(application)
    context = {
        "application": application,
        "chapters": dossier.chapters(
            application,
            answered,
            with_evidence=can_see_evidence(user, application, reads_the_motion=True),
        ),
        "answered_in_general": [row for row in answered if not row.criterion],
        **_questions(user, application),
    }
    if motion.status in BEFORE_THE_DECISION:
        context["composition"] = balance_for(motion, now)
    return context


def balance_for(motion, now):
    """As it was kept; votes that were opened before it was are shown today's."""
    if motion.application is None:
        return None
    kept = balance.kept(motion)
    return kept or balance.with_applicant(
        motion.application, motion.rule_set.rules, network_day(now)
    )


def _questions(user, application):
    """What was passed on is there for all; what was not, only for the person who asked it."""
    asked = list(application.voter_questions.all())
    passed_on = [row for row in asked if row.wording]
    own = [row for row in asked if not row.wording and row.asked_by_id == user.pk]
    return {"voter_questions": passed_on, "own_questions": own}
