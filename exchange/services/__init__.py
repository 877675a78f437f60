"""Every write with a consequence, by topic: `from exchange.services import posts`."""

from common.refusals import Refused

__all__ = ["Refused"]
