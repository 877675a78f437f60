from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from voting.records import record


class VotingConfig(AppConfig):
    name = "voting"
    verbose_name = _("Votes")

    def ready(self):
        """No vote without its record: the site does not start on a key that signs nothing."""
        try:
            record.Signer(settings.RECORD_SIGNING_KEY)
        except record.UnreadableKeyError as unreadable:
            raise ImproperlyConfigured(str(unreadable)) from None
