"""Databases filled far beyond the real Network, for the benchmarks of lists."""

from django.db import connection

from common.countries import EUROPE
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.models import Centre, FormerName, Membership, Organisation

SEED = 1_000  # centres made one by one, with the keys from 1 on; the others are their copies
WITHOUT_A_CENTRE = {"AL", "MC", "UA"}  # the map has to have empty places as well
COUNTRIES = [code for code in EUROPE if code not in WITHOUT_A_CENTRE]
FIELDS = ("Innovation", "Procurement", "Research", "Health", "Energy", "Transport", "Digital")
MATURITIES = (*Maturity.values, "")


def databases(sizes, fill):
    """A scratch database of each size, by size; `fill` brings the present one to a size."""
    found = {}
    for size in sizes:
        fill(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        connection.close()
        connection.creation.clone_test_db(suffix=str(size), autoclobber=True, verbosity=0)
        found[size] = connection.creation.get_test_db_clone_settings(str(size))["NAME"]
    return found


def switch_to(database):
    connection.close()
    connection.settings_dict["NAME"] = database


def copy(model, copies, changed, *, seed):
    """The seed's rows once more for each number, `copy`, from the first to the last of `copies`.

    `changed` says in SQL what a column of the copy holds; the key is new unless it is among them.
    """
    columns = [field.column for field in model._meta.concrete_fields]
    columns = [name for name in columns if name != "id" or "id" in changed]
    values = [changed.get(name, name) for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"  # noqa: S608
            f" SELECT {', '.join(values)} FROM {model._meta.db_table},"
            f" generate_series(%s, %s) AS copy WHERE {seed}",
            copies,
        )


def network(size):
    """Bring the register to so many centres, each with a host; a tenth of them has left."""
    if size == SEED:
        return seed()
    copies = (Centre.objects.count() // SEED, size // SEED - 1)
    key, centre, host = (
        f"{name} + copy * {SEED}" for name in ("id", "centre_id", "organisation_id")
    )
    named = {"id": key, "name": "name || ' ' || copy"}
    copy(Centre, copies, {**named, "slug": "slug || '-' || copy"}, seed=f"id <= {SEED}")
    copy(Organisation, copies, named, seed=f"id <= {SEED}")
    copy(FormerName, copies, {"organisation_id": host}, seed=f"organisation_id <= {SEED}")
    copy(Membership, copies, {"centre_id": centre}, seed=f"centre_id <= {SEED}")
    through = Centre.hosts.through
    both = {"centre_id": centre, "organisation_id": host}
    return copy(through, copies, both, seed=f"centre_id <= {SEED}")


def seed(size=SEED):
    centres = Centre.objects.bulk_create(_centre(number) for number in range(size))
    hosts = Organisation.objects.bulk_create(_host(number) for number in range(size))
    Centre.hosts.through.objects.bulk_create(
        Centre.hosts.through(centre=centre, organisation=host)
        for centre, host in zip(centres, hosts, strict=True)
    )
    FormerName.objects.bulk_create(
        FormerName(organisation=host, name=f"Zebra office {number}")
        for number, host in enumerate(hosts[::500])
    )
    Membership.objects.bulk_create(
        _membership(number, centre) for number, centre in enumerate(centres)
    )


def _centre(number):
    return Centre(
        name=f"{FIELDS[number // 3 % 7]} centre {number * 31 % 100_003}",
        slug=f"centre-{number}",
        country=COUNTRIES[number * 13 % len(COUNTRIES)],
    )


def _host(number):
    country = COUNTRIES[number * 13 % len(COUNTRIES)]
    return Organisation(name=f"Agency of {FIELDS[number // 7 % 7]} {number}", country=country)


def _membership(number, centre):
    if number % 10 == 7:
        status = MembershipStatus.ENDED
    else:
        status = MembershipStatus.SUSPENDED if number % 20 == 3 else MembershipStatus.ACTIVE
    return Membership(
        centre=centre,
        status=status,
        membership_class=MembershipClass.ASSOCIATE if number % 5 == 1 else MembershipClass.MEMBER,
        maturity=MATURITIES[number % 3],
        announced="2020",
        effective="2020",
    )
