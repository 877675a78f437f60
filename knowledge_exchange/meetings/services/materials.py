"""What a meeting worked with: files that were checked, each version beside the earlier ones."""

import logging

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.enums import Visibility
from knowledge_exchange.meetings.models import Material
from knowledge_exchange.meetings.services.meetings import locked

log = logging.getLogger(__name__)

MOST_MATERIALS, MOST_VERSIONS = 60, 20  # of a meeting, of a material


@transaction.atomic
def add(meeting, *, title, visibility, upload, by, now, agenda_item=None):
    """`upload` is what `uploads.checking.check` gave."""
    row = locked(meeting.pk)
    if row.materials.count() >= MOST_MATERIALS:
        raise Refused(_("A meeting holds %d materials at most.") % MOST_MATERIALS)
    material = Material(meeting=row, title=title, visibility=visibility, agenda_item=agenda_item)
    _refuse_active(visibility, upload.has_active_content)
    material.save()
    _keep(material, upload, by=by, now=now)
    return material


@transaction.atomic
def add_version(material, *, upload, by, now):
    """A newer file beside the earlier ones; the newest is offered first."""
    row = _locked(material)
    if row.versions.count() >= MOST_VERSIONS:
        raise Refused(_("A material holds %d versions at most.") % MOST_VERSIONS)
    _refuse_active(row.visibility, upload.has_active_content)
    return _keep(row, upload, by=by, now=now)


@transaction.atomic
def describe(material):
    """Keep its title and visibility as they stand in `material`."""
    row = _locked(material)
    refuse_what_acts(row, material.visibility)
    material.save(update_fields=["title", "visibility"])
    return material


def refuse_what_acts(material, visibility):
    """All versions of a material are shown to the same people."""
    carries = material.versions.filter(has_active_content=True).exists()
    _refuse_active(visibility, carries)


def _locked(material):
    return Material.objects.select_for_update().get(pk=material.pk)


def _refuse_active(visibility, has_active_content):
    if visibility == Visibility.PUBLIC and has_active_content:
        raise Refused(
            _(
                "A file with macros, scripts or other files inside is not for the public. Save it "
                "without them, or show it to the members only."
            )
        )


def _keep(material, upload, *, by, now):
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
