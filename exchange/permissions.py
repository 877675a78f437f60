"""Who sees the exchange and who may do what in it."""

from common.accounts import Visitor
from exchange.enums import SPEAKING_ROLES
from exchange.models import BuddyPair, Post
from members.enums import VOTING_ROLES
from members.permissions import is_secretariat
from members.register.acting import acting_today

SECRETARIAT_PERMISSIONS = (
    *(
        f"exchange.{verb}_{model}"
        for model in ("service", "serviceoffer")
        for verb in ("add", "change", "view")
    ),
    *(f"exchange.view_{model}" for model in ("buddypair", "buddynote", "post", "answer")),
    "exchange.keep_catalogue",
    "exchange.keep_buddies",
    "exchange.close_post",
)


def can_see_exchange(user: Visitor) -> bool:
    """The secretariat, and everybody who acts for a centre of the Network."""
    return is_secretariat(user) or acting_today(user) is not None


def can_propose_service(user: Visitor) -> bool:
    acting = acting_today(user)
    return acting is not None and acting.role in VOTING_ROLES


def can_speak_for_centre(user: Visitor) -> bool:
    """Say what the centre offers, and be its voice in the buddy scheme."""
    acting = acting_today(user)
    return acting is not None and acting.role in SPEAKING_ROLES


def can_post(user: Visitor) -> bool:
    """Every representative, observers too."""
    return acting_today(user) is not None


def can_change_post(user: Visitor, post: Post) -> bool:
    acting = acting_today(user)
    return acting is not None and acting.centre_id == post.centre_id


def can_answer(user: Visitor, post: Post) -> bool:
    acting = acting_today(user)
    return acting is not None and acting.centre_id != post.centre_id


def can_read_notes(user: Visitor, pair: BuddyPair) -> bool:
    """Both centres and the secretariat."""
    if is_secretariat(user):
        return True
    acting = acting_today(user)
    return acting is not None and acting.centre_id in pair.centre_ids


def can_act_on_pair(user: Visitor, pair: BuddyPair) -> bool:
    return can_speak_for_centre(user) and can_read_notes(user, pair)


def can_agree(user: Visitor, pair: BuddyPair) -> bool:
    """The side that was asked. To the secretariat's proposal the supporting centre says yes."""
    if not can_act_on_pair(user, pair):
        return False
    whose_yes = {pair.supporter_id}
    if pair.proposed_for_id:
        whose_yes = pair.centre_ids - {pair.proposed_for_id}
    acting = acting_today(user)
    return acting is not None and acting.centre_id in whose_yes


def can_keep_catalogue(user: Visitor) -> bool:
    return user.is_active and user.is_staff and user.has_perm("exchange.keep_catalogue")


def can_keep_buddies(user: Visitor) -> bool:
    return user.is_active and user.is_staff and user.has_perm("exchange.keep_buddies")


def can_keep_offers(user: Visitor) -> bool:
    return user.is_active and user.is_staff and user.has_perm("exchange.change_serviceoffer")


def can_close_posts(user: Visitor) -> bool:
    return user.is_active and user.is_staff and user.has_perm("exchange.close_post")
