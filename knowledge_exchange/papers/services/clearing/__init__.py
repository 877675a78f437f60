"""How a version is cleared for publication, from top to bottom.

`silence`: the text stands still, and is adopted at the deadline unless a member centre objects.
`objections`: where one does, the secretariat returns the text to discussion or puts it to the
vote, and what the vote decides is noted. `clearances`: what clears, on whose word, and how a
clearance is taken back.
"""

from knowledge_exchange.papers.services.clearing.clearances import (
    TAKEN_BACK,
    clear_by_secretariat,
    take_back,
)
from knowledge_exchange.papers.services.clearing.objections import (
    OBJECTED,
    TOLD_MEMBERS,
    WITHDRAWN,
    object_to,
    put_to_the_vote,
    return_to_discussion,
    settle_votes,
    take_back_from_the_vote,
    withdraw_objection,
)
from knowledge_exchange.papers.services.clearing.silence import (
    BEGUN,
    ENDED,
    REMINDER,
    adopt_due,
    begin,
    extend,
    fingerprint,
    has_spoken,
    remind,
    stop,
)

__all__ = [
    "BEGUN",
    "ENDED",
    "OBJECTED",
    "REMINDER",
    "TAKEN_BACK",
    "TOLD_MEMBERS",
    "WITHDRAWN",
    "adopt_due",
    "begin",
    "clear_by_secretariat",
    "extend",
    "fingerprint",
    "has_spoken",
    "object_to",
    "put_to_the_vote",
    "remind",
    "return_to_discussion",
    "settle_votes",
    "stop",
    "take_back",
    "take_back_from_the_vote",
    "withdraw_objection",
]
