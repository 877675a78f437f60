import pytest

from knowledge_exchange.models import Paper, PaperVersion
from knowledge_exchange.papers.tests.test_admin import address, authors_form, paper_form
from knowledge_exchange.papers.writing_forms import (
    BeginPaperForm,
    DetailsForm,
    PersonForm,
    TextForm,
)
from knowledge_exchange.tests.factories import MeetingFactory
from members.tests.factories import UserFactory

TURNED = "\u202eGreen\u2066\u200b buying\u2069\x85for\u2028all\u202c"
ANA = {"family_name": "Ab\u202dreu\r\n", "given_names": "Ana\nRui", "affiliation": "IMPIC\nLisboa"}


def test_what_turns_or_breaks_a_line_is_taken_out_of_a_title():
    form = BeginPaperForm({"title": TURNED})

    assert form.is_valid()
    assert form.cleaned_data["title"] == "Green buying for all"


def test_a_title_of_which_nothing_can_be_seen_is_none():
    assert "title" in BeginPaperForm({"title": "\u200b\u202e"}).errors


@pytest.mark.django_db
def test_details_are_one_line_each_and_the_abstract_keeps_its_lines():
    said = {
        "title": TURNED,
        "abstract": "One\u202e\r\n\r\ntwo",
        "keywords": "a,\n\u2067b",
        "language": "en",
        "doi": "10.1234/a\u202eb",
    }
    form = DetailsForm(said, sets_doi=True)

    assert form.is_valid()
    cleaned = [form.cleaned_data[name] for name in ("title", "abstract", "keywords", "doi")]
    assert cleaned == ["Green buying for all", "One\n\ntwo", "a, b", "10.1234/ab"]


def test_an_authors_names_and_organisation_are_one_line_each():
    form = PersonForm(ANA)

    assert form.is_valid()
    assert list(form.cleaned_data.values())[:3] == ["Abreu", "Ana Rui", "IMPIC Lisboa"]


@pytest.mark.parametrize(
    "pasted", ["https://orcid.org/0000-0002-1825-0097", "orcid.org/0000-0002-1825-0097"]
)
def test_an_orcid_id_may_be_pasted_as_an_address(pasted):
    form = PersonForm({"family_name": "Jansen", "orcid": pasted})

    assert form.is_valid()
    assert form.cleaned_data["orcid"] == "0000-0002-1825-0097"
    assert "maxlength" not in str(form["orcid"])


@pytest.mark.django_db
@pytest.mark.parametrize("pasted", ["https://doi.org/10.1234/a", "doi: 10.1234/a", "10.1234/a"])
def test_a_doi_may_be_pasted_as_an_address(pasted):
    form = DetailsForm({"title": "A", "language": "en", "doi": pasted}, sets_doi=True)

    assert form.is_valid()
    assert form.cleaned_data["doi"] == "10.1234/a"


def test_letters_that_need_joining_and_spaces_that_do_not_break_stay():
    form = BeginPaperForm({"title": "10\u00a0% \u0645\u06cc\u200c\u062e"})

    assert form.is_valid()
    assert form.cleaned_data["title"] == "10\u00a0% \u0645\u06cc\u200c\u062e"


def test_nothing_turns_the_text_itself_round():
    form = TextForm({"body": "# \u202eWhy\u2069\r\n\r\nSo"})

    assert form.is_valid()
    assert form.cleaned_data["body"] == "# Why\n\nSo"


@pytest.mark.django_db
def test_the_secretariats_form_takes_the_same_out(client):
    client.force_login(UserFactory(secretariat=True))
    form = paper_form(MeetingFactory(), body="\u202eWhy") | authors_form(ANA)

    client.post(address("add"), form | {"title": TURNED, "abstract": "One\u202e\r\ntwo"})

    paper = Paper.objects.get()
    assert (paper.title, paper.abstract) == ("Green buying for all", "One\ntwo")
    assert paper.authors == "Abreu, Ana Rui"
    assert PaperVersion.objects.get().body == "Why"
