"""What waits around papers: rounds of comments and of silence, and what they leave to be done."""

from collections.abc import Callable

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from knowledge_exchange.papers.models import (
    Comment,
    Objection,
    Paper,
    PaperVersion,
    Position,
    SilenceProcedure,
)
from knowledge_exchange.permissions import can_publish
from members.enums import VOTING_ROLES
from members.models import Membership
from members.register.acting import acting_today
from proposals.what_waits import proposed_about


def comments(viewer: Viewer) -> Things | None:
    """A round that the centre has said nothing in: whoever acts for it can, observers too."""
    if can_publish(viewer.user):
        rounds, whose = PaperVersion.objects.open_for_comments(viewer.now), Whose.OTHERS
    elif acting := acting_today(viewer.user):
        said = Comment.objects.filter(
            version=OuterRef("pk"), centre=acting.centre, taken_back_at=None
        )
        rounds, whose = PaperVersion.objects.open_for_comments(viewer.now), Whose.YOU
        rounds = rounds.filter(~Exists(said))
    else:
        return None
    return Things(
        rows=rounds,
        until="comments_until",
        fields=("paper__title", "paper__slug"),
        title=lambda row: row["paper__title"],
        url=lambda row: reverse("knowledge_exchange:comments", args=[row["paper__slug"]]),
        whose=whose,
    )


def silences(viewer: Viewer) -> Things | None:
    """Of a full member, until it has objected or stated its position on this text.

    Silence is consent, so what is not acted on by the day is done as well.
    """
    running = SilenceProcedure.objects.running().filter(closes_at__gt=viewer.now)
    if can_publish(viewer.user):
        return _silences(_unopposed(running), Whose.OTHERS)
    acting = acting_today(viewer.user)
    if acting is None:
        return None
    objects = Objection.objects.standing().filter(silence=OuterRef("pk"), centre=acting.centre)
    stated = Position.objects.on_this_text().filter(
        version=OuterRef("version"), centre=acting.centre
    )
    entitled = Membership.objects.entitled_to_vote().filter(centre=acting.centre)
    rows = running.filter(~Exists(objects), ~Exists(stated), Exists(entitled))
    return _silences(rows, Whose.YOU if acting.role in VOTING_ROLES else Whose.COLLEAGUES)


def _unopposed(silences: QuerySet[SilenceProcedure]) -> QuerySet[SilenceProcedure]:
    return silences.filter(~Exists(Objection.objects.standing().filter(silence=OuterRef("pk"))))


def _silences(rows: QuerySet[SilenceProcedure], whose: Whose) -> Things:
    return Things(
        rows=rows,
        since="opened_at",
        until="closes_at",
        fields=("version__paper__title", "version__paper__slug"),
        title=lambda row: row["version__paper__title"],
        url=lambda row: reverse("knowledge_exchange:clearance", args=[row["version__paper__slug"]]),
        whose=whose,
    )


# --- For the secretariat ----------------------------------------------------------------


def _versions(
    select: Callable[[Viewer], QuerySet[PaperVersion]], *, since: str = "", whose: Whose = Whose.YOU
):
    def things(viewer: Viewer) -> Things | None:
        if not can_publish(viewer.user):
            return None
        return Things(
            rows=select(viewer),
            since=since,
            fields=("paper", "paper__title"),
            title=_title,
            url=lambda row: reverse("admin:knowledge_exchange_paper_change", args=[row["paper"]]),
            whose=whose,
        )

    return things


def _title(row: Row) -> str:
    return row["paper__title"]


def objected_to(viewer: Viewer) -> QuerySet[PaperVersion]:
    """Each with the instant of its first objection, however old the version is."""
    standing = Objection.objects.standing().filter(
        silence__version=OuterRef("pk"), silence__in=SilenceProcedure.objects.running()
    )
    first = Subquery(standing.order_by("at").values("at")[:1])
    return PaperVersion.objects.annotate(objected_at=first).filter(objected_at__isnull=False)


def to_publish(viewer: Viewer) -> QuerySet[PaperVersion]:
    """Cleared, and nobody has proposed to publish it."""
    cleared = PaperVersion.objects.cleared().exclude(paper__in=proposed_about(Paper))
    return cleared.annotate(cleared_at=F("clearance__at"))


def _listed(queue: str) -> Callable[[], str]:
    return lambda: f"{reverse('admin:knowledge_exchange_paper_changelist')}?queue={queue}"


KINDS = (
    Kind(
        name="papers.comments",
        label=_("Papers open for comments"),
        act=_("Read and comment"),
        things=comments,
        calendar=_("Comments close: %(title)s"),
    ),
    Kind(
        name="papers.silence",
        label=_("Papers to be adopted by silence"),
        act=_("Read, object or state your position"),
        things=silences,
        calendar=_("Adopted by silence: %(title)s"),
    ),
    Kind(
        name="papers.pdf",
        label=_("PDFs not made"),
        act=_("See why"),
        things=_versions(lambda viewer: PaperVersion.objects.in_trouble(), since="published_at"),
        page=_listed("pdf"),
    ),
    Kind(
        name="papers.comments_over",
        label=_("Comments to work through"),
        act=_("Work through the comments"),
        things=_versions(
            lambda viewer: PaperVersion.objects.to_be_worked_through(viewer.now),
            since="comments_until",
        ),
        page=_listed("comments"),
    ),
    Kind(
        name="papers.objection",
        label=_("Objections to answer"),
        act=_("Say how it goes on"),
        things=_versions(objected_to, since="objected_at"),
        page=_listed("objection"),
    ),
    Kind(
        name="papers.publish",
        label=_("Papers to publish"),
        act=_("Propose to publish it"),
        things=_versions(to_publish, since="cleared_at"),
        page=_listed("cleared"),
    ),
    Kind(
        name="papers.draft",
        label=_("Papers in preparation"),
        act=_("See the paper"),
        things=_versions(
            lambda viewer: PaperVersion.objects.being_written(),
            since="created_at",
            whose=Whose.OTHERS,
        ),
        page=_listed("draft"),
    ),
)
