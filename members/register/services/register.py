"""The history of the register: who noted what of a membership, and when."""


def note_event(membership, note, *, by, now, effective="", announced=""):
    """Add to the history what the membership is from the partial date `effective` on.

    Without one it is what was noted that day about a membership whose facts stay as they are.
    """
    return membership.events.create(
        at=now,
        announced=announced,
        effective=effective,
        membership_class=membership.membership_class,
        maturity=membership.maturity,
        status=membership.status,
        by=by,
        note=note,
    )
