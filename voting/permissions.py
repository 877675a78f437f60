"""Who may see, cast, open and certify. The secretariat never votes."""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from common.dates import network_day
from members.enums import VOTING_ROLES, RepresentativeRole
from members.models import Application, Centre, CoChairTerm, Representative, User
from members.permissions import is_secretariat, why_no_second_person
from members.register.acting import acting_today
from members.register.models.representatives import RepresentativeQuerySet
from voting.enums import MotionStatus, RollStatus
from voting.models import Amendment, Motion, RollEntry
from voting.models.motions import MotionQuerySet
from voting.models.roll import RollEntryQuerySet

Person = User | AnonymousUser

SECRETARIAT_PERMISSIONS = (
    "voting.open_motion",
    "voting.view_motion",
    "voting.view_ruleset",
    "voting.adopt_rule_set",
)


def can_see_motions(user: Person) -> bool:
    """The secretariat, and everybody who acts for a centre of the Network."""
    return is_secretariat(user) or acting_today(user) is not None


def visible_motions(user: User) -> MotionQuerySet:
    """Past draft: all for those who may see motions.

    Else those where the person still speaks for a centre whose membership others ended.
    """
    motions = Motion.objects.past_draft()
    return motions if can_see_motions(user) else motions.on_the_roll_of(user, _today())


def can_open_motion(user: Person) -> bool:
    return user.is_active and user.is_staff and user.has_perm("voting.open_motion")


def can_adopt_rules(user: Person) -> bool:
    """Draft, try out and adopt rule sets."""
    return user.is_active and user.is_staff and user.has_perm("voting.adopt_rule_set")


def _today() -> date:
    return network_day(timezone.now())


def entry_of(user: User, motion: Motion, on: date | None = None) -> RollEntry | None:
    """The roll entry this person speaks for, today unless said; None for everybody else.

    Who has stopped acting for its centre speaks for none, whatever the roll said at opening.
    """
    return RollEntry.objects.for_voter(user, on or _today()).filter(motion=motion).first()


def why_no_ballot(user: User, motion: Motion, entry: RollEntry | None, now: datetime) -> str:
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
        acting = acting_today(user)
        if acting and acting.role == RepresentativeRole.HEAD:
            return _("The delegate or an alternate casts the ballot of the centre that you head.")
        if acting and acting.role not in VOTING_ROLES:
            return _("Observers follow the vote; the delegate or an alternate casts the ballot.")
        return _("You are not on the roll, which was fixed when the vote opened.")
    return {
        RollStatus.ELIGIBLE.value: "",
        RollStatus.RECUSED.value: _("Your centre is recused from this vote."),
        RollStatus.SUSPENDED.value: _("Your centre was suspended when the vote opened."),
    }[entry.status]


def why_conflicted(user: User, application: Application | None) -> str:
    """Whoever declared a conflict of interest on the case has no half of anything in its vote."""
    if application and application.conflicts.standing().filter(user=user).exists():
        return _("You have declared a conflict of interest on this case.")
    return ""


def why_not_prepare(user: User, motion: Motion) -> str:
    """Why this person proposes nothing that changes an open vote; empty if they may."""
    if not can_open_motion(user):
        return _("The secretariat proposes this.")
    return why_conflicted(user, motion.application)


def why_not_confirm(user: User, motion: Motion, amendment: Amendment) -> str:
    """What keeps this person from being the second one for a change of the roll; "" if nothing.

    Nobody of a country that the motion or the changed line is about, nor with a conflict of
    interest.
    """
    if amendment.proposed_by_id == user.pk:
        return _("You proposed this. Another person reads and releases it.")
    if motion.record_format < 2 and not is_secretariat(user):
        return _("In this vote somebody else of the secretariat releases it.")
    countries = {*motion.countries_concerned, amendment.entry.country.code}
    return why_conflicted(user, motion.application) or why_no_second_person(user, countries)


def can_take_recusal_back(motion: Motion, entry: RollEntry | None, now: datetime) -> bool:
    """Those who speak for a recused centre, until the deadline, whoever recorded the recusal.

    Records in the first format cannot tell it.
    """
    is_recused = entry is not None and entry.status == RollStatus.RECUSED
    return is_recused and motion.record_format > 1 and motion.takes_ballots(now)


def is_own_country(motion: Motion, entry: RollEntry) -> bool:
    """The applicant or a candidate is from there: a reason to think of a recusal."""
    return entry.country.code in motion.countries_concerned


def ballots_to_cast(user: User, now: datetime) -> RollEntryQuerySet:
    """The roll entries that this person could still cast the first ballot of."""
    running = Motion.objects.taking_ballots(now).values("pk")
    own = RollEntry.objects.for_voter(user, network_day(now))
    return own.filter(motion__in=running).without_a_ballot()


def lines_to_confirm(user: User) -> RollEntryQuerySet:
    """The roll entries of this person that still say nothing of a provisional result."""
    return RollEntry.objects.for_voter(user, _today()).to_confirm()


def ballots_cast(user: User) -> RollEntryQuerySet:
    """The roll entries of this person that have a ballot."""
    return RollEntry.objects.for_voter(user, _today()).with_has_voted().filter(has_voted=True)


# --- Who certifies ----------------------------------------------------------------------


def certifying_centres(motion: Motion, day: date) -> list[Centre]:
    """The co-chairs' centres of the frozen list, without those of a country concerned.

    A motion that was opened before they were frozen asks for the co-chairs of the day.
    """
    if "certifiers" in motion.frozen:
        centres = motion.certifiers.all()
    else:
        centres = Centre.objects.filter(co_chair_terms__in=CoChairTerm.objects.on(day))
    return [centre for centre in centres if centre.country.code not in motion.countries_concerned]


def who_certifies(motion: Motion, day: date) -> RepresentativeQuerySet:
    """Who speaks for these centres on that day."""
    return _speaking(day).filter(centre__in=certifying_centres(motion, day))


def _speaking(day: date) -> RepresentativeQuerySet:
    """Who speaks in votes; where others ended a membership, in those that are undecided."""
    people = Representative.objects.may_vote()
    return people.acting(day) | people.ended_by_others(day)


def certifying_centre(user: Person, motion: Motion) -> Centre | None:
    """The centre for which this person may certify the motion today, or None."""
    return _one_of(certifying_centres(motion, _today()), _centres_of(user))


def _centres_of(user: Person) -> set[int]:
    if not user.is_authenticated:
        return set()
    return set(_speaking(_today()).filter(user=user).values_list("centre", flat=True))


def _one_of(centres: Iterable[Centre], own: set[int]) -> Centre | None:
    return next((centre for centre in centres if centre.pk in own), None)


def can_certify(user: Person, motion: Motion) -> bool:
    """A co-chair may, but never one of the applicant's or a candidate's own country."""
    return certifying_centre(user, motion) is not None


SUBJECTS = ("application", "candidate", "second_candidate")  # whose countries are concerned


def concerning(country: str, motion: str = "") -> Q:
    """What is about the applicant or a candidate from this country."""
    about = [Q(**{f"{motion}{subject}__country": country}) for subject in SUBJECTS]
    return about[0] | about[1] | about[2]


def certifiable_by(user: User, motions: MotionQuerySet) -> MotionQuerySet:
    """Those of these motions that this person may certify today: `can_certify` in one query."""
    own = Centre.objects.filter(pk__in=_speaking(_today()).filter(user=user).values("centre"))
    leading = own.filter(co_chair_terms__in=CoChairTerm.objects.on(_today()))
    frozen, not_frozen = Q(frozen__has_key="certifiers"), ~Q(frozen__has_key="certifiers")
    elsewhere = [~Q(country=_outer(subject)) for subject in SUBJECTS]
    named = own.filter(*elsewhere, pk__in=_certifiers_of_the_motion())
    return motions.filter(frozen & Exists(named) | not_frozen & Exists(leading.filter(*elsewhere)))


def without_a_certifier(motions: MotionQuerySet, day: date) -> MotionQuerySet:
    """Those whose frozen co-chairs are all barred or gone: nobody `who_certifies` them."""
    elsewhere = [~Q(centre__country=_outer(subject)) for subject in SUBJECTS]
    people = _speaking(day).filter(*elsewhere, centre__in=_certifiers_of_the_motion())
    return motions.filter(~Exists(people), frozen__has_key="certifiers")


def _outer(subject: str) -> Coalesce:
    return Coalesce(OuterRef(f"{subject}__country"), Value(""))


def _certifiers_of_the_motion():
    through = Motion.certifiers.through.objects
    return through.filter(motion=OuterRef(OuterRef("pk"))).values("centre")


TWO_COUNTRIES = _lazy("The two delegates who act together are of different countries.")


def why_not_certify_together(user: Person, motion: Motion) -> str:
    """Why this person is not one of two delegates who certify; empty if they are.

    They act where no co-chair can: all are barred, gone, or there were none.
    """
    if who_certifies(motion, _today()).exists():
        return _("A co-chair certifies the result.")
    if motion.record_format < 2:
        return _(
            "This vote was opened before two delegates could certify a result. Have it annulled "
            "and put it to the vote anew."
        )
    return why_not_one_of_two(user, motion)


def takes_part_in_certifying(user: Person, motion: Motion) -> bool:
    """A co-chair, or one of two delegates where no co-chair can."""
    return can_certify(user, motion) or not why_not_certify_together(user, motion)


def why_not_one_of_two(user: Person, motion: Motion) -> str:
    """Where no co-chair can act two delegates of the roll do, neither of a country concerned."""
    entry = entry_of(user, motion) if user.is_authenticated else None
    if entry is None or entry.status == RollStatus.SUSPENDED:
        return _("No co-chair can act here. Two delegates on the roll act together.")
    if is_own_country(motion, entry):
        return _("It is about your own country: two delegates of other countries act together.")
    return ""


def can_confirm(motion: Motion, entry: RollEntry | None) -> bool:
    """Those who vote for a unit say whether it is recorded rightly; recused units as well."""
    if entry is None or motion.status != MotionStatus.CLOSED:
        return False
    return entry.status != RollStatus.SUSPENDED


def can_object(motion: Motion, entry: RollEntry | None) -> bool:
    """After the certification they can still say that it is not; then two people may annul it."""
    if entry is None or motion.status != MotionStatus.CERTIFIED:
        return False
    return entry.status != RollStatus.SUSPENDED


def can_see_ballots(user: Person, motion: Motion) -> bool:
    """How each centre voted: never before the close; then the members, or everybody if so ruled."""
    if not motion.is_counted:
        return False
    if motion.is_published and ballots_become_public(motion):
        return True
    return is_on_the_inside(user, motion)


def with_visible_ballots(user: Person, motions: Iterable[Motion]) -> set[Motion]:
    """Those of these motions whose ballots this person may see."""
    is_inside = can_see_motions(user)
    return {
        motion
        for motion in motions
        if motion.is_counted and (is_inside or can_see_ballots(user, motion))
    }


def ballots_become_public(motion: Motion) -> bool:
    """Once certified everybody sees who voted how, who did not, and who was recused; else numbers.

    The one setting of the rule set that all public pages, files and profiles follow.
    """
    return motion.rule_set.rules.ballots_after_close == "public"


def is_on_the_inside(user: Person, motion: Motion) -> bool:
    if can_see_motions(user):
        return True
    return user.is_authenticated and motion.roll.for_voter(user, _today()).exists()
