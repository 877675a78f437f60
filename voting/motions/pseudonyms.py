"""Who acts in a record: a name of its own for each person in each motion, and no way back.

It is made with our secret key, so that nobody can try out who is meant, and kept with the motion:
a secret key that changes in the middle of a vote names nobody anew.
"""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from members.register.models import User
from voting.models import Motion, RecordAlias

LENGTH = 16


def scope_of(motion: Motion) -> str:
    """What a motion to be opened now has for itself; one of an admission has no number yet."""
    if motion.application is None:
        return f"motion {motion.pk}"
    return f"application {motion.application.pk}, motion {motion.application.motions.count() + 1}"


def new_alias(user: User, scope: str) -> str:
    """For a person that the record does not name yet."""
    code = salted_hmac("voting.record.person", f"{scope}:{user.pk}", algorithm="sha256")
    return code.hexdigest()[:LENGTH]


def keep(motion: Motion, aliases: Iterable[tuple[User, str]]) -> None:
    """The names of those on the roll, as the opening has frozen them."""
    RecordAlias.objects.bulk_create(
        RecordAlias(motion=motion, user=user, alias=alias) for user, alias in aliases
    )


def alias_of(user: User, motion: Motion) -> str:
    """Of somebody who acts now: the name that is kept, else a new one, kept from now on."""
    kept, _is_new = RecordAlias.objects.get_or_create(
        motion=motion, user=user, defaults={"alias": new_alias(user, motion.record_scope)}
    )
    return kept.alias
