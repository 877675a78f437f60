"""Has this Network begun? It is founded with its first membership, and stays so.

Until then the site says that it is being founded, nobody acts for a centre, and memberships come by
the founding alone (`services/founding.py`).
"""

from django.db import connection

from members.register.models import Membership

_kept = {"is_founded": False}  # by this process, once it is so: one question less for each page


def is_founded() -> bool:
    if _kept["is_founded"]:
        return True
    is_so = Membership.objects.exists()
    if is_so and not connection.in_atomic_block:  # what is not committed may be taken back
        _kept["is_founded"] = True
    return is_so


def is_being_founded() -> bool:
    return not is_founded()
