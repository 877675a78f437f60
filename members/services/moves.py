"""The one place where an application's status changes."""

from django.utils.translation import gettext as _

from members.enums import NEXT_APPLICATION
from members.models import Application
from members.services import Refused


def locked(application):
    """The application as it is stored now, held until the transaction ends."""
    return Application.objects.select_for_update().get(pk=application.pk)


def move(application, target, *, by, now, what, leaving=None, **changes):
    """Change the status of a locked row and note it; Refused if the life cycle does not allow it.

    `leaving` narrows a step to one of several statuses that lead to `target`.
    """
    allowed = target in NEXT_APPLICATION.get(application.status, ())
    if not allowed or application.status != (leaving or application.status):
        raise Refused(
            _("This step is no longer possible: the application is now “%(status)s”.")
            % {"status": application.get_status_display()}
        )
    application.status = target
    for field, value in changes.items():
        setattr(application, field, value)
    application.save(update_fields=["status", *changes])
    note(application, by=by, now=now, what=what)
    return application


def note(application, *, by, now, what, for_applicant=True):
    application.events.create(
        at=now,
        by=by,
        status=application.status,
        what=what,
        is_public_to_applicant=for_applicant,
    )
