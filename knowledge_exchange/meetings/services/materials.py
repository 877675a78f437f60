"""What a meeting worked with: files that were checked, each version beside the earlier ones."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings.enums import Visibility
from knowledge_exchange.meetings.models import AgendaItem, Material, MaterialVersion, Meeting
from knowledge_exchange.meetings.services.meetings import lock
from members.models import User
from uploads.checking import CheckedUpload

log = logging.getLogger(__name__)

MOST_MATERIALS, MOST_VERSIONS = 60, 20  # of a meeting, of a material


@transaction.atomic
def add(
    meeting: Meeting,
    *,
    title: str,
    visibility: str,
    upload: CheckedUpload,
    by: User,
    now: datetime,
    agenda_item: AgendaItem | None = None,
) -> Material:
    row = lock(meeting.pk)
    if row.materials.count() >= MOST_MATERIALS:
        raise Refused(_("A meeting holds %d materials at most.") % MOST_MATERIALS)
    material = Material(meeting=row, title=title, visibility=visibility, agenda_item=agenda_item)
    _refuse_active_content(visibility, upload.has_active_content)
    material.save()
    _keep(material, upload, by=by, now=now)
    return material


@transaction.atomic
def add_version(
    material: Material, *, upload: CheckedUpload, by: User, now: datetime
) -> MaterialVersion:
    """A newer file beside the earlier ones; the newest is offered first."""
    row = _lock(material)
    if row.versions.count() >= MOST_VERSIONS:
        raise Refused(_("A material holds %d versions at most.") % MOST_VERSIONS)
    _refuse_active_content(row.visibility, upload.has_active_content)
    return _keep(row, upload, by=by, now=now)


@transaction.atomic
def describe(material: Material) -> Material:
    """Keep its title and visibility as they stand in `material`."""
    refuse_visibility(_lock(material), material.visibility)
    material.save(update_fields=["title", "visibility"])
    return material


def refuse_visibility(material: Material, visibility: str) -> None:
    """All versions of a material are shown to the same people."""
    carries = material.versions.filter(has_active_content=True).exists()
    _refuse_active_content(visibility, carries)


def _lock(material: Material) -> Material:
    return Material.objects.select_for_update().get(pk=material.pk)


def _refuse_active_content(visibility: str, has_active_content: bool) -> None:
    if visibility == Visibility.PUBLIC and has_active_content:
        raise Refused(
            _(
                "A file with macros, scripts or other files inside is not for the public. Save it "
                "without them, or show it to the members only."
            )
        )


def _keep(material: Material, upload: CheckedUpload, *, by: User, now: datetime) -> MaterialVersion:
    last = material.versions.aggregate(last=Max("number"))["last"] or 0
    version = material.versions.model(
        material=material,
        number=last + 1,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        has_active_content=upload.has_active_content,
        at=now,
        by=by,
    )
    version.file.save(upload.name, upload.file, save=False)
    version.save()
    log.info("material %s, version %d, added by user %s", material.pk, version.number, by.pk)
    return version
