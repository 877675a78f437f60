import pytest
from django.template.loader import render_to_string

from members.applications.duplicates import likely_duplicates
from members.tests.factories import ApplicationFactory, CentreFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def application(**facts):
    known = {
        "organisation_name": "Österreichische Bundesbeschaffung",
        "centre_name": "Innovationsservice",
        "country": "AT",
        "contact_email": "ada@beschaffung.example",
    }
    return ApplicationFactory(submitted=True, **{**known, **facts})


def found(of, **more):
    return [
        (row.label, [str(reason) for reason in row.reasons])
        for row in likely_duplicates(of, **more)
    ]


def test_another_application_under_another_spelling_is_found():
    ours = application()
    application(
        organisation_name="Oesterreichische Bundesbeschaffung GmbH",
        centre_name="IÖB",
        contact_email="bob@other.example",
    )

    assert found(ours) == [("IÖB", ["the same name"])]


def test_another_country_is_never_a_duplicate():
    ours = application()
    application(organisation_name="Österreichische Bundesbeschaffung", country="DE")

    assert found(ours) == []


def test_a_draft_of_somebody_else_stays_their_own():
    ours = application()
    ApplicationFactory(complete=True, country="AT", organisation_name=ours.organisation_name)

    assert found(ours) == []


def test_neither_itself_nor_the_one_it_was_begun_from_is_shown():
    first = application(status="withdrawn")
    second = application(previous=first)

    assert found(first) == found(second) == []


def test_a_centre_is_found_by_its_host_and_by_the_hosts_former_name():
    by_host = CentreFactory(name="A", country="AT")
    by_host.hosts.add(OrganisationFactory(name="Osterreichische Bundesbeschaffung"))
    by_former = CentreFactory(name="B", country="AT")
    renamed = OrganisationFactory(name="Einkauf Neu")
    renamed.former_names.create(name="Bundesbeschaffung, Österreichische")
    by_former.hosts.add(renamed)

    assert sorted(found(application())) == [
        ("A", ["the same name"]),
        ("B", ["a name it had before"]),
    ]


def test_a_host_without_a_centre_is_found():
    OrganisationFactory(name="Oesterreichische Bundesbeschaffung", country="AT")

    (row,) = likely_duplicates(application())

    assert str(row.what) == "Organisation"


def test_the_centre_it_was_admitted_as_is_no_duplicate():
    centre = CentreFactory(name="Innovationsservice", country="AT")

    assert found(application(centre=centre)) == []


def test_website_and_mail_domain_count():
    ours = application(website="https://www.beschaffung.example/de")
    CentreFactory(name="Somebody", country="AT", website="http://beschaffung.example")
    CentreFactory(name="Else", country="AT", mailbox="info@beschaffung.example")

    assert dict(found(ours)) == {
        "Somebody": ["same website", "email domain and website are the same"],
        "Else": ["same email domain"],
    }


def test_the_most_alike_come_first_and_the_rest_is_cut():
    ours = application(website="https://beschaffung.example")
    CentreFactory(name="Innovationsservice", country="AT")
    CentreFactory(name="Innovationsservice B", country="AT", website="https://beschaffung.example")

    assert [label for label, _reasons in found(ours, limit=1)] == ["Innovationsservice B"]


def test_three_queries_whatever_there_is(django_assert_max_num_queries):
    ours = application()
    for number in range(5):
        application(organisation_name=f"Österreichische Bundesbeschaffung {number}")
        centre = CentreFactory(country="AT")
        centre.hosts.add(OrganisationFactory())

    with django_assert_max_num_queries(3):
        assert len(likely_duplicates(ours)) == 5


def test_the_list_links_into_the_admin_and_says_why_and_when():
    ours, other = application(), application(organisation_name="Bundesbeschaffung, Österreichische")

    shown = render_to_string(
        "admin/members/application/_duplicates.html", {"duplicates": likely_duplicates(ours)}
    )

    assert f"/admin/members/application/{other.pk}/change/" in shown
    assert "The same name, same email domain" in shown
    assert "2 November 2026" in shown
