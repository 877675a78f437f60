import pytest

from members.applications.searching import matching
from members.applications.services import applying, writing
from members.models import Application
from members.tests.factories import NOW, ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query",
    [
        "P2I-3E7KM2QA",
        "p2i-3e7",
        "3e7km2qa",
        "agencja",
        "AGENCJA ŻÓŁW",
        "zolw agen",
        "centrum",
        "Poland",
        "pol agencja",
        "PL",
        "Nowak",
        "ada nowak centrum",
        "egate",
        "zoe",
        "  agencja,  (żółw) ",
    ],
)
def test_a_case_is_found_by_what_people_know_of_it(query):
    case = ApplicationFactory(
        submitted=True,
        reference="P2I-3E7KM2QA",
        organisation_name="Agencja/Żółw",
        centre_name="Centrum Zamówień",
        country="PL",
        contact_name="Ada Nowak",
        delegate_name="Del Egate",
        alternate_name="Zoë Ó Briain",
    )
    ApplicationFactory(
        submitted=True,
        reference="P2I-99999999",
        organisation_name="Bureau",
        centre_name="Hub",
        country="DE",
        contact_name="Kurt",
        delegate_name="Ute",
    )

    assert list(matching(Application.objects.all(), query)) == [case]


@pytest.mark.parametrize("query", ["agencja ghost", "ghost", "!!!", "'); DROP TABLE x; --", "\\"])
def test_words_that_no_case_has_find_none(query):
    ApplicationFactory(submitted=True, organisation_name="Agencja")

    assert not matching(Application.objects.all(), query).exists()


def test_no_words_narrow_nothing():
    ApplicationFactory(submitted=True)

    assert matching(Application.objects.all(), " ").count() == 1


def test_submitting_writes_the_words_that_were_typed_last():
    case = ApplicationFactory(complete=True)
    writing.save_section(
        case, "organisation", {"organisation_name": "Ministère de l'Économie"}, now=NOW
    )

    applying.submit(case, now=NOW)

    assert list(matching(Application.objects.all(), "economie")) == [case]
