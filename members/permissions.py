"""Who may do what with the register and with applications."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import network_day
from members.enums import (
    EDITING_ROLES,
    LEADING_ROLES,
    VOTING_ROLES,
)
from members.register.acting import acting_today
from members.register.models import Centre, CoChairTerm, User

Person = User | AnonymousUser

REVIEW = "members.review_application"
SECRETARIAT_PERMISSIONS = (
    REVIEW,
    "members.view_application",
    "members.view_mandate",
    "members.view_reconfirmation",
    "members.view_profilechange",
    "members.view_membershipevent",
    *(f"members.{verb}_centrelink" for verb in ("view", "add", "change")),
    "members.view_processrules",
    "members.add_processrules",
    "members.view_networkfacts",
    "members.change_networkfacts",
    *(
        f"members.{verb}_{model}"
        for verb in ("view", "add", "change")
        for model in (
            "centre",
            "organisation",
            "formername",
            "membership",
            "representative",
            "cochairterm",
            "questiontemplate",
            "user",
        )
    ),
)


def centre_of(user: Person) -> Centre | None:
    """The centre of the Network for which this person acts today, or None."""
    acting = acting_today(user)
    return acting.centre if acting else None


def can_answer_for(user: Person, centre: Centre) -> bool:
    """Its delegate and its alternates; the secretariat never speaks for a centre."""
    return _acts_for(user, centre, VOTING_ROLES)


def can_edit_profile(user: Person, centre: Centre) -> bool:
    """Delegate, alternates and head; the secretariat edits in the admin."""
    return _acts_for(user, centre, EDITING_ROLES)


def leads(user: Person, centre: Centre) -> bool:
    """Its delegate and its head."""
    return _acts_for(user, centre, LEADING_ROLES)


def co_chair_centre(user: Person) -> Centre | None:
    """The centre that this person speaks for as co-chair today, or None; asked once."""
    acting = acting_today(user)
    if acting is None or acting.role not in VOTING_ROLES:
        return None
    kept = vars(acting)
    if "_is_of_a_co_chair" not in kept:
        terms = CoChairTerm.objects.on(network_day(timezone.now()))
        kept["_is_of_a_co_chair"] = terms.filter(centre=acting.centre).exists()
    return acting.centre if kept["_is_of_a_co_chair"] else None


def why_no_second_person(user: Person, countries: Iterable[str] = ()) -> str:
    """Why this person releases nothing that another proposed; empty if they may.

    Another one of the secretariat may, or a co-chair, who is of none of these countries.
    """
    if is_secretariat(user):
        return ""
    centre = co_chair_centre(user)
    if centre is None:
        return _("Somebody else of the secretariat or a co-chair releases it.")
    if centre.country.code in set(countries):
        return _("It is about your own country: somebody else of the secretariat releases it.")
    return ""


def _acts_for(user: Person, centre: Centre, roles: Sequence[str]) -> bool:
    acting = acting_today(user)
    return acting is not None and acting.centre_id == centre.pk and acting.role in roles


def is_secretariat(user: Person) -> bool:
    return user.is_active and user.is_staff and user.has_perm(REVIEW)


def can_export_register(user: Person) -> bool:
    return is_secretariat(user) and user.has_perm("members.view_centre")


def can_import_register(user: Person) -> bool:
    """Whoever may change by hand all that a file can change."""
    return is_secretariat(user) and user.has_perms(
        f"members.{verb}_{model}"
        for verb in ("add", "change")
        for model in ("centre", "organisation", "membership")
    )


def secretariat_people() -> QuerySet[User]:
    """Everybody to whom a case can be assigned, by name."""
    return ModelBackend().with_perm(REVIEW).filter(is_staff=True).order_by("name", "email")


def can_review(user: Person) -> bool:
    return is_secretariat(user)


def can_read_dossiers(user: Person) -> bool:
    """Dossiers are for the secretariat and for everybody who acts for a centre."""
    return is_secretariat(user) or acting_today(user) is not None
