"""A plan becomes rows. All that changes the register by an import is here.

What a file changes of a membership is noted in its history, as any other change is.
"""

from django.utils.translation import gettext as _

from members.enums import MembershipStatus
from members.register.importing.checking import begins_anew
from members.register.importing.columns import CENTRE, FIELD_NAME, HOSTS, MEMBERSHIP, split_hosts
from members.register.models import Centre, Membership, Organisation
from members.register.services.register import note_event

BATCH = 500


def apply(plan, *, by, now):
    """Inside the caller's transaction, which holds the register's lock."""
    lines = plan.of_kind("new", "changed")
    centres = _store_centres(lines)
    _store_hosts([line for line in lines if line.columns & set(HOSTS)], centres)
    for line in lines:
        if line.columns & set(MEMBERSHIP):
            _store_membership(line, centres[line.row], by=by, now=now)


def _store_centres(lines):
    """The centre of each line, by its row."""
    centres = {}
    for line in lines:
        centre = line.entry.centre if line.entry else Centre()
        for name in CENTRE:
            setattr(centre, name, line.values[name])
        centres[line.row] = centre
    new = [centres[line.row] for line in lines if line.entry is None]
    Centre.objects.bulk_create(new, batch_size=BATCH)
    changed = [centres[line.row] for line in lines if line.entry and line.columns & set(CENTRE)]
    Centre.objects.bulk_update(changed, CENTRE, batch_size=BATCH)
    return centres


def _store_hosts(lines, centres):
    """Hosts are linked anew; an organisation that no centre has any more stays."""
    organisations = _organisations(lines)
    linked = Centre.hosts.through
    keys = [centres[line.row].pk for line in lines]
    for start in range(0, len(keys), BATCH):
        linked.objects.filter(centre__in=keys[start : start + BATCH]).delete()
    links = (
        linked(centre=centres[line.row], organisation=organisations[place])
        for line in lines
        for place in _places(line)
    )
    linked.objects.bulk_create(links, batch_size=BATCH)


def _organisations(lines):
    """Each host of these lines by (name, country), made where there is none, private or not."""
    known = {(one.name, str(one.country)): one for one in Organisation.objects.all()}
    private = {}
    for line in lines:
        names = split_hosts(line.values["private_hosts"])
        private |= {place: place[0] in names for place in _places(line)}
    new = [
        Organisation(name=name, country=country, is_private=private[name, country])
        for name, country in private
        if (name, country) not in known
    ]
    known |= {(one.name, str(one.country)): one for one in Organisation.objects.bulk_create(new)}
    changed = [known[place] for place in private if known[place].is_private != private[place]]
    for one in changed:
        one.is_private = not one.is_private
    Organisation.objects.bulk_update(changed, ["is_private"], batch_size=BATCH)
    return known


def _places(line):
    """(name, country) of each host: that of the host which the centre has, or its own."""
    own = (
        {host.name: str(host.country) for host in line.entry.centre.hosts.all()}
        if line.entry
        else {}
    )
    return [
        (name, own.get(name, line.values["country"])) for name in split_hosts(line.values["hosts"])
    ]


def _store_membership(line, centre, *, by, now):
    """A centre that ended and is active again begins a new membership; the old row stays."""
    membership = line.entry.membership if line.entry else None
    if membership is None or begins_anew(line.values, membership):
        membership = Membership(centre=centre)
    is_new = membership.pk is None
    for name in MEMBERSHIP:
        setattr(membership, FIELD_NAME.get(name, name), line.values[name])
    if membership.status != MembershipStatus.SUSPENDED:
        membership.suspended = ""
    membership.save()
    changed = [FIELD_NAME.get(name, name) for name in MEMBERSHIP if name in line.columns]
    _note(membership, is_new, changed, by=by, now=now)


def _note(membership, is_new, changed, *, by, now):
    """In the membership's history, by the names of what the file has changed."""
    labels = ", ".join(str(membership._meta.get_field(name).verbose_name) for name in changed)
    note = _("Entered from a file") if is_new else _("Changed from a file: %s") % labels
    since = membership.effective if is_new else membership.ended
    note_event(membership, note, by=by, now=now, effective=since)
