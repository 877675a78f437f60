"""What the pages that the law asks for still lack, for the secretariat to enter."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.waiting import Queue
from members.permissions import is_secretariat
from members.privacy import facts
from members.register.models import User


def queues(now: datetime, user: User) -> list[Queue]:
    if not is_secretariat(user):
        return []
    page, known = reverse("admin:members_networkfacts_change", args=[1]), facts.of_the_network()
    return [
        Queue(_("The page “%(title)s” lacks facts") % {"title": title}, len(missing), page)
        for title, missing in facts.missing(known).items()
    ]
