"""What a password is not made of: words that anybody tries first at a site like this one."""

import re
from functools import cached_property

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.folding import name_key
from members.permissions import centre_of
from members.register.models import User

LEAST_BESIDES = 8  # characters that have to stand beside such words
SHORTEST = 4  # a word; shorter ones stand in others by chance
LONGEST_PART = 12  # characters that make no password by being said again
LONGEST_JOINED = 64  # characters; no two of the common ones have as many


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


class CommonOnesJoinedValidator:
    """A common password with figures around it, twice over, or beside another is one as well.

    Django's list holds few that are as long as ours have to be. It is kept once it was asked for.
    """

    @cached_property
    def common(self) -> set[str]:
        return CommonPasswordValidator().passwords

    def validate(self, password: str, user: User | None = None) -> None:
        if self._is_joined(password.lower()):
            raise ValidationError(
                _(
                    "This password is made of one or two that very many people use. Add words of "
                    "your own to it, or others."
                ),
                code="password_of_common_ones",
            )

    def get_help_text(self) -> str:
        return _("Your password is not put together from one or two that very many people use.")

    def _is_joined(self, password: str) -> bool:
        if (password + password).find(password, 1) < LONGEST_PART:  # one part, again and again
            return True
        if len(password) > LONGEST_JOINED:
            return False
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
        return any(
            whole in self.common
            or any(whole[:cut] in self.common and whole[cut:] in self.common for cut in cuts)
            for whole in (password, core)
            for cuts in [range(SHORTEST - 1, len(whole) - SHORTEST + 2)]
        )


def own_words(user: User | None) -> set[str]:
    texts = [settings.NETWORK_NAME, settings.NETWORK_SHORT_NAME, settings.SITE_HOST or ""]
    if user and user.pk:
        texts += [user.name, user.email]
        if centre := centre_of(user):
            texts += [centre.name, *(host.name for host in centre.hosts.all())]
    words = (re.findall(r"\w+", name_key(text)) for text in texts)
    return {word for found in words for word in found if len(word) >= SHORTEST}
