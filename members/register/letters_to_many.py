"""A letter to many takes two people: it reaches centres, and nobody can call it back."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.permissions import why_no_second_person
from members.register.models import User
from members.register.two_people import time_to_recall
from outbox import services as outbox
from outbox.models import Circular
from outbox.permissions import can_write_to_many
from outbox.services.circulars import fingerprint
from proposals.kinds import Kind
from proposals.models import Proposal
from proposals.services import must_be_another


def send(
    circular: Circular, *, by: User, released_by: User | None, now: datetime, seen: str = ""
) -> Circular:
    """Queue it; it begins once the time to recall a decision has passed, and can be stopped."""
    must_be_another(by, released_by)
    return outbox.start_circular(
        circular, by=by, released_by=released_by, now=now, held_for=time_to_recall(), seen=seen
    )


def why_not_propose(user: User, circular: Circular) -> str:
    return "" if can_write_to_many(user) else gettext("The secretariat proposes it.")


def why_not_release(user: User, proposal: Proposal) -> str:
    return why_no_second_person(user)


def why_not_sent(circular: Circular, now: datetime) -> str:
    return "" if circular.is_draft else gettext("This letter is released already.")


def what_was_read(circular: Circular) -> Mapping[str, object]:
    return {"seen": fingerprint(circular)}


def whom_it_is_for(circular: Circular) -> list[tuple[str, str]]:
    """Its words are read on its page: they go after a year, and what is proposed stays."""
    return [(gettext("To"), circular.whom)]


LETTER_TO_MANY = Kind(
    name="members.letter_to_many",
    label=_("Send a letter to many"),
    act=send,
    why_not_propose=why_not_propose,
    why_not_release=why_not_release,
    seen=what_was_read,
    facts=whom_it_is_for,
    why_lapsed=why_not_sent,
)
