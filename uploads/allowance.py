"""How many files are looked at for somebody in an hour; those that are refused count too."""

import logging
import time

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

WINDOW = 3600  # seconds
log = logging.getLogger(__name__)


def take(whose: str, *, most: int) -> None:
    """Count one more; ValidationError where it is one too many."""
    key = f"looked-at-{whose}-{int(time.time() // WINDOW)}"
    try:
        cache.add(key, 0, timeout=WINDOW)
        taken = cache.incr(key)
    except (RedisError, ValueError) as fault:  # it ran out between the two
        log.warning("files that are looked at are not counted: %s", fault)
        return
    if taken > most:
        said = _("Up to %(most)d files are looked at in an hour. Add this one in an hour.")
        raise ValidationError(said % {"most": most})
