"""The words of the register, and which status may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MembershipClass(models.TextChoices):
    MEMBER = "member", _("Member")
    ASSOCIATE = "associate", _("Associate")


class Maturity(models.TextChoices):
    EXPERIENCED = "experienced", _("Experienced")
    NEW = "new", _("New")


class MembershipStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


class Basis(models.TextChoices):
    """By what right something changed in the register."""

    VOTE = "vote", _("Decided by a vote")
    TWO_PEOPLE = "two_people", _("Entered by two people, not voted")
    OWN_ACT = "own_act", _("The centre's own act")
    FOUNDING = "founding", _("On record from the founding of the Network")
    NOTE = "note", _("Noted; nothing changed")
    BEFORE_RELEASES = "before_releases", _("Entered before releases existed")


_M = MembershipStatus
NEXT_MEMBERSHIP: dict[str, set[MembershipStatus]] = {  # the end of one may be followed by another
    _M.ACTIVE: {_M.SUSPENDED, _M.ENDED},
    _M.SUSPENDED: {_M.ACTIVE, _M.ENDED},
}


class RepresentativeRole(models.TextChoices):
    DELEGATE = "delegate", _("Delegate")
    ALTERNATE = "alternate", _("Alternate")
    OBSERVER = "observer", _("Observer")
    HEAD = "head", _("Head of centre")


VOTING_ROLES = (RepresentativeRole.DELEGATE, RepresentativeRole.ALTERNATE)
EDITING_ROLES = (*VOTING_ROLES, RepresentativeRole.HEAD)  # of the centre's profile
LEADING_ROLES = (RepresentativeRole.DELEGATE, RepresentativeRole.HEAD)  # of who speaks for it


class SignInChange(models.TextChoices):
    """What happened to a sign-in as a whole, and to what it is guarded by."""

    LOCKED = "locked", _("Locked")
    UNLOCKED = "unlocked", _("Unlocked")
    ENDED = "ended", _("Ended for good")
    PASSWORD = "password", _("A new password was chosen")
    FACTOR_ON = "factor_on", _("A second step was switched on")
    FACTOR_OFF = "factor_off", _("A second step was switched off")
    CODES = "codes", _("New recovery codes were made")
    PROVIDER_ON = "provider_on", _("An account of the state was connected")
    PROVIDER_OFF = "provider_off", _("The account of the state was disconnected")
    ADDRESS = "address", _("The address was changed")
    RIGHTS_GIVEN = "rights_given", _("Made one of the secretariat")
    RIGHTS_TAKEN = "rights_taken", _("No longer one of the secretariat")


_C = SignInChange
CHANGED_BY_THE_PERSON = (
    *(_C.PASSWORD, _C.FACTOR_ON, _C.FACTOR_OFF, _C.CODES),
    *(_C.PROVIDER_ON, _C.PROVIDER_OFF, _C.ADDRESS),
)
DECIDED_BY_TWO = (
    *(_C.UNLOCKED, _C.ENDED, _C.FACTOR_OFF, _C.ADDRESS),
    *(_C.RIGHTS_GIVEN, _C.RIGHTS_TAKEN),
)


class Criterion(models.TextChoices):
    """The four requirements for membership, in the Network's own words (see `REQUIREMENTS`)."""

    MANDATE = "mandate", _("Mandate")
    RESOURCES = "resources", _("Resources")
    PARTICIPATION = "participation", _("Participation")
    COMMITMENT = "commitment", _("Commitment")


REQUIREMENTS = {
    Criterion.MANDATE: _(
        "Have an official mandate from their national government to run a competence centre "
        "for innovation procurement"
    ),
    Criterion.RESOURCES: _(
        "Have a dedicated budget and other resources (such as staff, a website and offices) "
        "for the competence centre"
    ),
    Criterion.PARTICIPATION: _(
        "Be able and willing to invest time and budget into the participation in the "
        "Procure2Innovate network"
    ),
    Criterion.COMMITMENT: _(
        "Be committed at an institutional level to future participation in the "
        "Procure2Innovate Network"
    ),
}

GUIDANCE = {
    Criterion.MANDATE: _(
        "Say who gave the mandate, in which act or decision, on what date, and what it asks of "
        "the centre. Good evidence: the law, the decree, the letter of the ministry."
    ),
    Criterion.RESOURCES: _(
        "Say what the centre has for its own: yearly budget, people in full-time equivalents, "
        "website, offices. Good evidence: a budget line, an organisation chart, the website."
    ),
    Criterion.PARTICIPATION: _(
        "Say who will take part in meetings and votes, how many days a year, and who pays for "
        "travel. Good evidence: a work plan, a letter that names the people."
    ),
    Criterion.COMMITMENT: _(
        "Say who commits the institution and for how long. Good evidence: a letter signed by "
        "the head of the organisation."
    ),
}

EVIDENCE_TO_PREPARE = {
    Criterion.MANDATE: _("The law, the decree or the letter of the ministry that gives it."),
    Criterion.RESOURCES: _("A budget line, an organisation chart, the centre's website."),
    Criterion.PARTICIPATION: _("A work plan, or a letter that names the people and the days."),
    Criterion.COMMITMENT: _("A letter signed by the head of the organisation."),
}


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    CLARIFICATION = "clarification", _("Clarification requested")
    ELIGIBLE = "eligible", _("Eligible")
    INELIGIBLE = "ineligible", _("Not eligible")
    IN_VOTE = "in_vote", _("In vote")
    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = ApplicationStatus
NEXT_APPLICATION: dict[str, set[ApplicationStatus]] = {  # the life cycle at a glance
    _S.DRAFT: {_S.SUBMITTED, _S.WITHDRAWN},
    _S.SUBMITTED: {_S.UNDER_REVIEW, _S.WITHDRAWN},
    _S.UNDER_REVIEW: {_S.CLARIFICATION, _S.ELIGIBLE, _S.INELIGIBLE, _S.WITHDRAWN},
    _S.CLARIFICATION: {_S.UNDER_REVIEW, _S.WITHDRAWN},
    _S.ELIGIBLE: {_S.IN_VOTE, _S.UNDER_REVIEW, _S.WITHDRAWN},
    _S.INELIGIBLE: {_S.UNDER_REVIEW},  # only by reverting the decision
    _S.IN_VOTE: {_S.ADMITTED, _S.REFUSED, _S.ELIGIBLE, _S.WITHDRAWN},
    _S.ADMITTED: {_S.ELIGIBLE},  # only where the vote is annulled
    _S.REFUSED: {_S.ELIGIBLE},  # likewise
}
DECIDED = (_S.INELIGIBLE, _S.ADMITTED, _S.REFUSED)
ENDED_WITHOUT_ADMISSION = (_S.INELIGIBLE, _S.REFUSED, _S.WITHDRAWN)
OPEN_BEFORE_THE_SECRETARIAT = (
    _S.SUBMITTED,
    _S.UNDER_REVIEW,
    _S.CLARIFICATION,
    _S.ELIGIBLE,
    _S.IN_VOTE,
)


class Verdict(models.TextChoices):
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    UNCLEAR = "unclear", _("Unclear")


class Visibility(models.TextChoices):
    """Who reads the secretariat's note on a finding."""

    MEMBERS = "members", _("Members")
    INTERNAL = "internal", _("Secretariat only")


class Outcome(models.TextChoices):
    """What a decision on eligibility says; the application's status once it is released."""

    ELIGIBLE = ApplicationStatus.ELIGIBLE.value, _("Eligible")
    INELIGIBLE = ApplicationStatus.INELIGIBLE.value, _("Not eligible")


class DecisionStatus(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    RELEASED = "released", _("Released")
    DISCARDED = "discarded", _("Discarded")  # before it was released
    REVERTED = "reverted", _("Reverted")  # after


class ReconfirmationStatus(models.TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    ACCEPTED = "accepted", _("Accepted")
    CLOSED = "closed", _("Closed without an answer")


class QuestionStatus(models.TextChoices):
    """Of a question that somebody who votes asks an applicant."""

    ASKED = "asked", _("With the secretariat")
    FORWARDED = "forwarded", _("Passed on to the applicant")
    DECLINED = "declined", _("Not passed on")
    ANSWERED = "answered", _("Answered")


class ProfileChangeStatus(models.TextChoices):
    """Of what a centre's representatives want to change in its public profile."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With the secretariat")
    RETURNED = "returned", _("Returned with a note")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_P = ProfileChangeStatus
NEXT_PROFILE_CHANGE: dict[str, set[ProfileChangeStatus]] = {
    _P.DRAFT: {_P.SUBMITTED, _P.WITHDRAWN},
    # A draft again: taken back to go on writing.
    _P.SUBMITTED: {_P.DRAFT, _P.RETURNED, _P.ACCEPTED, _P.WITHDRAWN},
    _P.RETURNED: {_P.SUBMITTED, _P.WITHDRAWN},
}
BEING_WRITTEN = (_P.DRAFT, _P.RETURNED)
OPEN_PROFILE_CHANGES = (*BEING_WRITTEN, _P.SUBMITTED)


class Side(models.TextChoices):
    """Who changed a profile: never which person."""

    CENTRE = "centre", _("The centre, accepted by the secretariat")
    SECRETARIAT = "secretariat", _("The secretariat")


class ImportStatus(models.TextChoices):
    SHOWN = "shown", _("Shown, not applied")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")
