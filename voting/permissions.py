"""Who may see, cast, open and certify. The secretariat never votes."""

from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import network_day
from members.enums import VOTING_ROLES, RepresentativeRole
from members.models import CoChairTerm
from members.permissions import is_secretariat
from members.register.acting import acting_today
from voting import subjects
from voting.enums import MotionStatus, RollStatus
from voting.models import Motion, RollEntry

SECRETARIAT_PERMISSIONS = (
    "voting.open_motion",
    "voting.view_motion",
    "voting.view_ruleset",
    "voting.adopt_rule_set",
)


def can_see_motions(user):
    """The secretariat, and everybody who acts for a centre of the Network."""
    return is_secretariat(user) or acting_today(user) is not None


def visible_motions(user):
    """Past draft: all for those who may see motions, else those on whose roll the person is."""
    motions = Motion.objects.past_draft()
    return motions if can_see_motions(user) else motions.on_the_roll_of(user)


def can_open_motion(user):
    return user.is_active and user.is_staff and user.has_perm("voting.open_motion")


def can_adopt_rules(user):
    """Draft, try out and adopt rule sets."""
    return user.is_active and user.is_staff and user.has_perm("voting.adopt_rule_set")


def entry_of(user, motion):
    """The roll entry this person may cast for; None for everybody else, staff always."""
    if user.is_staff:
        return None
    return RollEntry.objects.of(user).filter(motion=motion).first()


def why_no_ballot(user, motion, entry, now):
    """Why this person cannot cast the ballot of `entry` now, in a sentence; empty if they can."""
    if user.is_staff:
        return _("The secretariat prepares the vote and never votes.")
    if not motion.is_open:
        return _("The vote is closed.")
    if motion.is_moot:
        return _("The applicant has withdrawn, so the vote is called off.")
    if not motion.takes_ballots(now):
        return _("The deadline has passed. The ballots are being counted.")
    if entry is None:
        return _why_not_on_the_roll(user)
    return {
        RollStatus.ELIGIBLE: "",
        RollStatus.RECUSED: _("Your centre is recused from this vote."),
        RollStatus.SUSPENDED: _("Your centre was suspended when the vote opened."),
    }[entry.status]


def _why_not_on_the_roll(user):
    acting = acting_today(user)
    if acting and acting.role == RepresentativeRole.HEAD:
        return _("The delegate or an alternate casts the ballot of the centre that you head.")
    if acting and acting.role not in VOTING_ROLES:
        return _("Observers follow the vote; the delegate or an alternate casts the ballot.")
    return _("You are not on the roll, which was fixed when the vote opened.")


def is_own_country(motion, entry):
    """The applicant or a candidate is from there: a reason to think of a recusal."""
    return entry.country.code in subjects.countries(motion)


def ballots_to_cast(user, now):
    """The roll entries that this person could still cast the first ballot of."""
    if user.is_staff:
        return RollEntry.objects.none()
    running = Motion.objects.taking_ballots(now).values("pk")
    return RollEntry.objects.of(user).filter(motion__in=running).without_a_ballot()


def lines_to_confirm(user):
    """The roll entries of this person that still say nothing of a provisional result."""
    if user.is_staff:
        return RollEntry.objects.none()
    return RollEntry.objects.of(user).to_confirm()


def ballots_cast(user):
    """The roll entries of this person that have a ballot."""
    return RollEntry.objects.of(user).with_has_voted().filter(has_voted=True)


def waiting_ballots(user):
    """How many open motions wait for this person's centre."""
    return ballots_to_cast(user, timezone.now()).count()


def co_chair_centre(user, day=None):
    """The centre that this person speaks for as co-chair, or None."""
    acting = acting_today(user)
    if acting is None or acting.role not in VOTING_ROLES:
        return None
    terms = CoChairTerm.objects.on(day or network_day(timezone.now()))
    return acting.centre if terms.filter(centre=acting.centre).exists() else None


def can_certify(user, motion):
    """A co-chair may, but never one of the applicant's or a candidate's own country."""
    return _may_certify(co_chair_centre(user), motion)


def certifiable(user, motions):
    """Those of these motions that this person may certify."""
    centre = co_chair_centre(user)
    return [motion for motion in motions if _may_certify(centre, motion)]


def _may_certify(centre, motion):
    if centre is None:
        return False
    return centre.country.code not in subjects.countries(motion)


def can_confirm(motion, entry):
    """Those who vote for a unit say whether it is recorded rightly; recused units as well."""
    if entry is None or motion.status != MotionStatus.CLOSED:
        return False
    return entry.status != RollStatus.SUSPENDED


def can_see_ballots(user, motion):
    """How each centre voted: never before the close; then the members, or everybody if so ruled."""
    if not motion.is_counted:
        return False
    if motion.is_certified and motion.rule_set.rules.ballots_after_close == "public":
        return True
    return is_on_the_inside(user, motion)


def is_on_the_inside(user, motion):
    return can_see_motions(user) or (user.is_authenticated and motion.roll.of(user).exists())
