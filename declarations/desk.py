"""What the declaration leaves to do for the secretariat."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.accounts import User
from common.waiting import Queue, queue_of
from declarations.models import Signature


def queues(now: datetime, user: User) -> list[Queue]:
    url = reverse("admin:declarations_signature_chase")
    outstanding = Signature.objects.to_chase()
    return [queue_of(outstanding, _("Signatures outstanding"), url, since="entered_at")]
