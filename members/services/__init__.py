"""Every write with a consequence, by topic: `from members.services import review`."""


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""
