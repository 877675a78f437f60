"""So many requests a minute of one visitor's address, or of one token."""

import logging
import time

from django.core.cache import cache
from ninja.throttling import BaseThrottle
from redis.exceptions import RedisError

WINDOW = 60  # seconds
log = logging.getLogger(__name__)


class PerVisitor(BaseThrottle):
    """Threads share this object, so it keeps nothing of a request."""

    def __init__(self, most):
        self.most = most

    def allow_request(self, request):
        token = getattr(request, "auth", None)
        visitor = f"token-{token.pk}" if token else self.get_ident(request)
        key = f"api-{visitor}-{int(time.time() // WINDOW)}"
        try:
            cache.add(key, 0, timeout=2 * WINDOW)
            return cache.incr(key) <= self.most
        except RedisError as fault:
            log.warning("requests of the API are not counted: %s", fault)
            return True  # reading what is public does not wait for the counter

    def wait(self):
        return WINDOW - time.time() % WINDOW
