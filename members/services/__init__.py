"""Every write with a consequence. Callers import the topic: `from members.services import review`."""


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""
