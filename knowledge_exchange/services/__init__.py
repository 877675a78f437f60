"""Every write with a consequence, by topic: `services.publishing`, `services.meetings`, …"""

from members.services import Refused

__all__ = ["Refused"]
