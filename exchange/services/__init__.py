"""Every write with a consequence, by topic: `from exchange.services import posts`."""


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""
