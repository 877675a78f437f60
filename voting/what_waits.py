"""What waits in votes: for those on the roll, the co-chairs and the secretariat."""

from collections.abc import Callable

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from members.enums import VOTING_ROLES
from members.permissions import co_chair_centre, is_secretariat
from members.register.acting import acting_today
from proposals.what_waits import proposed_about
from voting import permissions
from voting.enums import UNDECIDED, AmendmentKind, RollStatus
from voting.models import Amendment, Confirmation, Motion, RollEntry, RollVoter
from voting.models.motions import MotionQuerySet
from voting.motions import queues

# --- For those on the roll --------------------------------------------------------------


def _lines(viewer: Viewer) -> tuple[list[RollEntry], Whose]:
    """The person's lines in votes that are undecided; of who casts none those of their centre.

    Who has stopped acting for a centre may still speak for it on a roll. Asked once for all kinds.
    """
    acting = acting_today(viewer.user)
    undecided = RollEntry.objects.filter(motion__status__in=UNDECIDED)
    if acting is not None and acting.role not in VOTING_ROLES:
        of_the_centre = RollVoter.objects.on_the_roll().filter(centre=acting.centre)
        return list(undecided.filter(pk__in=of_the_centre.values("entry"))), Whose.COLLEAGUES
    return list(undecided.for_voter(viewer.user, viewer.day)), Whose.YOU


def _of_the_roll(viewer: Viewer, page: str, select: Callable, **dates) -> Things:
    lines, whose = viewer.once("own lines", lambda: _lines(viewer))
    page = page if whose == Whose.YOU else "voting:motion"
    own = RollEntry.objects.filter(pk__in=[line.pk for line in lines])
    return Things(
        rows=select(own) if lines else [],
        fields=("motion", "motion__title"),
        title=lambda row: row["motion__title"],
        url=lambda row: reverse(page, args=[row["motion"]]),
        whose=whose,
        **dates,
    )


def ballots(viewer: Viewer) -> Things | None:
    if viewer.user.is_staff:
        return None
    running = Motion.objects.taking_ballots(viewer.now).values("pk")
    return _of_the_roll(
        viewer,
        "voting:ballot",
        lambda own: own.filter(motion__in=running).without_a_ballot(),
        since="motion__opened_at",
        until="motion__closes_at",
    )


def lines(viewer: Viewer) -> Things | None:
    """Until the confirmation period is over: then silence has said what there is to say."""
    if viewer.user.is_staff:
        return None
    in_time = ~Q(motion__confirmation_ends_at__lte=viewer.now)
    return _of_the_roll(
        viewer,
        "voting:confirm",
        lambda own: own.to_confirm().filter(in_time),
        since="motion__closed_at",
        until="motion__confirmation_ends_at",
    )


# --- Results ----------------------------------------------------------------------------


def _are_there_results(viewer: Viewer) -> bool:
    """Counted and not certified: mostly there are none, and nothing more is asked."""
    return viewer.once("results", Motion.objects.closed().exists)


def _is_a_vote_open(viewer: Viewer) -> bool:
    return viewer.once("open votes", Motion.objects.taking_ballots(viewer.now).exists)


def _motions(motions: QuerySet | list, page: str, whose: Whose = Whose.YOU, **dates) -> Things:
    return Things(
        rows=motions,
        fields=("title",),
        title=lambda row: row["title"],
        url=lambda row: reverse(page, args=[row["pk"]]),
        whose=whose,
        **dates,
    )


def _awaiting(viewer: Viewer) -> MotionQuerySet:
    return _ready(Motion.objects.awaiting_certification(viewer.now))


def _ready(motions: MotionQuerySet) -> MotionQuerySet:
    """Each with the instant from which on it could be certified."""
    return motions.annotate(ready_at=Coalesce("confirmation_ends_at", "closed_at"))


def to_certify(viewer: Viewer) -> Things | None:
    if viewer.user.is_staff:
        return None
    motions: QuerySet | list = []
    if _are_there_results(viewer):
        motions = permissions.certifiable_by(viewer.user, _awaiting(viewer))
    return _motions(motions, "voting:certify", since="ready_at", until="certify_by")


def to_certify_together(viewer: Viewer) -> Things | None:
    """For two delegates of the roll, where no co-chair can: until one of them has proposed it."""
    if viewer.user.is_staff:
        return None
    lines, whose = viewer.once("own lines", lambda: _lines(viewer))
    own = [line for line in lines if line.status != RollStatus.SUSPENDED]
    motions: QuerySet | list = []
    if whose == Whose.YOU and own and _are_there_results(viewer):
        awaiting = permissions.without_a_certifier(_awaiting(viewer), viewer.day)
        elsewhere = Q()
        for line in own:
            its = Q(pk=line.motion_id)
            elsewhere |= its & ~permissions.concerning(line.country.code)
        proposed = proposed_about(Motion, "voting.certify_together", "voting.annul")
        motions = awaiting.filter(elsewhere).exclude(pk__in=proposed)
    return _motions(motions, "voting:certify", since="ready_at", until="certify_by")


def contested(viewer: Viewer) -> Things | None:
    """To be settled with the centre or annulled; until somebody has proposed to annul it."""
    centre = co_chair_centre(viewer.user)
    if centre is None and not permissions.can_open_motion(viewer.user):
        return None
    if not _are_there_results(viewer):
        return _motions([], "voting:result")
    objections = Confirmation.objects.objections().filter(entry__motion=OuterRef("pk"))
    first = Subquery(objections.order_by("at").values("at")[:1])
    motions = Motion.objects.contested().annotate(contested_at=first)
    motions = motions.exclude(pk__in=proposed_about(Motion))
    if permissions.can_open_motion(viewer.user):
        return _motions(motions, "admin:voting_motion_change", since="contested_at")
    concerned = permissions.concerning(centre.country.code) if centre else Q()
    return _motions(motions.exclude(concerned), "voting:result", since="contested_at")


# --- For the secretariat ----------------------------------------------------------------


def _for_the_desk(select: Callable[[Viewer], QuerySet], whose: Whose = Whose.YOU, **facts):
    """`unless` says at once, and for several kinds, that there are none."""
    unless = facts.pop("unless", None)

    def things(viewer: Viewer) -> Things | None:
        if not permissions.can_open_motion(viewer.user):
            return None
        is_none = unless is not None and not unless(viewer)
        motions: QuerySet | list = [] if is_none else select(viewer)
        return _motions(motions, "admin:voting_motion_change", whose, **facts)

    return things


def _closing_soon(viewer: Viewer) -> QuerySet:
    return queues.closing_soon(Motion.objects.all(), viewer)


def _not_closed(viewer: Viewer) -> QuerySet:
    return queues.not_closed(Motion.objects.all(), viewer)


def _in_time(viewer: Viewer) -> QuerySet:
    return _awaiting(viewer).exclude(certify_by__lte=viewer.now)


def _too_late(viewer: Viewer) -> QuerySet:
    return _ready(Motion.objects.certified_too_late(viewer.now))


def unspoken_lines(viewer: Viewer) -> Things | None:
    if not permissions.can_open_motion(viewer.user):
        return None
    return Things(
        rows=queues.unspoken_lines(viewer) if _is_a_vote_open(viewer) else [],
        since="motion__opened_at",
        until="motion__closes_at",
        fields=("name", "motion", "motion__title"),
        title=lambda row: f"{row['name']}: {row['motion__title']}",
        url=lambda row: reverse("admin:voting_motion_change", args=[row["motion"]]),
    )


def _amendments(amendments: QuerySet | list, *, in_admin: bool, whose: Whose = Whose.YOU) -> Things:
    def title(row: Row) -> str:
        kind = AmendmentKind(row["kind"]).label
        return f"{kind}: {row['entry__name']}, {row['motion__title']}"

    def url(row: Row) -> str:
        page = "admin:voting_motion_amendment" if in_admin else "voting:roll_change"
        return reverse(page, args=[row["motion"], row["pk"]])

    return Things(
        rows=amendments,
        since="proposed_at",
        until="motion__closes_at",
        fields=("kind", "entry__name", "motion", "motion__title"),
        title=title,
        url=url,
        whose=whose,
    )


def amendments(viewer: Viewer) -> Things | None:
    """For the second person; as `permissions.why_not_confirm` has it."""
    centre = co_chair_centre(viewer.user)
    if centre is None and not is_secretariat(viewer.user):
        return None
    if not _is_a_vote_open(viewer):
        return _amendments([], in_admin=False)
    running = Motion.objects.taking_ballots(viewer.now).values("pk")
    others = Amendment.objects.proposed().filter(motion__in=running)
    others = others.exclude(proposed_by=viewer.user.pk)
    if centre is None:
        return _amendments(others, in_admin=True)
    concerned = permissions.concerning(centre.country.code, "motion__")
    others = others.exclude(concerned | Q(entry__country=centre.country))
    return _amendments(others.filter(motion__record_format__gte=2), in_admin=False)


def own_amendments(viewer: Viewer) -> Things | None:
    if not is_secretariat(viewer.user):
        return None
    own = []
    if _is_a_vote_open(viewer):
        running = Motion.objects.taking_ballots(viewer.now).values("pk")
        own = Amendment.objects.proposed().filter(motion__in=running, proposed_by=viewer.user)
    return _amendments(own, in_admin=True, whose=Whose.COLLEAGUES)


def _listed(queue: str) -> Callable[[], str]:
    return lambda: f"{reverse('admin:voting_motion_changelist')}?queue={queue}"


TO_CERTIFY = {"unless": _are_there_results, "since": "ready_at", "until": "certify_by"}
KINDS = (
    Kind(
        name="voting.ballot",
        label=_("Ballots to cast"),
        act=_("Cast the ballot"),
        things=ballots,
    ),
    Kind(
        name="voting.line",
        label=_("Lines of results to confirm"),
        act=_("Confirm your centre's line"),
        things=lines,
    ),
    Kind(
        name="voting.certify",
        label=_("Results to certify"),
        act=_("Certify the result"),
        things=to_certify,
    ),
    Kind(
        name="voting.certify_together",
        label=_("Results that two delegates certify"),
        act=_("Propose to certify it"),
        things=to_certify_together,
    ),
    Kind(
        name="voting.not_closed",
        label=_("Votes past their deadline that nobody has closed"),
        act=_("See why"),
        things=_for_the_desk(_not_closed, since="closes_at"),
        page=_listed("late"),
        is_urgent=True,
    ),
    Kind(
        name="voting.unspoken_line",
        label=_("Lines of open rolls that nobody can vote for"),
        act=_("Propose who takes the place"),
        things=unspoken_lines,
        page=_listed("unspoken"),
        is_urgent=True,
    ),
    Kind(
        name="voting.amendment",
        label=_("Changes of an open roll that wait for a second person"),
        act=_("Read and release"),
        things=amendments,
        page=_listed("changes"),
        is_urgent=True,
    ),
    Kind(
        name="voting.contested",
        label=_("Contested results, to be settled or annulled"),
        act=_("Read the objection"),
        things=contested,
        page=_listed("contested"),
        is_urgent=True,
    ),
    Kind(
        name="voting.draft",
        label=_("Motions drafted, not yet opened"),
        act=_("Open the vote"),
        things=_for_the_desk(lambda viewer: Motion.objects.drafts()),
        page=_listed("drafts"),
    ),
    Kind(
        name="voting.own_amendment",
        label=_("Changes of an open roll proposed by you"),
        act=_("See the vote"),
        things=own_amendments,
        page=_listed("changes"),
    ),
    Kind(
        name="voting.closing_soon",
        label=_("Votes that close within three days"),
        act=_("See who has not voted"),
        things=_for_the_desk(
            _closing_soon,
            Whose.OTHERS,
            unless=_is_a_vote_open,
            since="opened_at",
            until="closes_at",
        ),
        page=_listed("closing"),
    ),
    Kind(
        name="voting.uncertified",
        label=_("Results that wait for a co-chair"),
        act=_("See the result"),
        things=_for_the_desk(_in_time, Whose.OTHERS, **TO_CERTIFY),
        page=_listed("to_certify"),
    ),
    Kind(
        name="voting.uncertified_late",
        label=_("Results that the rules wanted certified by now"),
        act=_("Remind the co-chairs"),
        things=_for_the_desk(_too_late, Whose.OTHERS, **TO_CERTIFY),
        page=_listed("certified_late"),
        is_urgent=True,
    ),
)
