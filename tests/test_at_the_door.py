"""What was tried on the doors and failed: each kind of input, by the page that it comes in by."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from common.refusals import Refused
from knowledge_exchange.discovery.forms import SubscribeForm
from knowledge_exchange.discovery.services import subscribing
from knowledge_exchange.models import Subscription
from members.applications.forms import StartForm
from members.applications.services import applying
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.models import Application, ImportRun, Representative, User
from members.register import doubles
from members.register.importing import planning, spreadsheet_reader
from members.register.importing.mistakes import UnusableError
from members.register.services import importing
from members.register.tests.sheets import csv_of
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from outbox.services import deliver_due
from tests.test_what_comes_in import ROOT

pytestmark = pytest.mark.django_db
TEAMS = (
    "https://teams.example/l/meetup-join/19%3ameeting_MzYzZDU0NmMtNjE5Ny00ZjZkLWI2ZTQtYzU3YTk4ZDc"
    "wOWQ4%40thread.v2/0?context=%7b%22Tid%22%3a%2200000000-0000-0000-0000-000000000000%22%2c%22"
    "Oid%22%3a%2211111111-1111-1111-1111-111111111111%22%7d" + "x" * 40
)


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(secretariat=True))
    return client


@pytest.fixture
def application(client):
    application = ApplicationFactory(country="AT")
    open_by_link(client, application)
    return application


def save(client, application, section, **answers):
    response = client.post(page(application, section), answers)
    application.refresh_from_db()
    return response


# --- Text -------------------------------------------------------------------------------


def test_what_xml_forbids_does_not_get_in_by_a_centres_name(client, application):
    save(
        client,
        application,
        "organisation",
        centre_name="Qendra\ufffe",
        country="AL",
        about="a\ufffeb",
    )

    assert (application.centre_name, application.about) == ("Qendra", "ab")


def test_the_list_of_applications_is_exported_whatever_old_rows_hold(desk):
    Application.objects.filter(pk=ApplicationFactory(submitted=True).pk).update(
        centre_name="Qendra\ufffe\x0b", organisation_name="\u202eName\uffff"
    )

    for kind in ("xlsx", "csv"):
        response = desk.get(reverse("admin:members_application_export", args=[kind]))
        content = b"".join(response.streaming_content)
        assert response.status_code == 200
        if kind == "xlsx":
            cells = [
                cell.value for row in load_workbook(io.BytesIO(content)).active for cell in row
            ]
            assert {"Qendra", "Name"} <= {str(cell).strip() for cell in cells}
        else:
            assert "Name" in content.decode()
            assert not re.search("[\ufffe\uffff\u202e\x0b]", content.decode())


def test_a_statement_of_10000_characters_is_taken_as_a_browser_sends_it(client, application):
    text = ("x" * 99 + "\n") * 99 + "x" * 100
    assert len(text) == 10_000

    save(client, application, "resources", text=text.replace("\n", "\r\n"))

    assert application.statements.get(criterion="resources").text == text
    shown = client.get(page(application, "resources")).content.decode()
    assert "Up to 10,000 characters." in shown
    assert 'data-most="10000"' in shown


@pytest.mark.parametrize("name", ["\u200b", "\u202e \u2066", "\u3164", " \u00ad "])
def test_a_person_without_a_name_to_be_seen_is_not_taken(client, name):
    delegate = RepresentativeFactory(role="head").user
    client.force_login(delegate)
    centre = delegate.representations.get().centre

    said = {"name": name, "email": "new@demo.example", "role": "observer", "on": "2030-01-01"}
    response = client.post(reverse("members:people", args=[centre.slug]), said)

    assert response.status_code == 200
    assert not User.objects.filter(email="new@demo.example").exists()


def test_nothing_before_a_name_turns_the_text_round(client):
    user = UserFactory()
    client.force_login(user)

    client.post(
        reverse("members:preferences"), {"name": "\u202eAda \u2066Lovelace", "time_zone": ""}
    )

    user.refresh_from_db()
    assert user.name == "Ada Lovelace"


# --- Addresses --------------------------------------------------------------------------


def test_a_letter_goes_to_the_domain_that_was_typed_and_to_no_other():
    form = StartForm({"email": "test@straße.example"})
    assert form.is_valid()
    applying.start(form.cleaned_data["email"], now=NOW)

    assert [mail.to for mail in Mail.objects.all()] == ["test@xn--strae-oqa.example"]


def test_an_address_that_cannot_be_mailed_to_is_refused_with_the_reason(client):
    response = client.post(reverse("members:apply"), {"email": "josé@demo.example"})

    assert "not every email server takes" in response.content.decode()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "spelt",
    [
        "zoe@demo.example\u200b",
        "Zoe@DEMO.example",
        "\ufeffzoe@demo.example",
        "zo\u00ade@demo.example",
    ],
)
def test_nobody_is_invited_twice_by_what_cannot_be_seen(client, spelt):
    head = RepresentativeFactory(role="head")
    RepresentativeFactory(user__email="zoe@demo.example", centre=head.centre, role="observer")
    client.force_login(head.user)

    said = {"name": "Zoe", "email": spelt, "role": "observer", "on": "2030-01-01"}
    client.post(reverse("members:people", args=[head.centre.slug]), said)

    assert User.objects.filter(email__icontains="zo").count() == 1
    assert {person.user.email for person in Representative.objects.filter(role="observer")} == {
        "zoe@demo.example"
    }


@pytest.mark.parametrize("spelt", ["ada@straße.example", " ADA@xn--strae-oqa.example\u200b"])
def test_one_draft_and_one_subscription_for_each_address(spelt):
    for email in (spelt, "ada@straße.example"):
        applying.start(email, now=NOW)
        form = SubscribeForm({"email": email, "wants_all": "on"})
        assert form.is_valid()
        subscribing.ask(**form.cleaned_data, now=NOW)

    assert [draft.contact_email for draft in Application.objects.all()] == [
        "ada@xn--strae-oqa.example"
    ]
    assert Subscription.objects.count() == 1


def test_people_sign_in_with_the_address_as_they_see_it(client):
    user = UserFactory(email="zoe@demo.example")
    user.set_password("a long enough password")
    user.save()

    response = client.post(
        reverse("account_login"),
        {"login": " Zoe@demo.example\u200b", "password": "a long enough password"},
    )

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_old_address_in_another_alphabet_is_mailed_to_where_it_is(mailoutbox):
    application = ApplicationFactory(submitted=True)
    applying.withdraw(application, now=NOW)
    Mail.objects.update(to="a@straße.example", user=None)

    deliver_due(timezone.now)

    assert {letter.to[0] for letter in mailoutbox} == {"a@xn--strae-oqa.example"}


# --- Links ------------------------------------------------------------------------------


def test_a_link_to_join_of_243_characters_and_more_is_taken(client, application):
    assert len(TEAMS) > 243

    save(client, application, "organisation", website=TEAMS, country="AT")

    assert application.website == TEAMS


# --- Names ------------------------------------------------------------------------------


SPELLINGS = [
    "IO\u0308B-Servicestelle",
    "IÖB-Servicestelle",
    "IÖB -  Servicestelle",
    "iöb\u200b servicestelle",
    "IOEB-SERVICESTELLE",
    "Iob–Servicestelle",
]


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_an_organisation_has_one_open_application_however_it_is_spelt(spelt):
    applying.submit(
        ApplicationFactory(complete=True, country="AT", organisation_name="IÖB-Servicestelle"),
        now=NOW,
    )
    second = ApplicationFactory(complete=True, country="AT", organisation_name=spelt)

    with pytest.raises(Refused, match="already with the secretariat"):
        applying.submit(second, now=NOW)


@pytest.mark.parametrize(
    ("country", "name", "spelt"),
    [
        ("GR", "Ελληνική Αρχή", "Elliniki Archi"),
        ("BG", "Агенция по обществени поръчки", "Agentsia po obshtestveni porachki"),
        ("RS", "Канцеларија за јавне набавке", "Kancelarija za javne nabavke"),
        ("UA", "Міністерство економіки України", "Ministerstvo ekonomiky Ukrainy"),
    ],
)
def test_another_alphabet_makes_no_other_organisation(country, name, spelt):
    applying.submit(
        ApplicationFactory(complete=True, country=country, organisation_name=spelt), now=NOW
    )
    second = ApplicationFactory(complete=True, country=country, organisation_name=name)

    with pytest.raises(Refused):
        applying.submit(second, now=NOW)


def test_the_same_name_in_another_country_is_another_organisation():
    applying.submit(
        ApplicationFactory(complete=True, country="AT", organisation_name="Agency"), now=NOW
    )
    second = ApplicationFactory(complete=True, country="DE", organisation_name="Agency")

    assert applying.submit(second, now=NOW).submitted_at == NOW


def plan(content):
    return planning.plan(spreadsheet_reader.read(content).rows, on=NOW.date())


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_the_import_finds_a_centre_in_whatever_spelling(spelt):
    CentreFactory(name="IÖB-Servicestelle", country="AT", slug="ioeb")

    (line,) = plan(csv_of(["", spelt, "AT", "", ""])).lines
    assert line.kind in ("unchanged", "changed")
    assert line.entry.slug == "ioeb"


def test_two_rows_of_one_file_make_no_two_centres_of_one():
    with pytest.raises(UnusableError) as fault:
        plan(csv_of(*(["", spelt, "AT", "", ""] for spelt in SPELLINGS[:2])))

    assert [(mistake.row, mistake.column) for mistake in fault.value.mistakes] == [(3, "name")]


def test_the_import_asks_before_it_makes_a_centre_of_almost_the_same_name(desk):
    CentreFactory(name="Agentschap Innoveren Ondernemen", country="BE", slug="vlaio")
    file = SimpleUploadedFile(
        "register.csv", csv_of(["", "Agentschap Innoveren en Ondernemen Vlaanderen", "BE", "", ""])
    )
    shown = desk.post(reverse("admin:members_centre_import"), {"file": file}, follow=True)
    run, seen = ImportRun.objects.get(), shown.context["plan"].fingerprint
    assert "write vlaio into the" in " ".join(shown.content.decode().split())

    details = {"seen": seen, "reason": "The list.", "by": UserFactory(secretariat=True), "now": NOW}
    with pytest.raises(Refused, match="in the register already"):
        importing.propose(run, **details)
    assert importing.propose(run, are_others=True, **details).is_waiting


def test_the_import_makes_no_second_host_of_an_existing_one():
    centre = CentreFactory(slug="ioeb", country="AT")
    centre.hosts.add(OrganisationFactory(name="Bundesministerium für Wirtschaft", country="AT"))

    rows = csv_of(["ioeb", "Bundesministerium fuer Wirtschaft"], headings=["slug", "hosts"])
    assert plan(rows).counts["unchanged"] == 1


SEP_LINE = "\ufeffsep=;\r\nslug;name;country\r\n;Centre Un;LU\r\n".encode()
TITLE_ROWS = b"Register of centres;;\nAs of 1 November 2026;;\nslug;name;country\n;Centre Un;LU\n"
GREECE_AS_EL = "slug,name,country\n,Κέντρο Ικανότητας,EL\n".encode()


def second_sheet():
    book = Workbook()
    book.active.title = "Readme"
    book.active.append(["How to fill in"])
    sheet = book.create_sheet("Sheet")
    sheet.append(["slug", "name", "country", "established", "website"])
    sheet.append([None, "Centre Un", "LU", "2022", None])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "row", "country"),
    [
        (SEP_LINE, 2, "LU"),
        (TITLE_ROWS, 4, "LU"),
        (second_sheet(), 2, "LU"),
        (GREECE_AS_EL, 2, "GR"),
        (SEP_LINE.decode().encode("utf-16"), 2, "LU"),
        (GREECE_AS_EL.decode().encode("cp1253"), 2, "GR"),
    ],
    ids=["sep line", "title rows", "second sheet", "EL", "UTF-16", "Windows-1253"],
)
def test_the_import_takes_a_table_as_programs_write_it(content, row, country):
    (line,) = plan(content).lines

    assert (line.row, line.kind, line.values["country"]) == (row, "new", country)
    assert line.values["slug"] in ("centre-un", "kentro-ikanotitas")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("EL", "GR"),
        ("UK", "GB"),
        ("Greece", "GR"),
        ("Ελλάδα", "GR"),
        ("turkey", "TR"),
        ("Czech Republic", "CZ"),
    ],
)
def test_the_import_knows_the_countries_as_people_call_them(typed, code):
    (line,) = plan(csv_of(["", "Centre", typed, "", ""])).lines

    assert line.values["country"] == code


def test_a_name_in_greek_or_cyrillic_makes_an_address():
    rows = [
        ["", "Κέντρο Ικανότητας για την Καινοτομία", "GR", "", ""],
        ["", "Национален център", "BG", "", ""],
        ["", "ЦЕНТЪР", "BG", "", ""],
    ]

    assert [line.values["slug"] for line in plan(csv_of(*rows)).lines] == [
        "kentro-ikanotitas-gia-tin-kainotomia",
        "natsionalen-tsentar",
        "tsentar",
    ]


def test_the_import_reads_dates_as_people_write_them():
    headings = ["name", "country", "established"]
    (line,) = plan(csv_of(["Centre", "FI", "30.06.2022"], headings=headings)).lines

    assert line.values["established"] == "2022-06-30"


@pytest.fixture
def network():
    centre = CentreFactory(name="Innovationszentrum Söhne", country="DE", member=True)
    centre.hosts.add(OrganisationFactory(name="Αρχή Συμβάσεων", country="DE"))
    CentreFactory(name="Ankara", country="TR", member=True)
    CentreFactory(name="Praha", country="CZ", member=True)


FINDS = [
    ("soehne", "Innovationszentrum Söhne"),
    ("SOHNE", "Innovationszentrum Söhne"),
    ("archi symv", "Innovationszentrum Söhne"),
    ("αρχη", "Innovationszentrum Söhne"),
    ("Turkey", "Ankara"),
    ("Czech Republic", "Praha"),
    ("Česko", "Praha"),
]


@pytest.mark.parametrize(("typed", "name"), FINDS)
def test_a_centre_is_found_in_the_directory_and_by_programs(client, network, typed, name):
    shown = client.get(reverse("members:directory"), {"q": typed}).content.decode()
    given = client.get("/api/v1/members", {"q": typed}).json()

    assert name in shown
    assert [member["name"] for member in given["items"]] == [name]


@pytest.mark.parametrize(("typed", "name"), FINDS)
def test_a_centre_is_found_in_the_admin(desk, network, typed, name):
    rows = desk.get(reverse("admin:members_centre_changelist"), {"q": typed}).context["rows"]

    assert [row["object"].name for row in rows] == [name]


def test_names_that_stand_there_twice_are_listed_for_the_secretariat(desk):
    one = CentreFactory(name="IÖB", country="AT")
    other = CentreFactory(name="IOEB", country="AT")
    CentreFactory(name="IÖB", country="DE")
    OrganisationFactory(name="Söhne", country="AT")
    OrganisationFactory(name="Soehne", country="AT")

    assert doubles.centres() == {one.pk, other.pk}
    listed = desk.get(reverse("admin:members_centre_changelist"), {"queue": "doubles"})
    assert {row["object"] for row in listed.context["rows"]} == {one, other}
    assert (
        "Organisations that stand in the register twice"
        in desk.get(reverse("admin:index")).content.decode()
    )


# --- Dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("30.06.2022", "2022-06-30", "30 June 2022"),
        ("06/2022", "2022-06", "June 2022"),
        ("June 2022", "2022-06", "June 2022"),
        ("2019", "2019", "2019"),
        ("1er juin 2022", "2022-06-01", "1 June 2022"),
    ],
)
def test_a_date_is_understood_and_shown_back_in_words(client, application, typed, kept, shown):
    save(client, application, "organisation", established=typed, country="AT")

    assert application.established == kept
    assert f'value="{shown}"' in client.get(page(application, "organisation")).content.decode()


def test_a_day_is_entered_in_the_same_way(client, application):
    save(client, application, "mandate", mandate_valid_until="30. Juni 2031")

    assert application.mandate_valid_until.isoformat() == "2031-06-30"
    assert 'value="30 June 2031"' in client.get(page(application, "mandate")).content.decode()


def test_no_form_asks_a_browser_for_a_date_in_its_own_way():
    written = [
        path.as_posix()
        for folder in ("templates", "static/js", *("members voting declarations exchange".split()))
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".html", ".js") and "tests" not in path.parts
        if re.search(r"""type["']?[=:]\s*["']date["']""", path.read_text())
    ]

    assert written == []
