"""Why an application is put to the vote although not every criterion is met."""

from voting.models import Motion


def why_an_exception(motion: Motion) -> str:
    """The reason that two people released, for those who vote; empty where none was needed."""
    if motion.application is None:
        return ""
    released = motion.application.decisions.released().order_by("-released_at", "-pk").first()
    return released.exception if released else ""
