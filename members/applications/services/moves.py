"""The one place where an application's status changes."""

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application, ApplicationEvent, Collaborator
from members.applications.searching import search_words
from members.enums import NEXT_APPLICATION, ApplicationStatus
from members.register.models import User


def locked(application: Application) -> Application:
    """The application as it is stored now, held until the transaction ends."""
    return Application.objects.select_for_update().get(pk=application.pk)


def must_own(application: Application, person: Collaborator) -> None:
    """Some steps are the owner's alone; `person` is asked for again, as stored now."""
    if not application.collaborators.active().filter(pk=person.pk, is_owner=True).exists():
        raise Refused(_("Only the owner of the application can do this."))


def move(
    application: Application,
    target: str,
    *,
    by: User | Collaborator | None,
    now: datetime,
    what: str,
    why: str = "",
    leaving: str | None = None,
    **changes: object,
) -> Application:
    """Change the status of a locked row and note it; Refused if the life cycle does not allow it.

    `leaving` narrows a step to one of several statuses that lead to `target`. What lists look for
    is brought up to date too: the applicant's words change between two steps only.
    """
    before = ApplicationStatus(application.status)
    if target not in NEXT_APPLICATION.get(before, ()) or before != (leaving or before):
        raise Refused(
            _("This step is no longer possible: the application is now “%(status)s”.")
            % {"status": application.get_status_display()}
        )
    changes |= {"status": target, "status_since": now}
    for field, value in changes.items():
        setattr(application, field, value)
    update_for_lists(application)
    application.save(update_fields=[*changes, "expires_on", "search_text"])
    moved: dict[str, list[object]] = {"status": [str(before), str(target)]}
    note(application, by=by, now=now, what=what, why=why, changes=moved)
    return application


def update_for_lists(application: Application) -> None:
    """Work out what lists look for; whoever asks for it saves `expires_on` and `search_text`."""
    last_days = [
        application.mandate_valid_until,
        application.evidence.aggregate(first=Min("valid_until"))["first"],
    ]
    application.expires_on = min(filter(None, last_days), default=None)
    application.search_text = search_words(application)


def note(
    application: Application,
    *,
    by: User | Collaborator | None,
    now: datetime,
    what: str,
    why: str = "",
    changes: dict[str, list[object]] | None = None,
    for_applicant: bool = True,
) -> ApplicationEvent:
    """Add to the history. `by` is empty for an applicant that nobody knows."""
    person = {"collaborator": by} if isinstance(by, Collaborator) else {"by": by}
    return application.events.create(
        **person,
        at=now,
        status=application.status,
        what=what,
        why=why,
        changes=changes or {},
        is_public_to_applicant=for_applicant,
    )
