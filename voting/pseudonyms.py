"""Who acts in a record: a name of its own for each person in each motion, and no way back.

It is made with our secret key, so that nobody can try out who is meant.
"""

from django.utils.crypto import salted_hmac

LENGTH = 16


def scope_of(application):
    """What a motion to be opened now on this application has for itself."""
    return f"application {application.pk}, motion {application.motions.count() + 1}"


def of(user, scope):
    made = salted_hmac("voting.record.person", f"{scope}:{user.pk}", algorithm="sha256")
    return made.hexdigest()[:LENGTH]
