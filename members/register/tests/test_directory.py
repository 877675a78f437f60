import html
import re

import pytest
from django.urls import reverse

from members.models import FormerName, Membership
from members.register.views import directory
from members.tests.factories import (
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DIRECTORY = "/members/"


def centre(country, name, hosts=(), **membership):
    made = CentreFactory(country=country, name=name, slug=name.lower().replace(" ", "-"))
    MembershipFactory(centre=made, **membership)
    made.hosts.set(OrganisationFactory(name=host, country=country) for host in hosts)
    return made


@pytest.fixture
def network():
    centre("DE", "KOINNO", ["Buyers' association"], maturity="experienced")
    centre("GR", "Hellenic Centre", ["Ministry of Development"], maturity="new")
    centre("FI", "KEINO", membership_class="associate")
    centre("AT", "Old Centre", maturity="experienced", status="ended", ended="2020-06")
    CentreFactory(country="FR", name="Never a member")


class Starts:
    """A filter as another app would bring it."""

    name = "begins"
    label = "Begins with"

    def choices(self):
        return [("K", "a K"), ("H", "an H")]

    def narrow(self, centres, value):
        return centres.filter(name__startswith=value)


STARTS = Starts()


def listed(client, query=""):
    page = client.get(f"{DIRECTORY}?{query}").content.decode()
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)


def test_the_directory_lists_who_is_in_by_country_and_then_who_was(client, network):
    assert listed(client) == ["KEINO", "KOINNO", "Hellenic Centre", "Old Centre"]


@pytest.mark.parametrize(
    "query, found",
    [
        ("region=Northern+Europe", ["KEINO"]),
        ("membership_class=associate", ["KEINO"]),
        ("maturity=new", ["Hellenic Centre"]),
        ("q=koinno", ["KOINNO"]),
        ("q=ministry", ["Hellenic Centre"]),
        ("q=greece", ["Hellenic Centre"]),
        ("q=centre&maturity=experienced", ["Old Centre"]),
        ("q=nobody", []),
        ("q=hellenic+MÍNISTRY", ["Hellenic Centre"]),
        ("country=AT", ["Old Centre"]),
        ("status=suspended", []),
        ("status=active&maturity=experienced", ["KOINNO"]),
        ("status=ended", ["Old Centre"]),
        ("after=0&sort=odd&begins=K", ["KEINO", "KOINNO", "Hellenic Centre", "Old Centre"]),
        ("region=Atlantis", ["KEINO", "KOINNO", "Hellenic Centre", "Old Centre"]),
    ],
)
def test_the_directory_is_filtered_by_a_plain_form(client, network, query, found):
    assert listed(client, query) == found


def test_a_host_is_found_by_a_name_that_it_no_longer_has(client):
    found = centre("GR", "Hellenic Centre", ["Ministry of Development"])
    FormerName.objects.create(organisation=found.hosts.get(), name="Ministry of Economy")

    assert listed(client, "q=economy") == ["Hellenic Centre"]


@pytest.mark.parametrize(
    "sort, first",
    [
        ("centre", "Hellenic Centre"),
        ("-centre", "KOINNO"),
        ("-country", "Hellenic Centre"),
        ("odd", "KEINO"),
    ],
)
def test_the_directory_is_sorted_by_links(client, network, sort, first):
    assert listed(client, f"sort={sort}")[0] == first


def test_a_sorted_column_says_so_and_turns_round_at_the_next_click(client, network):
    page = client.get(f"{DIRECTORY}?sort=centre&maturity=new").content.decode()

    assert 'aria-sort="ascending"><a href="?sort=-centre&amp;maturity=new">Centre</a>' in page
    assert 'name="sort" value="centre"' in page  # a search keeps the order


def test_former_and_suspended_members_stay_listed_as_such(client, network):
    centre("IT", "Paused", status="suspended")
    page = client.get(DIRECTORY).content.decode()

    assert page.index("Paused") < page.index("Former members") < page.index("Old Centre")
    assert "Suspended</span>" in page[page.index(">Paused</a>") : page.index("Former members")]
    assert listed(client, "status=suspended") == ["Paused"]


def test_many_centres_come_in_pages_and_the_address_says_which(client, monkeypatch):
    monkeypatch.setattr(directory, "PAGE_SIZE", 2)
    for name in "ABCDE":
        centre("AT", name, membership_class="associate")
    seen, query = [], "membership_class=associate"
    while query:
        page = client.get(f"{DIRECTORY}?{query}").content.decode()
        seen.append(listed(client, query))
        found = re.search(r'href="\?([^"]*)">Next page', page)
        query = html.unescape(found[1]) if found else ""

    assert seen == [["A", "B"], ["C", "D"], ["E"]]
    assert "First page" in page
    assert "5 centres in the Network" in page


def test_more_former_members_than_fit_have_a_list_of_their_own(client, monkeypatch):
    monkeypatch.setattr(directory, "FORMER_SHOWN", 1)
    for name in "AB":
        centre("AT", name, status="ended", ended="2020")

    assert listed(client) == ["B"]  # who left last
    assert 'href="?status=ended">All former members' in client.get(DIRECTORY).content.decode()
    assert listed(client, "status=ended") == ["A", "B"]


def test_another_app_can_bring_a_filter(client, network, settings):
    settings.DIRECTORY_FILTERS = [f"{__name__}.STARTS"]

    assert listed(client, "begins=K") == ["KEINO", "KOINNO"]
    assert listed(client, "begins=X") == listed(client)
    assert '<option value="H" selected>an H' in client.get(f"{DIRECTORY}?begins=H").content.decode()


def test_the_directory_counts_by_region_and_leads_there(client, network):
    page = client.get(DIRECTORY).content.decode()

    assert '<a href="?region=Northern%20Europe">Northern Europe</a></dt><dd>1</dd>' in page
    assert "Eastern Europe</dt><dd>0</dd>" in page


def test_a_centre_that_came_back_is_listed_once(client):
    found = centre("AT", "Back again", status="ended", ended="2020")
    MembershipFactory(centre=found)

    assert listed(client) == ["Back again"]


def test_a_centre_that_left_twice_is_listed_by_its_last_membership(client):
    found = centre("AT", "Left twice", status="ended", membership_class="associate")
    MembershipFactory(centre=found, status="ended")

    assert listed(client, "membership_class=member") == ["Left twice"]
    assert listed(client, "membership_class=associate") == []


def test_the_directory_says_when_nothing_fits_and_when_there_is_nothing(client):
    assert "No centre yet" in client.get(DIRECTORY).content.decode()
    page = client.get(f"{DIRECTORY}?q=x").content.decode()
    assert "No centre fits" in page
    assert '<a href="/members/">Show all centres</a>' in page


@pytest.mark.parametrize("count", [1, 8])
def test_the_directory_costs_the_same_however_many_centres_there_are(
    client, django_assert_num_queries, count
):
    for number in range(count):
        centre("AT", f"Centre {number}", [f"Host {number}"], maturity="new")

    # the list, its count, hosts and memberships; those that left; the map
    with django_assert_num_queries(7):
        client.get(DIRECTORY)


def test_a_profile_shows_what_is_known_and_says_what_is_not(client):
    found = centre("FI", "KEINO", ["Motiva"], announced="2018-10-04", effective="2018-11")
    FormerName.objects.create(organisation=found.hosts.get(), name="Energy office", until="2010")

    page = client.get(found.get_absolute_url()).content.decode()

    assert "announced 4 October 2018" in page
    assert "in effect from November 2018" in page
    assert "formerly Energy office, until 2010" in page
    assert "<dt>Established</dt><dd>not known</dd>" in page


def test_a_profile_keeps_the_whole_history_of_memberships(client):
    found = centre("AT", "Back again", status="ended", ended="2020-03")
    MembershipFactory(centre=found, effective="2022")

    page = client.get(found.get_absolute_url()).content.decode()

    assert page.index("in effect from 2022") < page.index("ended March 2020")


def test_a_profile_shows_the_terms_as_co_chair(client):
    term = CoChairTermFactory(term="pilot year", body="Ministry of Development")

    assert "Ministry of Development" in client.get(term.centre.get_absolute_url()).content.decode()


def test_a_centre_that_was_never_in_has_no_page(client):
    CentreFactory(slug="never")

    assert client.get(reverse("members:centre", args=["never"])).status_code == 404


@pytest.mark.parametrize(
    "who, sees",
    [("public", False), ("stranger", False), ("observer", True), ("secretariat", True)],
)
def test_names_of_representatives_are_for_the_centres_and_the_secretariat(client, who, sees):
    delegate = RepresentativeFactory(user__name="Dora Delegate")
    viewer = {
        "public": lambda: None,
        "stranger": UserFactory,
        "observer": lambda: RepresentativeFactory(role="observer").user,
        "secretariat": lambda: UserFactory(secretariat=True),
    }[who]()
    if viewer:
        client.force_login(viewer)

    page = client.get(delegate.centre.get_absolute_url()).content.decode()

    assert ("Dora Delegate" in page) is sees


def test_a_representative_whose_time_is_over_is_not_shown(client):
    past = RepresentativeFactory(user__name="Paul Past", valid_until="2021-01-01")
    client.force_login(RepresentativeFactory().user)

    page = client.get(past.centre.get_absolute_url()).content.decode()

    assert "Paul Past" not in page
    assert "Nobody at present" in page


def test_reading_changes_nothing(client, network):
    before = list(Membership.objects.values())

    client.get(DIRECTORY)

    assert client.post(DIRECTORY).status_code == 405
    assert list(Membership.objects.values()) == before
