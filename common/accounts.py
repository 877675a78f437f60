"""The person who acts and the visitor who asks, for signatures of floors that know no such model.

Type checkers read the model that `AUTH_USER_MODEL` names; nothing is imported when the site runs.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import _AnyUser as Visitor
    from django.contrib.auth.models import _User as User
else:
    User = Visitor = object

__all__ = ["User", "Visitor"]
