"""The register from a table: shown first, then applied as it was shown, in one transaction."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.enums import ImportStatus
from members.register.importing import applying, planning
from members.register.importing.mistakes import Unusable
from members.register.models import Centre, ImportRun, Membership, Organisation

KEPT = timedelta(days=1)  # how long a dry run waits for its confirmation


@transaction.atomic
def show(table, *, by, now):
    """Keep a table's rows for its confirmation; raises `Unusable` where it cannot be applied."""
    counts = planning.plan(table.rows).counts
    forgotten = ImportRun.objects.waiting().filter(started_at__lt=now - KEPT)
    forgotten.update(status=ImportStatus.DISCARDED, rows=[], settled_at=now)
    return ImportRun.objects.create(
        started_by=by,
        started_at=now,
        file_kind=table.kind,
        sha256=table.sha256,
        rows=table.rows,
        **counts,
    )


@transaction.atomic
def confirm(run, *, seen, by, now):
    """Apply what was shown under the fingerprint `seen`, or refuse if it is no longer that."""
    run = _waiting(run)
    _lock_the_register()
    try:
        plan = planning.plan(run.rows)
    except Unusable:
        plan = None
    if plan is None or plan.fingerprint != seen:
        raise Refused(_("The register has changed since this was shown. Look at it again."))
    applying.apply(plan, by=by, now=now)
    for kind, count in plan.counts.items():
        setattr(run, kind, count)
    return _settle(run, ImportStatus.APPLIED, by=by, now=now)


@transaction.atomic
def discard(run, *, by, now):
    return _settle(_waiting(run), ImportStatus.DISCARDED, by=by, now=now)


def _waiting(run):
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not row.is_waiting:
        raise Refused(_("This import is settled already."))
    return row


def _settle(run, status, *, by, now):
    run.status, run.settled_by, run.settled_at, run.rows = status, by, now, []
    run.save()
    return run


def _lock_the_register():
    """Nobody writes to it until this is stored; SQLite has one writer at a time anyway."""
    if connection.vendor != "postgresql":
        return
    linked = Centre.hosts.through
    tables = ", ".join(one._meta.db_table for one in (Centre, linked, Organisation, Membership))
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
