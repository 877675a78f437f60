import csv
import io
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from exchange.models import Service
from exchange.offering import services_of_centre
from exchange.tests.factories import ServiceFactory, ServiceOfferFactory
from members.tests.factories import CentreFactory, MembershipFactory

pytestmark = pytest.mark.django_db
TABLE = "/exchange/services/"


def offered(service, country="AT", **fields):
    centre = CentreFactory(member=True, country=country)
    return ServiceOfferFactory(service=Service.objects.get(name=service), centre=centre, **fields)


def read(client, query=""):
    return " ".join(client.get(f"{TABLE}?{query}").content.decode().split())


def rows(page):
    return re.findall(r'<th scope="row">([^<]*)</th>', page)[:-1]


def downloaded(client, query=""):
    response = client.get(f"{reverse('exchange:services_csv')}?{query}")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_every_country_of_the_network_has_a_row_and_its_blanks_are_seen(client):
    offered("Training", "NL")
    CentreFactory(associate=True, country="FI")
    MembershipFactory(status="ended", centre__country="BE")

    page = read(client)

    assert rows(page) == ["Finland", "Netherlands"]
    assert page.count("blank, not offered") == 13
    assert "1 of 2 countries" in page
    assert page.count("0 of 2 countries") == 6
    assert "2 countries; 1 without an offer." in page


def test_the_table_is_filtered_by_service_and_region(client):
    offered("Training", "NL")
    CentreFactory(associate=True, country="FI")
    training = Service.objects.get(name="Training")

    page = read(client, f"service={training.pk}&region=Northern+Europe")

    assert rows(page) == ["Finland"]
    assert page.count("blank, not offered") == 1
    assert f'<option value="{training.pk}" selected>' in page
    assert "No country fits" in read(client, "region=Eastern+Europe")
    assert len(rows(read(client, "region=Atlantis&service=x"))) == 2


def test_the_empty_table_says_what_will_be_here(client):
    assert "No service to show yet" in read(client)


def test_withdrawn_offers_retired_services_and_former_members_are_not_shown(client):
    offered("Training", "NL", withdrawn=True)
    gone = MembershipFactory(status="ended").centre
    ServiceOfferFactory(centre=gone, service=Service.objects.get(name="Training"))
    ServiceOfferFactory(service=ServiceFactory(name="Old one", retired=True))

    page = read(client)

    assert ">Offered" not in page
    assert "Old one" not in page


def test_an_invented_offer_bears_the_demo_mark(client):
    offered("Training", is_demo=True)

    assert "Demo data" in read(client)


def test_the_download_has_the_blanks_and_no_formula(client):
    offered("Training", "NL", note="=1+1", languages=["Dutch"], since="2019")
    CentreFactory(associate=True, country="FI")
    training = Service.objects.get(name="Training")

    finland, netherlands = downloaded(client, f"service={training.pk}")

    assert (finland["Country"], finland["Offered"], finland["Centre"]) == ("Finland", "no", "")
    assert (netherlands["Offered"], netherlands["Languages"]) == ("yes", "Dutch")
    assert netherlands["Note"] == "'=1+1"
    assert len(downloaded(client)) == 14


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize("name", ["services", "services_csv"])
def test_table_and_download_cost_the_same_however_many_offers_there_are(
    client, django_assert_num_queries, count, name
):
    for country in "AT DE NL ES SE EE GR IE IT PT FI LT".split()[:count]:
        offered("Training", country)

    with django_assert_num_queries(3):  # services, centres, offers
        client.get(reverse(f"exchange:{name}"))


def test_the_table_is_public_and_only_read(client):
    for name in ("services", "services_csv"):
        assert client.post(reverse(f"exchange:{name}")).status_code == 405


def test_a_centres_page_lists_its_services_with_one_query(client, django_assert_num_queries):
    offer = offered("Training", note="Six courses.", since="2019-05", languages=["Dutch"])
    ServiceOfferFactory(centre=offer.centre)

    with django_assert_num_queries(1):
        shown = render_to_string(
            "exchange/_services_of.html", services_of_centre(offer.centre, AnonymousUser())
        )

    assert "Six courses." in shown
    assert "since May 2019; Dutch" in shown
    assert "Six courses." in client.get(offer.centre.get_absolute_url()).content.decode()


def test_a_centre_that_offers_nothing_says_so(client):
    centre = CentreFactory(member=True)

    assert "has not said yet" in client.get(centre.get_absolute_url()).content.decode()


def test_the_directory_is_filtered_by_service(client):
    trains = offered("Training", "NL").centre
    CentreFactory(member=True, country="FI")
    service = Service.objects.get(name="Training")

    page = client.get(f"/members/?service={service.pk}").content.decode()

    assert trains.name in page
    assert "1 centre in the Network" in page
