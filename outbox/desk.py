"""What the secretariat's desk says about the mail."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outbox import kinds
from outbox.models import Mail


def rows(now, user):
    """What waits for somebody: how many, since when, and where they stand."""
    return [
        _row(_("Mails that failed or are in doubt"), Mail.objects.for_a_person(), "person"),
        _row(_("Mails that should have left by now"), Mail.objects.overdue(now), "overdue"),
    ]


def _row(label, mails, attention):
    found = kinds.for_staff(mails).aggregate(count=Count("pk"), oldest=Min("due_at"))
    address = f"{reverse('admin:outbox_mail_changelist')}?attention={attention}"
    return {"label": label, **found, "is_urgent": True, "url": address}
