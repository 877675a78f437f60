"""What the pages of a motion show about the application."""

from voting import balance, dossier
from voting.clock import network_day
from voting.enums import MotionStatus


def about_the_application(user, motion, now):
    """The dossier, and the balance as long as the decision is still to be made."""
    application = motion.application
    if application is None:
        return {}
    answered = dossier.answered_questions(application)
    context = {
        "application": application,
        "chapters": dossier.chapters(application, answered),
        "answered_in_general": [row for row in answered if not row.criterion],
        **_questions(user, application),
    }
    if motion.status in (MotionStatus.OPEN, MotionStatus.CLOSED):
        day = network_day(now)
        rules = motion.rule_set.rules
        context["composition"] = balance.with_applicant(application, rules, day)
    return context


def _questions(user, application):
    """What was passed on is there for all; what was not, only for the person who asked it."""
    asked = list(application.voter_questions.all())
    passed_on = [row for row in asked if row.wording]
    own = [row for row in asked if not row.wording and row.asked_by_id == user.pk]
    return {"voter_questions": passed_on, "own_questions": own}
