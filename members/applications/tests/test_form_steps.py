import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.edit_conflicts import fingerprint
from members.applications.forms import CodeForm, OrganisationForm
from members.applications.services import writing
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.enums import ApplicationStatus, Criterion
from members.models import Application
from members.tests.factories import NOW, ApplicationFactory

pytestmark = pytest.mark.django_db
STEPS = ["organisation", "people", *Criterion.values]


def autosave(application, name):
    return page(application, "autosave", name)


def hidden(response, name):
    return re.search(rf'name="{name}" value="(\w+)"', response.content.decode()).group(1)


@pytest.fixture
def opened(client):
    application = ApplicationFactory()
    open_by_link(client, application)
    return application


def stored_meanwhile(application, name="mandate", **changes):
    writing.save_section(application, name, changes, window="another", now=NOW)


@pytest.mark.parametrize("name", STEPS)
def test_each_step_shows_a_form_with_its_token(client, opened, name):
    response = client.get(page(opened, name))

    assert hidden(response, "seen") == fingerprint(writing.content(opened, name))
    assert hidden(response, "window")


def test_the_mandate_step_stores_the_mandate_and_the_statement(client, opened):
    typed = {
        "mandate_basis": "Law 1/2024",
        "mandate_authority": "Ministry of Finance",
        "mandate_valid_until": "2030-12-31",
        "text": "By law.",
    }

    client.post(page(opened, "mandate"), typed)

    opened.refresh_from_db()
    assert (opened.mandate_basis, opened.mandate_valid_until.year) == ("Law 1/2024", 2030)
    assert opened.statements.get().text == "By law."


def test_a_stale_form_shows_both_texts_and_overwrites_nothing(client, opened):
    seen = hidden(client.get(page(opened, "mandate")), "seen")
    stored_meanwhile(opened, text="The colleague's words.")

    response = client.post(page(opened, "mandate"), {"text": "My own words.", "seen": seen})

    written = response.content.decode()
    assert response.status_code == 409
    assert "Yours, not saved yet" in written
    assert "Saved meanwhile, on" in written
    assert "The colleague&#x27;s words." in written
    assert "My own words.</textarea>" in written
    assert opened.statements.get().text == "The colleague's words."

    again = {"text": "My own words.", "seen": hidden(response, "seen")}
    assert client.post(page(opened, "mandate"), again).status_code == 302
    assert opened.statements.get().text == "My own words."


def test_a_conflict_names_only_the_fields_that_differ(client, opened):
    seen = hidden(client.get(page(opened, "organisation")), "seen")
    stored_meanwhile(opened, "organisation", country="PL", about="Same")

    typed = {"country": "CZ", "about": "Same", "seen": seen}
    response = client.post(page(opened, "organisation"), typed)

    written = response.content.decode()
    assert "<p>Czechia</p>" in written
    assert "<p>Poland</p>" in written
    assert "<p>Same</p>" not in written


def test_what_is_right_is_kept_when_another_field_is_wrong(client, opened):
    client.post(page(opened, "organisation"), {"centre_name": "Centre", "established": "soon"})

    opened.refresh_from_db()
    assert (opened.centre_name, opened.established) == ("Centre", "")


def test_a_field_that_did_not_arrive_is_not_emptied(client, opened):
    stored_meanwhile(opened, text="By law.", mandate_basis="Law 1/2024")

    client.post(page(opened, "mandate"), {"mandate_basis": "Law 2/2024"})

    opened.refresh_from_db()
    assert opened.mandate_basis == "Law 2/2024"
    assert opened.statements.get().text == "By law."


def test_autosave_answers_with_the_new_token_and_stores_what_is_right(client, opened):
    typed = {"centre_name": "Centre", "established": "soon"}

    response = client.post(autosave(opened, "organisation"), typed)

    opened.refresh_from_db()
    assert response.status_code == 200
    assert response.json()["seen"] == fingerprint(writing.content(opened, "organisation"))
    assert list(response.json()["errors"]) == ["established"]
    assert opened.centre_name == "Centre"


def test_autosave_answers_a_conflict_with_both_texts(client, opened):
    seen = hidden(client.get(page(opened, "mandate")), "seen")
    stored_meanwhile(opened, text="The colleague's words.")

    typed = {"text": "My own words.", "seen": seen, "window": "mine"}
    response = client.post(autosave(opened, "mandate"), typed)

    assert response.status_code == 409
    assert "My own words." in response.json()["conflict"]
    assert "The colleague&#x27;s words." in response.json()["conflict"]
    assert opened.statements.get().text == "The colleague's words."


def test_autosave_says_that_the_application_was_submitted(client, opened):
    Application.objects.update(status=ApplicationStatus.SUBMITTED, submitted_at=NOW)

    response = client.post(autosave(opened, "mandate"), {"text": "Late words."})

    assert response.status_code == 410
    assert "was submitted" in response.json()["message"]


def test_autosave_is_closed_to_a_strangers_browser(client, opened):
    foreign = ApplicationFactory()

    response = client.post(autosave(foreign, "mandate"), {"text": "Not mine."})

    assert response.status_code == 403
    assert client.get(autosave(opened, "mandate")).status_code == 405
    assert not foreign.statements.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["organisation", "mandate"])
def test_autosave_is_one_transaction_that_writes(client, name):
    application = ApplicationFactory()
    open_by_link(client, application)
    typed = {"centre_name": "Centre", "mandate_basis": "Law", "text": "By law."}

    with CaptureQueriesContext(connection) as queries:
        client.post(autosave(application, name), typed)

    statements = [query["sql"] for query in queries]
    words = [sql.split()[0] for sql in statements]
    begin, commit = words.index("BEGIN"), words.index("COMMIT")
    assert (words.count("BEGIN"), words.count("COMMIT"), words.count("ROLLBACK")) == (1, 1, 0)
    writing_at = [at for at, word in enumerate(words) if word in ("INSERT", "UPDATE", "DELETE")]
    assert writing_at
    assert all(begin < at < commit for at in writing_at)
    assert not any("django_session" in statements[at] for at in writing_at)


def test_a_centre_has_not_worked_since_a_day_to_come(monkeypatch):
    monkeypatch.setattr("members.applications.forms.network_day", lambda now: date(2026, 11, 30))
    wrong = ["1200", "December 2026", "01.12.2026", "2027"]

    forms = {typed: OrganisationForm({"established": typed}) for typed in [*wrong, "30.11.2026"]}

    assert [typed for typed, form in forms.items() if "established" in form.errors] == wrong
    assert forms["2027"].errors["established"] == ["Check the date: the centre must work already."]


def test_the_field_of_a_code_says_how_many_digits_and_no_other_limit():
    shown = str(CodeForm())

    assert "Six digits. It works once, for 10 minutes" in shown
    assert "Up to" not in shown
