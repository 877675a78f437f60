"""What the rules refuse, in words that may be shown to whoever asked."""


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""
