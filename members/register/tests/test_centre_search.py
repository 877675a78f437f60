import pytest
from django.db import connection

from common.search_words import begins
from members.models import Centre, FormerName, Organisation
from members.register import listing
from members.register.centre_search import matching
from members.tests.factories import CentreFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    greek = CentreFactory(name="Hellenic Centre", country="GR")
    ministry = OrganisationFactory(name="Ministry of Development", country="GR")
    FormerName.objects.create(organisation=ministry, name="Υπουργείο Οικονομίας")
    greek.hosts.add(ministry)
    CentreFactory(name="Centrum Zamówień – Łódź", country="PL")
    CentreFactory(name="Þróun/Æsir d'État (straße)", country="IS")


@pytest.mark.parametrize(
    "query, found",
    [
        ("", ["Centrum", "Hellenic", "Þróun"]),
        ("ŁODZ", ["Centrum"]),
        ("zamowien centr", ["Centrum"]),
        ("amowien", []),
        ("thro aesir etat strasse", ["Þróun"]),
        ("ministry", ["Hellenic"]),
        ("οικονομιας", ["Hellenic"]),
        ("greece develop", ["Hellenic"]),
        ("gr", ["Hellenic"]),
        ("centre poland", []),
        ("…!'&:*", []),
    ],
)
def test_a_centre_is_found_by_its_names_its_hosts_and_its_country(network, query, found):
    rows = matching(Centre.objects.order_by("name"), query)

    assert sorted(row.name.split()[0].split("/")[0] for row in rows) == sorted(found)


def plan(rows, *without):
    """How the database would find these rows; with so few it reads them all, unless it must not."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", *without):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.explain()


@pytest.mark.postgres
@pytest.mark.parametrize("model", [Centre, Organisation, FormerName])
def test_names_are_looked_up_by_an_index_that_fits(model):
    found = model.objects.order_by().filter(begins("name_words", "ministry", "default"))

    assert "_by_name_words" in plan(found, "indexscan", "indexonlyscan")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "order, index", [("country", "centre_by_country_name"), ("centre", "centre_by_name")]
)
def test_each_order_has_an_index_that_fits(order, index):
    assert index in plan(Centre.objects.order_by(*listing.ORDERS[order], "pk"))
