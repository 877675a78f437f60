"""Who acts in a record: a name of its own for each person in each motion, and no way back.

It is made with our secret key, so that nobody can try out who is meant.
"""

from django.utils.crypto import salted_hmac

from members.register.models import User
from voting.models import Motion

LENGTH = 16


def scope_of(motion: Motion) -> str:
    """What a motion to be opened now has for itself; one of an admission has no number yet."""
    if motion.application is None:
        return f"motion {motion.pk}"
    return f"application {motion.application.pk}, motion {motion.application.motions.count() + 1}"


def alias_of(user: User, scope: str) -> str:
    code = salted_hmac("voting.record.person", f"{scope}:{user.pk}", algorithm="sha256")
    return code.hexdigest()[:LENGTH]
