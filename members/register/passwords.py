"""What a password is not made of: words that anybody tries first at a site like this one."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.folding import name_key
from members.permissions import centre_of
from members.register.models import User

LEAST_BESIDES = 8  # characters that have to stand beside such words
SHORTEST = 4  # a word; shorter ones stand in others by chance


class OwnWordsValidator:
    """Words of the Network, of the person and of their centre count for nothing."""

    def validate(self, password: str, user: User | None = None) -> None:
        whole = left = re.sub(r"\W", "", name_key(password))
        for word in sorted(own_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != whole and len(left) < LEAST_BESIDES:
            raise ValidationError(
                _(
                    "This password is made of words that somebody would try first: the Network's, "
                    "your centre's or your own name. Add others."
                ),
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        return _("Your password is more than the names of the Network, your centre and yourself.")


def own_words(user: User | None) -> set[str]:
    texts = [settings.NETWORK_NAME, settings.NETWORK_SHORT_NAME, settings.SITE_HOST or ""]
    if user and user.pk:
        texts += [user.name, user.email]
        if centre := centre_of(user):
            texts += [centre.name, *(host.name for host in centre.hosts.all())]
    words = (re.findall(r"\w+", name_key(text)) for text in texts)
    return {word for found in words for word in found if len(word) >= SHORTEST}
