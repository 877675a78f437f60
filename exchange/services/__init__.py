"""Every write with a consequence, by topic: `from exchange.services import posts`."""

from members.services import Refused

__all__ = ["Refused"]
