import pytest

from members.enums import ApplicationStatus
from members.models import Application, Centre
from members.register import presence
from members.tests.factories import ApplicationFactory, CentreFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def centre(country, slug, **membership):
    made = CentreFactory(country=country, slug=slug, name=slug.title())
    MembershipFactory(centre=made, **membership)
    return made


def shown(country):
    return presence.places(presence.remembered_by_country()).get(country)


def test_a_country_shows_its_one_centre_and_leads_to_it():
    centre("GR", "hellenic")
    centre("FI", "keino", membership_class="associate")
    centre("IE", "paused", status="suspended")
    centre("SE", "gone", status="ended")

    assert shown("GR") == ("member", "Hellenic", "/members/hellenic/")
    assert shown("FI") == ("associate", "Keino", "/members/keino/")
    assert shown("IE") == ("suspended", "Paused", "/members/paused/")
    assert shown("SE") == ("former", "Gone", "/members/gone/")
    assert shown("PL") is None


def test_several_centres_lead_to_the_list_and_the_strongest_gives_the_state():
    centre("ES", "one", membership_class="associate")
    centre("ES", "two")
    centre("ES", "left", status="ended")

    assert shown("ES") == ("member", "2 centres", "/members/?country=ES")


def test_a_centre_that_a_demonstration_made_up_is_no_member_on_the_map():
    made_up = centre("SI", "made-up")
    beside = centre("ES", "beside")
    centre("ES", "real")
    Centre.objects.filter(pk__in=[made_up.pk, beside.pk]).update(is_demo=True)

    assert shown("SI") == ("invented", "Made-Up", "/members/made-up/")
    assert shown("ES") == ("member", "2 centres, 1 of them invented", "/members/?country=ES")
    assert presence.invented(presence.by_country()) == 2


@pytest.mark.parametrize("address", ["/", "/members/", "/governance/"])
def test_the_counts_say_how_many_centres_are_invented(client, address):
    centre("FI", "real")
    assert "invented" not in client.get(address).content.decode()
    Centre.objects.filter(pk=centre("SI", "made-up").pk).update(is_demo=True)

    page = " ".join(client.get(address).content.decode().split())

    assert "2 centres, 1 of them invented for this demonstration." in page


def test_a_centre_that_came_back_is_in_and_one_that_left_twice_counts_once():
    back = centre("AT", "back", status="ended")
    MembershipFactory(centre=back)
    twice = centre("DE", "twice", status="ended")
    MembershipFactory(centre=twice, status="ended", membership_class="associate")

    assert shown("AT") == ("member", "Back", "/members/back/")
    assert shown("DE") == ("former", "Twice", "/members/twice/")


def test_an_applicants_country_is_not_shown_before_it_is_a_members():
    case = ApplicationFactory(submitted=True, country="PL")
    for status in set(ApplicationStatus.values) - {ApplicationStatus.ADMITTED}:
        Application.objects.filter(pk=case.pk).update(status=status, decision_reasons="Reasons.")

        assert presence.remembered_by_country() == {}, status


def test_regions_count_the_centres_that_are_in():
    centre("FI", "one")
    centre("SE", "two")
    centre("NO", "gone", status="ended")

    assert dict(presence.by_region(presence.remembered_by_country())) == {
        "Northern Europe": 2,
        "Western Europe": 0,
        "Southern Europe": 0,
        "Eastern Europe": 0,
        "Western Asia": 0,
    }


def test_counting_takes_one_query(django_assert_num_queries):
    centre("FI", "one")
    with django_assert_num_queries(1):
        presence.remembered_by_country()
