"""Who is named in an application by somebody else is told so: Art. 14 of the GDPR."""

from datetime import datetime

from common.email_addresses import as_kept
from members.applications.models import Application
from outbox import services as outbox

KIND = "members.named_in_application"


def tell_people_named(application: Application, *, now: datetime) -> None:
    """Once each; never those who work on it themselves, who know.

    The limits for letters to strangers hold: whoever types addresses floods nobody's mailbox.
    """
    people = application.collaborators.values_list("email", flat=True)
    told = {as_kept(email) for email in people}
    for role in ("contact", "delegate", "alternate"):
        email = getattr(application, f"{role}_email")
        if email and as_kept(email) not in told:
            told.add(as_kept(email))
            outbox.queue_for_stranger(
                KIND,
                key=f"application:{application.pk}:{KIND}:{role}",
                to=email,
                about=application,
                now=now,
                is_known=False,
            )
