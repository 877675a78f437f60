"""The one place where an application's status changes."""

from django.db.models import Min
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application, Collaborator
from members.applications.searching import search_words
from members.enums import NEXT_APPLICATION


def locked(application):
    """The application as it is stored now, held until the transaction ends."""
    return Application.objects.select_for_update().get(pk=application.pk)


def must_own(application, person):
    """Some steps are the owner's alone; `person` is asked for again, as stored now."""
    if not application.collaborators.active().filter(pk=person.pk, is_owner=True).exists():
        raise Refused(_("Only the owner of the application can do this."))


def move(application, target, *, by, now, what, why="", leaving=None, **changes):
    """Change the status of a locked row and note it; Refused if the life cycle does not allow it.

    `leaving` narrows a step to one of several statuses that lead to `target`.
    """
    allowed = target in NEXT_APPLICATION.get(application.status, ())
    if not allowed or application.status != (leaving or application.status):
        raise Refused(
            _("This step is no longer possible: the application is now “%(status)s”.")
            % {"status": application.get_status_display()}
        )
    before = application.status
    application.status, application.status_since = target, now
    for field, value in changes.items():
        setattr(application, field, value)
    found_by = _found_by(application)
    application.save(update_fields=["status", "status_since", *changes, *found_by])
    note(application, by=by, now=now, what=what, why=why, changes={"status": [before, str(target)]})
    return application


def _found_by(application):
    """Bring up to date what lists look for: the applicant's words change between two steps only."""
    application.search_text = search_words(application)
    application.expires_on = first_expiry(application)
    return ["search_text", "expires_on"]


def first_expiry(application):
    """The first day on which the mandate or a piece of evidence ends, or None."""
    evidence = application.evidence.aggregate(ends=Min("valid_until"))["ends"]
    return min(filter(None, [application.mandate_valid_until, evidence]), default=None)


def note(application, *, by, now, what, why="", changes=None, for_applicant=True):
    """Add to the history. `by` is a User, a Collaborator of the applicant, or None."""
    who = "collaborator" if isinstance(by, Collaborator) else "by"
    return application.events.create(
        **{who: by},
        at=now,
        status=application.status,
        what=what,
        why=why,
        changes=changes or {},
        is_public_to_applicant=for_applicant,
    )
