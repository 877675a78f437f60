"""Each cookie that the site sets; a test compares them with those that are really set."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.register import sign_in_adapter


@dataclass(frozen=True)
class Cookie:
    name: str
    why: Promise
    lasts: Promise


COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _("Keeps you signed in, or an applicant's application open."),
        _(
            "14 days at most, and sooner if you do nothing: 30 minutes for the secretariat, 12 "
            "hours for others. For applicants until the browser is closed."
        ),
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("Makes sure that a form you send was shown to you, and not made by somebody else."),
        _("One year."),
    ),
    Cookie(
        CookieStorage.cookie_name,
        _("Carries a sentence such as “Saved.” from one page to the next."),
        _("Until the next page has shown it."),
    ),
    Cookie(
        sign_in_adapter.COOKIE,
        _("Knows this browser, so that a letter warns you when somebody signs in with another."),
        _("400 days after you signed in last."),
    ),
)
