"""What waits for the desk in the lists of the register: one table, for the lists and what waits."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from common.admin.lists import Queue
from common.waiting import Viewer
from members.enums import MembershipStatus, ProfileChangeStatus, SignInChange
from members.register import doubles
from members.register.models import (
    Centre,
    CoChairTerm,
    Mandate,
    Membership,
    PlannedLeaving,
    ProfileChange,
    Reconfirmation,
    Representative,
    SignInEvent,
    User,
)
from members.register.roles import SECRETARIAT
from members.register.services.expiry import horizon
from proposals.what_waits import proposed_about

HAS_SECOND_STEP = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
TWICE = _("Stand here twice")


# --- Centres and their hosts --------------------------------------------------------------


def without_a_delegate(centres, viewer: Viewer) -> QuerySet[Centre]:
    """Not while somebody is proposed."""
    lacking = centres.without_a_delegate(viewer.day)
    return lacking.exclude(pk__in=proposed_about(Centre, "members.invite"))


def ending_mandates(viewer: Viewer) -> QuerySet[Mandate]:
    """Those that end soon or have ended."""
    last_day = viewer.once("horizon of mandates", lambda: horizon(viewer.now))
    return Mandate.objects.of_the_network().ending(last_day)


def without_a_mandate(centres, viewer: Viewer) -> QuerySet[Centre]:
    with_one = Mandate.objects.current().values("centre")
    return centres.in_the_network().exclude(pk__in=with_one)


def reconfirmations_for_the_desk(viewer: Viewer) -> QuerySet[Reconfirmation]:
    """Answered and to be accepted, or overdue."""
    return Reconfirmation.objects.answered() | Reconfirmation.objects.overdue(viewer.day)


def _twice(name, find) -> Queue:
    return Queue(
        name="doubles",
        label=TWICE,
        rows=lambda rows, viewer: rows.filter(pk__in=viewer.once(name, find)),
    )


HOSTS_TWICE = _twice("hosts twice", doubles.organisations)
CENTRES = (
    Queue(name="no_delegate", label=_("Without a delegate"), rows=without_a_delegate),
    Queue(
        name="mandate_ending",
        label=_("Mandate ends soon or has ended"),
        rows=lambda centres, viewer: centres.filter(
            pk__in=ending_mandates(viewer).values("centre")
        ),
    ),
    Queue(name="no_mandate", label=_("Member, no mandate on record"), rows=without_a_mandate),
    Queue(
        name="profile",
        label=_("Changed profile to review"),
        rows=lambda centres, viewer: centres.filter(
            pk__in=ProfileChange.objects.submitted().values("centre")
        ),
    ),
    Queue(
        name="reconfirmation",
        label=_("Reconfirmation answered or overdue"),
        rows=lambda centres, viewer: centres.filter(
            pk__in=reconfirmations_for_the_desk(viewer).values("centre")
        ),
    ),
    _twice("centres twice", doubles.centres),
)
MEMBERSHIPS = (
    Queue(
        name="proposed",
        label=_("Proposed, waits for a second person"),
        rows=lambda rows, viewer: rows.filter(pk__in=proposed_about(Membership)),
    ),
    Queue(
        name="suspended",
        label=_("Suspended"),
        rows=lambda rows, viewer: rows.filter(status=MembershipStatus.SUSPENDED),
    ),
    Queue(
        name="leaving",
        label=_("Leaves on a day ahead"),
        rows=lambda rows, viewer: rows.filter(
            pk__in=PlannedLeaving.objects.open().values("membership")
        ),
    ),
)


# --- People -------------------------------------------------------------------------------


def speaking_for_nobody(people, viewer: Viewer) -> QuerySet[User]:
    """A sign-in that opens nothing; not of the secretariat, and no role that begins later."""
    with_role = Representative.objects.not_ended_by(viewer.day).values("user")
    return people.filter(is_active=True, is_staff=False).exclude(pk__in=with_role)


def co_chairs(people, viewer: Viewer) -> QuerySet[User]:
    """Those who certify votes today."""
    leading = CoChairTerm.objects.on(viewer.day).values("centre")
    chairs = Representative.objects.acting(viewer.day).may_vote().filter(centre__in=leading)
    return people.filter(pk__in=chairs.values("user"))


PEOPLE = (
    Queue(
        name="locked",
        label=_("Locked"),
        rows=lambda people, viewer: people.filter(is_active=False, erased_at=None).exclude(
            pk__in=SignInEvent.objects.filter(what=SignInChange.ENDED).values("user")
        ),
    ),
    Queue(
        name="no_second_step",
        label=_("Second step due, none set up"),
        rows=lambda people, viewer: people.filter(
            ~HAS_SECOND_STEP, is_active=True, second_step_due__isnull=False
        ),
    ),
    Queue(
        name="invited",
        label=_("Have never signed in"),
        rows=lambda people, viewer: people.filter(is_active=True, last_login=None),
    ),
    Queue(name="no_role", label=_("Speak for nobody"), rows=speaking_for_nobody),
    Queue(
        name="secretariat",
        label=_("The secretariat"),
        rows=lambda people, viewer: people.filter(is_staff=True, groups__name=SECRETARIAT),
    ),
    Queue(name="co_chairs", label=_("Co-chairs"), rows=co_chairs),
)
REPRESENTATIVES = (
    Queue(
        name="acting",
        label=_("Act today"),
        rows=lambda rows, viewer: rows.acting(viewer.day),
    ),
    Queue(
        name="later",
        label=_("Begin on a day ahead"),
        rows=lambda rows, viewer: rows.not_ended_by(viewer.day).filter(valid_from__gt=viewer.day),
    ),
    Queue(
        name="ending",
        label=_("End on a day ahead"),
        rows=lambda rows, viewer: rows.not_ended_by(viewer.day).exclude(valid_until=None),
    ),
    Queue(
        name="locked",
        label=_("Sign-in locked"),
        rows=lambda rows, viewer: rows.in_office(viewer.day).filter(user__is_active=False),
    ),
)
CO_CHAIR_TERMS = (
    Queue(name="on", label=_("Lead today"), rows=lambda rows, viewer: rows.on(viewer.day)),
    Queue(
        name="later",
        label=_("Begin on a day ahead"),
        rows=lambda rows, viewer: rows.filter(began__gt=viewer.day.isoformat()),
    ),
    Queue(
        name="proposed",
        label=_("Proposed, waits for a second person"),
        rows=lambda rows, viewer: rows.filter(pk__in=proposed_about(CoChairTerm)),
    ),
)


# --- What a centre says of itself ---------------------------------------------------------

RECONFIRMATIONS = (
    Queue(name="answered", label=_("To accept"), rows=lambda rows, viewer: rows.answered()),
    Queue(name="overdue", label=_("Overdue"), rows=lambda rows, viewer: rows.overdue(viewer.day)),
    Queue(
        name="asked",
        label=_("The centre answers"),
        rows=lambda rows, viewer: rows.asked().filter(due_on__gte=viewer.day),
    ),
)
PROFILE_CHANGES = (
    Queue(name="submitted", label=_("To review"), rows=lambda rows, viewer: rows.submitted()),
    Queue(
        name="returned",
        label=_("Returned with a note"),
        rows=lambda rows, viewer: rows.filter(status=ProfileChangeStatus.RETURNED),
    ),
    Queue(
        name="draft",
        label=_("The centre writes"),
        rows=lambda rows, viewer: rows.filter(status=ProfileChangeStatus.DRAFT),
    ),
)
