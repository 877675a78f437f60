"""What waits for the secretariat."""

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from declarations.models import Signature


def rows(now, user):
    waiting = Signature.objects.to_chase()
    return [
        {
            "label": _("Signatures outstanding"),
            "count": waiting.count(),
            "oldest": waiting.aggregate(oldest=Min("entered_at"))["oldest"],
            "url": reverse("admin:declarations_signature_chase"),
        }
    ]
