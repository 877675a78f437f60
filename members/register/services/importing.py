"""The register from a table: shown first, then applied as it was shown, in one transaction.

Centres and hosts are written here. Memberships take their steps by `services.memberships`, as on
the pages of the admin: whoever spoke for a centre that leaves stops, and those concerned are told.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import progress
from common.dates import network_day
from common.refusals import Refused
from members.enums import ImportStatus
from members.register.founded import is_founded
from members.register.importing import how_read, planning, spreadsheet_reader
from members.register.importing.columns import CENTRE, HOSTS, split_hosts
from members.register.importing.headings import KEY
from members.register.importing.mistakes import UnusableError
from members.register.importing.planning import Line
from members.register.importing.spreadsheet_reader import Table
from members.register.membership_rules import StepKind
from members.register.models import Centre, ImportRun, Membership, Organisation, User
from members.register.services import memberships
from members.register.services.memberships import BATCH, Planned
from proposals import services as proposals
from proposals.enums import ProposalStatus
from proposals.models import Proposal
from proposals.services import must_be_another
from traces import edits

SHOWN = 200  # rows named in a proposal
KEPT = timedelta(days=1)  # how long a dry run waits for its confirmation
AT_A_TIME = 250  # rows applied before the progress is told
LOCK = 0x5032_4901  # "the register is being imported", for PostgreSQL

Place = tuple[str, str]  # the name and the country of a host


@transaction.atomic
def show(table: Table, *, by: User, now: datetime) -> ImportRun:
    """Keep a table's rows for its confirmation; raises `UnusableError` if it is wrong.

    A file that is not Unicode is kept even so: it may only be read by the wrong code page.
    """
    try:
        counts = planning.plan(table.rows, on=network_day(now)).counts
    except UnusableError as fault:
        if table.content is None:
            raise UnusableError(fault.all, sheet=table.how.sheet) from None
        counts = {}
    proposed = Proposal.objects.open().filter(kind="members.import").values("subject_id")
    forgotten = ImportRun.objects.waiting().exclude(pk__in=proposed)
    forgotten = forgotten.filter(started_at__lt=now - KEPT)
    forgotten.update(status=ImportStatus.DISCARDED, rows=[], content=None, settled_at=now)
    return ImportRun.objects.create(
        started_by=by,
        started_at=now,
        file_kind=table.kind,
        sha256=table.sha256,
        rows=table.rows,
        how_read=table.how.as_json(),
        content=table.content,
        **counts,
    )


@transaction.atomic
def read_again(run: ImportRun, code_page: str, *, by: User) -> ImportRun:
    """Read the file that was shown by another code page; by whoever may import."""
    run = _waiting(run)
    if Proposal.objects.open().about(run).exists():
        raise Refused(_("It is proposed: discard the proposal first."))
    if run.content is None:
        raise Refused(_("This file says itself which characters it has."))
    table = spreadsheet_reader.read(bytes(run.content), code_page)
    run.rows, run.how_read = table.rows, table.how.as_json()
    run.save(update_fields=["rows", "how_read"])
    return run


@transaction.atomic
def propose(
    run: ImportRun,
    *,
    seen: str,
    reason: str,
    are_others: bool = False,
    by: User,
    now: datetime,
) -> Proposal:
    """Keep what was shown for a second person, who applies the whole file or nothing of it.

    `are_others` says that new centres of almost the same name as existing ones are others.
    """
    if not is_founded():
        raise Refused(_("The Network is being founded: keep the file for that."))
    run = _waiting(run)
    plan = _plan_as_shown(run, seen, now)
    if plan.doubtful and not are_others:
        raise Refused(
            _(
                "Some new centres may be in the register already. Say that they are others, or "
                "write the “%(column)s” of the centre that is meant into their rows and send the "
                "file again."
            )
            % {"column": KEY}
        )
    counts, changing = plan.counts, plan.of_kind("new", "changed")
    read = " ".join(how_read.told(run.how_read))
    return proposals.propose(
        run,
        "members.import",
        {"seen": seen},
        title=_("Apply an import: %(new)d new, %(changed)d changed") % counts,
        reason=reason,
        facts=[
            *([(_("How the file was read"), read)] if read else []),
            *((_("Row %(row)d") % {"row": line.row}, _what(line)) for line in changing[:SHOWN]),
        ],
        by=by,
        now=now,
    )


def countries_of(run: ImportRun) -> set[str]:
    """Of the centres whose memberships a file changes: nobody of these is the second person."""
    try:
        plan = planning.plan(run.rows, on=network_day(timezone.now()))
    except UnusableError:
        return set()
    lines = [line for line in plan.lines if line.steps]
    before = {line.entry.values["country"] for line in lines if line.entry}
    return before | {line.values["country"] for line in lines}


def _what(line: Line) -> str:
    steps = ", ".join(str(step.kind.label) for step in line.steps)
    columns = ", ".join(sorted(line.columns))
    return f"{line.values['name']}: {steps or columns}"


@transaction.atomic
def confirm(run: ImportRun, *, seen: str, by: User, released_by: User, now: datetime) -> ImportRun:
    """Apply what was shown under the fingerprint `seen`, or refuse if it is no longer that."""
    must_be_another(by, released_by)
    _no_other_is_applied(run)
    run = _waiting(run)
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        models = (Centre, Centre.hosts.through, Organisation, Membership)
        tables = ", ".join(model._meta.db_table for model in models)
        with connection.cursor() as cursor:  # nobody writes to the register until this is stored
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
    plan = _plan_as_shown(run, seen, now)
    lines, events = plan.of_kind("new", "changed"), []
    for start in range(0, len(lines), AT_A_TIME):
        progress.tell(run, start, len(lines))
        some = lines[start : start + AT_A_TIME]
        centres = _store_centres(some)
        _store_hosts([line for line in some if line.columns & set(HOSTS)], centres)
        steps = _planned(some, centres)
        events += memberships.take(steps, by=by, released_by=released_by, now=now)
    memberships.tell_the_members(events, now=now)
    progress.tell(run, len(lines), len(lines))
    for kind, count in plan.counts.items():
        setattr(run, kind, count)
    return _settle(run, ImportStatus.APPLIED, by=by, now=now)


@transaction.atomic
def store_for_founding(
    run: ImportRun, *, seen: str, by: User, now: datetime
) -> list[tuple[Centre, Line]]:
    """While the Network is being founded: the centres and hosts of a file, and no membership.

    Given back are the centres that the file enters, for the founding to keep. One person is enough:
    nothing of it shows or holds before two delegates have agreed.
    """
    if is_founded():
        raise Refused(_("The Network is founded. Propose what the file changes."))
    _no_other_is_applied(run)
    run = _waiting(run)
    plan = _plan_as_shown(run, seen, now)
    lines = plan.of_kind("new", "changed")
    for line in lines:
        if line.steps and [step.kind for step in line.steps] != [StepKind.ENTER]:
            words = _("Row %(row)d: a Network is founded by active members and associates.")
            raise Refused(words % {"row": line.row})
    centres = _store_centres(lines)
    _store_hosts([line for line in lines if line.columns & set(HOSTS)], centres)
    _settle(run, ImportStatus.APPLIED, by=by, now=now)
    return [(centres[line.row], line) for line in lines if line.steps]


@transaction.atomic
def discard(run: ImportRun, *, by: User, now: datetime) -> ImportRun:
    if Proposal.objects.open().about(run).exists():
        raise Refused(_("It is proposed: discard the proposal first."))
    return _settle(_waiting(run), ImportStatus.DISCARDED, by=by, now=now)


def _plan_as_shown(run: ImportRun, seen: str, now: datetime) -> planning.Plan:
    try:
        plan = planning.plan(run.rows, on=network_day(now))
    except UnusableError:
        plan = None
    if plan is None or plan.fingerprint != seen:
        raise Refused(_("The register has changed since this was shown. Look at it again."))
    return plan


def _no_other_is_applied(run: ImportRun) -> None:
    """One at a time, until this transaction ends: what the next one shows would no longer hold.

    What was released waits for whoever merely tries another one; everybody else is refused at once.
    """
    released = Proposal.objects.filter(kind="members.import", status=ProposalStatus.RELEASED)
    others = released.exclude(subject_id=run.pk)
    is_free = not others.exists()
    if is_free and connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        waits = released.filter(subject_id=run.pk).exists()
        take = "pg_advisory_xact_lock(%s) IS NOT NULL" if waits else "pg_try_advisory_xact_lock(%s)"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {take}", [LOCK])
            (is_free,) = cursor.fetchone()
        is_free = is_free and not others.exists()
    if not is_free:
        raise Refused(
            _("Another import is released or being applied. Look at this one once that is done.")
        )


def _waiting(run: ImportRun) -> ImportRun:
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not row.is_waiting:
        raise Refused(_("This import is settled already."))
    return row


def _settle(run: ImportRun, status: str, *, by: User, now: datetime) -> ImportRun:
    run.status, run.settled_by, run.settled_at = status, by, now
    run.rows, run.content = [], None
    run.save()
    return run


def _store_centres(lines: Sequence[Line]) -> dict[int, Centre]:
    """The centre of each line, by its row."""
    centres = {}
    for line in lines:
        centre = line.entry.centre if line.entry else Centre()
        for name in CENTRE:
            setattr(centre, name, line.values[name])
        centres[line.row] = centre
    new = [centres[line.row] for line in lines if line.entry is None]
    edits.added(Centre.objects.bulk_create(new, batch_size=BATCH))
    changed = [centres[line.row] for line in lines if line.entry and line.columns & set(CENTRE)]
    edits.bulk_update(changed, [*CENTRE, "name_words"])
    return centres


def _store_hosts(lines: Sequence[Line], centres: dict[int, Centre]) -> None:
    """Hosts are linked anew; an organisation that no centre has any more stays."""
    private: dict[Place, bool] = {}
    for line in lines:
        names = split_hosts(line.values["private_hosts"])
        private |= {place: place[0] in names for place in _places(line)}
    of_these_names = Organisation.objects.filter(name__in={name for name, _country in private})
    organisations = {(host.name, str(host.country)): host for host in of_these_names}
    missing = [place for place in private if place not in organisations]
    new = Organisation.objects.bulk_create(
        Organisation(name=name, country=country, is_private=private[name, country])
        for name, country in missing
    )
    edits.added(new)
    organisations |= dict(zip(missing, new, strict=True))
    changed = [
        organisations[place]
        for place, is_private in private.items()
        if organisations[place].is_private != is_private
    ]
    for host in changed:
        host.is_private = not host.is_private
    edits.bulk_update(changed, ["is_private"])

    linked = Centre.hosts.through
    keys, before = [centres[line.row].pk for line in lines], defaultdict(list)
    for start in range(0, len(keys), BATCH):
        rows = linked.objects.filter(centre__in=keys[start : start + BATCH])
        for key, name in rows.values_list("centre", "organisation__name"):
            before[key].append(name)
        rows.delete()
    links = (
        linked(centre=centres[line.row], organisation=organisations[place])
        for line in lines
        for place in _places(line)
    )
    linked.objects.bulk_create(links, batch_size=BATCH)
    edits.relinked(
        "hosts",
        {
            centres[line.row]: (
                ", ".join(sorted(before[centres[line.row].pk])),
                ", ".join(sorted(name for name, _country in _places(line))),
            )
            for line in lines
        },
    )


def _places(line: Line) -> list[Place]:
    """The place of each host: that of the host which the centre has, or the centre's own."""
    hosts = line.entry.centre.hosts.all() if line.entry else ()
    own = {host.name: str(host.country) for host in hosts}
    return [
        (name, own.get(name, line.values["country"])) for name in split_hosts(line.values["hosts"])
    ]


def _planned(lines: Sequence[Line], centres: dict[int, Centre]) -> list[Planned]:
    """Each line's steps with the membership that takes them, a new one where one is entered."""
    planned = []
    for line in lines:
        earlier = line.entry.membership if line.entry else None
        is_entered = any(step.kind == StepKind.ENTER for step in line.steps)
        row = Membership(centre=centres[line.row]) if is_entered else earlier
        if row is not None:
            row.centre = centres[line.row]
            planned += [Planned(row, step, earlier) for step in line.steps]
    return planned
