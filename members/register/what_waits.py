"""What waits in the register: for the secretariat, and for those who speak for a centre."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from members.enums import EDITING_ROLES, VOTING_ROLES, ProfileChangeStatus, RepresentativeRole
from members.permissions import is_secretariat
from members.register import doubles, queues, second_steps
from members.register.acting import acting_today
from members.register.founded import is_founded
from members.register.models import (
    Centre,
    ImportRun,
    Organisation,
    ProfileChange,
    Reconfirmation,
    Representative,
)
from members.register.services import founding
from proposals.what_waits import proposed_about


def speaks(acting: Representative, roles: tuple[str, ...]) -> Whose:
    """Who has one of these roles acts, and the others of the centre see it."""
    return Whose.YOU if acting.role in roles else Whose.COLLEAGUES


# --- The founding -----------------------------------------------------------------------


def founding_to_prepare(viewer: Viewer) -> Things | None:
    """Until the Network is founded; then there is nothing of the kind any more."""
    if is_founded() or not is_secretariat(viewer.user):
        return None
    row = founding.for_user(viewer.user)
    proposed_at = row and row.proposed_at
    return Things(
        rows=[{"since": proposed_at or (row and row.prepared_at)}],
        since="since",
        title=lambda row: _text("The Network is being founded"),
        url=lambda row: reverse("admin:members_founding_add"),
        whose=Whose.OTHERS if proposed_at else Whose.YOU,
    )


def founding_to_agree(viewer: Viewer) -> Things | None:
    if is_founded() or is_secretariat(viewer.user):
        return None
    row = founding.for_user(viewer.user)
    if row is None or founding.why_not_agree(row, viewer.user):
        return None
    return Things(
        rows=[{"since": row.proposed_at}],
        since="since",
        title=lambda row: _text("The founding of the Network"),
        url=lambda row: reverse("members:founding"),
    )


# --- One's own sign-in ------------------------------------------------------------------


def second_step(viewer: Viewer) -> Things | None:
    """Only whoever needs one and has none sees the days run down."""
    due = viewer.user.second_step_due
    if not due or second_steps.has_one(viewer.user):
        return None
    return Things(
        rows=[{"until": due}],
        until="until",
        title=lambda row: _text("Your second step to sign in"),
        url=lambda row: reverse("mfa_index"),
    )


# --- Centres ----------------------------------------------------------------------------


def _centre_page(row: Row) -> str:
    return reverse("admin:members_centre_change", args=[row["pk"]])


def _name(row: Row) -> str:
    return row["name"]


def without_a_delegate(viewer: Viewer) -> Things | None:
    """For the secretariat, and for the head, who can name one; not while somebody is proposed."""
    if is_secretariat(viewer.user):
        lacking = queues.without_a_delegate(Centre.objects.all(), viewer)
        return Things(rows=lacking, fields=("name",), title=_name, url=_centre_page)
    acting = acting_today(viewer.user)
    if acting is None:
        return None
    return Things(
        rows=Centre.objects.without_a_delegate(viewer.day).filter(pk=acting.centre_id),
        fields=("name", "slug"),
        title=_name,
        url=lambda row: reverse("members:people", args=[row["slug"]]),
        whose=speaks(acting, (RepresentativeRole.HEAD,)),
    )


def mandates(viewer: Viewer) -> Things | None:
    """Those that end soon or have ended; the centre writes to the secretariat, which enters it."""
    if not is_secretariat(viewer.user):
        return None
    return Things(
        rows=queues.ending_mandates(viewer),
        until="valid_until",
        fields=("centre", "centre__name"),
        title=lambda row: row["centre__name"],
        url=lambda row: reverse("admin:members_centre_change", args=[row["centre"]]),
    )


def _twice(found: Callable[[], set[int]], model, page: str) -> Callable[[Viewer], Things | None]:
    def things(viewer: Viewer) -> Things | None:
        if not is_secretariat(viewer.user):
            return None
        return Things(
            rows=model.objects.filter(pk__in=keys) if (keys := found()) else [],
            fields=("name",),
            title=_name,
            url=lambda row: reverse(page, args=[row["pk"]]),
        )

    return things


# --- What a centre says of itself -------------------------------------------------------


def _profiles(changes: QuerySet[ProfileChange], since: str, page: Callable, whose: Whose) -> Things:
    return Things(
        rows=changes,
        since=since,
        fields=("centre__name", "centre__slug"),
        title=lambda row: row["centre__name"],
        url=page,
        whose=whose,
    )


def _profile_page(row: Row) -> str:
    return reverse("members:edit_profile", args=[row["centre__slug"]])


def profiles_to_review(viewer: Viewer) -> Things | None:
    submitted = ProfileChange.objects.submitted()
    if is_secretariat(viewer.user):

        def page(row: Row) -> str:
            return reverse("admin:members_profilechange_change", args=[row["pk"]])

        return _profiles(submitted, "submitted_at", page, Whose.YOU)
    acting = acting_today(viewer.user)
    if acting is None:
        return None
    own = submitted.filter(centre=acting.centre)
    return _profiles(own, "submitted_at", _profile_page, Whose.OTHERS)


def profiles_returned(viewer: Viewer) -> Things | None:
    returned = ProfileChange.objects.filter(status=ProfileChangeStatus.RETURNED)
    if (acting := acting_today(viewer.user)) is None:
        return None
    own = returned.filter(centre=acting.centre)
    return _profiles(own, "settled_at", _profile_page, speaks(acting, EDITING_ROLES))


def _reconfirmations(rows: QuerySet[Reconfirmation], **facts) -> Things:
    return Things(
        rows=rows,
        fields=("centre__name", "centre__slug"),
        title=lambda row: row["centre__name"],
        **facts,
    )


def _reconfirmation(row: Row) -> str:
    return reverse("admin:members_reconfirmation_change", args=[row["pk"]])


def reconfirmations_asked(viewer: Viewer) -> Things | None:
    """Of its centre until it has answered, also when the day has passed."""
    asked, dates = Reconfirmation.objects.asked(), {"since": "asked_at", "until": "due_on"}
    if is_secretariat(viewer.user):
        in_time = asked.filter(due_on__gte=viewer.day)
        return _reconfirmations(in_time, url=_reconfirmation, whose=Whose.OTHERS, **dates)
    acting = acting_today(viewer.user)
    if acting is None:
        return None
    return _reconfirmations(
        asked.filter(centre=acting.centre),
        url=lambda row: reverse("members:reconfirm", args=[row["centre__slug"]]),
        whose=speaks(acting, VOTING_ROLES),
        **dates,
    )


def reconfirmations_overdue(viewer: Viewer) -> Things | None:
    if not is_secretariat(viewer.user):
        return None
    overdue = Reconfirmation.objects.overdue(viewer.day)
    return _reconfirmations(overdue, since="asked_at", until="due_on", url=_reconfirmation)


def reconfirmations_answered(viewer: Viewer) -> Things | None:
    if not is_secretariat(viewer.user):
        return None
    answered = Reconfirmation.objects.answered()
    return _reconfirmations(answered, since="answered_at", url=_reconfirmation)


def imports(viewer: Viewer) -> Things | None:
    """A file that was read and is neither proposed nor discarded, of whoever read it."""
    if not is_secretariat(viewer.user):
        return None
    shown = ImportRun.objects.waiting().filter(started_by=viewer.user.pk)
    return Things(
        rows=shown.exclude(pk__in=proposed_about(ImportRun)),
        since="started_at",
        title=lambda row: _text("Import of the register"),
        url=lambda row: reverse("admin:members_centre_import_run", args=[row["pk"]]),
    )


def _listed(model: str, query: str) -> Callable[[], str]:
    return lambda: f"{reverse(f'admin:members_{model}_changelist')}?{query}"


KINDS = (
    Kind(
        name="members.founding",
        label=_("The Network is being founded"),
        act=_("Prepare the founding"),
        things=founding_to_prepare,
        page=lambda: reverse("admin:members_founding_add"),
        is_urgent=True,
    ),
    Kind(
        name="members.founding_agreement",
        label=_("The founding of the Network"),
        act=_("Read it and agree"),
        things=founding_to_agree,
        is_urgent=True,
    ),
    Kind(
        name="members.second_step",
        label=_("Your second step to sign in"),
        act=_("Set it up"),
        things=second_step,
        page=lambda: reverse("mfa_index"),
        is_urgent=True,
    ),
    Kind(
        name="members.no_delegate",
        label=_("Members without a delegate"),
        act=_("Name a delegate"),
        things=without_a_delegate,
        page=_listed("centre", "queue=no_delegate"),
    ),
    Kind(
        name="members.mandate",
        label=_("Members' mandates that end soon or have ended"),
        act=_("Enter the new mandate"),
        things=mandates,
        page=_listed("centre", "queue=mandate_ending"),
    ),
    Kind(
        name="members.centre_twice",
        label=_("Centres that stand in the register twice"),
        act=_("Compare them"),
        things=_twice(doubles.centres, Centre, "admin:members_centre_change"),
        page=_listed("centre", "queue=doubles"),
    ),
    Kind(
        name="members.organisation_twice",
        label=_("Organisations that stand in the register twice"),
        act=_("Compare them"),
        things=_twice(doubles.organisations, Organisation, "admin:members_organisation_change"),
        page=_listed("organisation", "queue=doubles"),
    ),
    Kind(
        name="members.profile",
        label=_("Changed profiles to review"),
        act=_("Read the changes"),
        things=profiles_to_review,
        page=_listed("profilechange", "queue=submitted"),
    ),
    Kind(
        name="members.profile_returned",
        label=_("Profiles returned with a note"),
        act=_("Mend the profile"),
        things=profiles_returned,
    ),
    Kind(
        name="members.reconfirmation",
        label=_("Reconfirmations asked for"),
        act=_("Reconfirm the criteria"),
        things=reconfirmations_asked,
        page=_listed("reconfirmation", "queue=asked"),
        calendar=_("Reconfirm the criteria"),
    ),
    Kind(
        name="members.reconfirmation_answered",
        label=_("Reconfirmations to accept"),
        act=_("Read the answers"),
        things=reconfirmations_answered,
        page=_listed("reconfirmation", "queue=answered"),
    ),
    Kind(
        name="members.reconfirmation_overdue",
        label=_("Reconfirmations overdue"),
        act=_("Speak to the centre"),
        things=reconfirmations_overdue,
        page=_listed("reconfirmation", "queue=overdue"),
    ),
    Kind(
        name="members.import",
        label=_("Imports read and not proposed"),
        act=_("Propose or discard it"),
        things=imports,
    ),
)
