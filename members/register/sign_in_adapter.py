"""How allauth behaves here: no sign-up, letters by the outbox, and which browsers are known."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import show_instant
from members.register import sessions
from members.register.services import accounts
from traces.enums import Act
from traces.services import note
from traces.signals import note_locked_out

COOKIE, SALT = f"{settings.COOKIE_PREFIX}known_to", "members.known_browser"
COOKIE_LASTS = 400 * 24 * 3600  # seconds, as long as browsers keep one
PEOPLE_AT_MOST = 20  # of one browser


class AccountAdapter(DefaultAccountAdapter):
    notices: ClassVar[dict[str, str]] = {  # what allauth would write of, and what we call it
        "account/email/password_changed": "password",
        "account/email/password_set": "password",
        "account/email/password_reset": "password",
        "mfa/email/totp_activated": "factor_on",
        "mfa/email/totp_deactivated": "factor_off",
        "mfa/email/webauthn_added": "passkey_on",
        "mfa/email/webauthn_removed": "passkey_off",
        "mfa/email/recovery_codes_generated": "codes",
    }
    ways_to_confirm: ClassVar[dict[str, Promise]] = {
        "reauthenticate": gettext_lazy("With your password"),
        "mfa_reauthenticate": gettext_lazy("With a code from your app, or a recovery code"),
        "mfa_reauthenticate:webauthn": gettext_lazy("With a passkey"),
    }

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy(
            "There were too many attempts to sign in. Try again in 5 minutes; if it is still too "
            "early then, in an hour."
        ),
    }

    def pre_authenticate(self, request, **credentials):
        """Who has tried too much is noted; what was typed is not."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_locked_out(str(credentials.get("email") or ""))
            raise

    def get_login_stages(self):
        """allauth's; the second step may have been asked for by the state's provider."""
        own = "members.register.provider_adapter.SecondStepStage"
        stages = super().get_login_stages()
        return [own if one == "allauth.mfa.stages.AuthenticateStage" else one for one in stages]

    def is_open_for_signup(self, request):
        """Logins come with a centre or a post in the secretariat, never by signing up."""
        return False

    def get_login_redirect_url(self, request):
        """The first time what to do first; later on staff see the desk, everybody else the home."""
        if getattr(request, "is_first_sign_in", False):
            return reverse("members:welcome")
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def send_mail(self, template_prefix, email, context):
        """allauth has no reason to write: a link to choose a password is queued by `tasks`."""

    def get_reauthentication_methods(self, user):
        ways = super().get_reauthentication_methods(user)
        words = self.ways_to_confirm
        return [{**way, "description": words.get(way["id"], way["description"])} for way in ways]

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """A stolen sign-in is noticed: each change is noted and told, with the link that locks.

        A password that was chosen by a mailed link proves the address too.
        """
        now = timezone.now()
        if template_prefix == "account/email/password_reset":
            accounts.prove_address(user)
            note(Act.RESET_DONE, by=user, about=user, now=now)
        accounts.note_own_change(user, self.notices[template_prefix], now=now)
        if self.request is not None and self.request.user == user:
            sessions.begins_anew(self.request, now)

    def login(self, request, user):
        """The first time of all no browser is known yet: the invitation has just been mailed."""
        request.is_first_sign_in = user.last_login is None
        super().login(request, user)
        if not request.is_first_sign_in and user.pk not in _known_to(request):
            accounts.tell_of_change(user, "browser", now=timezone.now())

    def post_login(self, request, user, **details):
        """The browser bears in a signed cookie who has signed in with it, and nothing else."""
        response = super().post_login(request, user, **details)
        if due := accounts.second_step_due(user, now=timezone.now()):
            messages.info(request, _("Set up a second step by %s.") % show_instant(due))
        known = [user.pk, *(pk for pk in _known_to(request) if pk != user.pk)][:PEOPLE_AT_MOST]
        response.set_cookie(
            COOKIE,
            signing.dumps(known, salt=SALT),
            max_age=COOKIE_LASTS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


def _known_to(request):
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_LASTS)
    except signing.BadSignature:
        return []
