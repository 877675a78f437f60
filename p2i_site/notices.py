"""Notices of the site travel in a cookie of this very host, as the others do."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NoticeCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class NoticeStorage(FallbackStorage):
    """What does not fit into the cookie stands in the session."""

    storage_classes = (NoticeCookie, SessionStorage)
