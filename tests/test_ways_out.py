"""Whatever is stored can be read by whoever gets a file of it: no way out fails on any text.

The rows are made as they may stand from before texts were cleaned when they came in.
"""

import io
import json
import re

import pytest
from django.urls import reverse
from icalendar import Calendar
from lxml import etree
from openpyxl import load_workbook

from common.typesetting import pdf_of
from declarations.models import Signature
from declarations.tests.factories import SignatureFactory
from knowledge_exchange.discovery.services import indexing
from knowledge_exchange.models import Meeting, Paper
from knowledge_exchange.tests.factories import (
    AuthorFactory,
    PaperFactory,
    PaperVersionFactory,
    ScheduledMeetingFactory,
)
from members.applications.tests.test_applicant_pages import open_by_link
from members.models import Application, Centre, Organisation
from members.tests.factories import ApplicationFactory, CentreFactory, UserFactory
from voting.models import Motion
from voting.motions.calendars import of_motion
from voting.tests.factories import closed_motion, make_delegates

pytestmark = pytest.mark.django_db
# No database keeps half a pair, and PostgreSQL keeps no NUL.
ODD = "x\ufffe\uffff\u202e\u200b\x01\x0b\x1f\x85\u2028\ufdd0</a>&\u2066=\U000e0041\U0001fffe"
HIDDEN = re.compile("[\ufffe\uffff\u202e\u200b\x01\x0b\x1f\ufdd0\u2066\U000e0041\U0001fffe]")


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(secretariat=True))
    return client


def body(response):
    assert response.status_code == 200, response
    if response.streaming:
        return b"".join(response.streaming_content)
    return response.content


@pytest.fixture
def centre():
    centre = CentreFactory(member=True, slug="odd")
    centre.hosts.create(name="Host", country=centre.country)
    Centre.objects.update(name=f"Centre {ODD}", about=ODD)
    Organisation.objects.update(name=f"Host {ODD}")
    return centre


@pytest.fixture
def paper():
    meeting = ScheduledMeetingFactory(published_at="2026-10-01T00:00Z")
    Meeting.objects.update(title=f"Meeting {ODD}", summary=ODD, place=ODD)
    paper = PaperFactory(meeting=meeting, record=True, slug="odd", doi="10.1234/odd")
    AuthorFactory(paper=paper, family_name=f"Name{ODD}", given_names=ODD, affiliation=ODD)
    PaperVersionFactory(paper=paper, ready=True, number=1)
    Paper.objects.update(title=f"Paper {ODD}", abstract=ODD, keywords=f"one{ODD}, two", authors=ODD)
    indexing.index_paper(Paper.objects.get())
    return paper


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", ["centre", "application"])
def test_the_tables_of_the_secretariat(desk, centre, model, kind):
    ApplicationFactory(submitted=True)
    Application.objects.update(centre_name=ODD, organisation_name=ODD, contact_name=ODD)

    content = body(desk.get(reverse(f"admin:members_{model}_export", args=[kind])))

    if kind == "xlsx":
        load_workbook(io.BytesIO(content))
    else:
        assert not HIDDEN.search(content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "/oai/?verb=ListRecords&metadataPrefix=oai_dc",
        "/oai/?verb=ListSets",
        "/oai/?verb=ListRecords&metadataPrefix=%EF%BF%BE%E2%80%AE",
        reverse("papers_feed"),
        "/sitemap.xml",
    ],
)
def test_what_catalogues_and_readers_get_is_xml(client, paper, address):
    content = body(client.get(address))

    etree.fromstring(content)
    assert not HIDDEN.search(content.decode())


@pytest.mark.parametrize("form", ["bib", "ris", "json", "datacite.json"])
def test_citations(client, paper, form):
    content = body(client.get(f"/knowledge-exchange/papers/odd.{form}")).decode()

    assert not HIDDEN.search(content)
    if form.endswith("json"):
        json.loads(content)


@pytest.mark.parametrize(
    "address", ["/api/v1/members", "/api/v1/papers", "/api/v1/everything.json"]
)
def test_what_programs_get(client, centre, paper, address):
    content = body(client.get(address)).decode()

    assert json.loads(content)
    assert not re.search(r"\\u(202e|fffe|200b|0001|000b|2066)", content)
    assert not HIDDEN.search(content)


def test_calendars_of_meetings_and_votes(client, paper):
    delegates = make_delegates(3)
    closed_motion(delegates, ["yes", "yes", "no"])
    Motion.objects.update(title=f"Motion {ODD}", question=ODD)
    meeting = Meeting.objects.get()

    for address in (
        reverse("knowledge_exchange:meeting_calendar", args=[meeting.number]),
        reverse("knowledge_exchange:meetings_calendar"),
    ):
        content = body(client.get(address))
        (entry,) = Calendar.from_ical(content).events
        assert entry["summary"].startswith("Meeting x")
        assert not HIDDEN.search(content.decode())
    content = of_motion(Motion.objects.get())
    assert len(Calendar.from_ical(content).events) == 1
    assert not HIDDEN.search(content.decode())


def test_the_minutes_of_a_vote(client):
    delegates = make_delegates(3)
    motion = closed_motion(delegates, ["yes", "yes", "no"])
    Motion.objects.update(title=f"Motion {ODD}", question=ODD)
    client.force_login(delegates[0].user)

    for name in ("result_csv", "result_json", "minutes"):
        content = body(client.get(reverse(f"voting:{name}", args=[motion.pk])))
        if name != "minutes":
            assert not HIDDEN.search(content.decode().removeprefix("\ufeff"))


def test_the_signatures_of_the_declaration(client):
    signature = SignatureFactory(signed=True)
    Signature.objects.update(ministry=ODD, office=ODD)

    for kind in ("csv", "json"):
        address = reverse(f"declarations:signatures_{kind}", args=[signature.declaration_id])
        assert not HIDDEN.search(body(client.get(address)).decode())


def test_any_page_is_typeset():
    assert pdf_of(f"<html lang='en'><title>x</title><p>{ODD}</p></html>").startswith(b"%PDF")


def test_the_dossier_of_an_application(client):
    application = ApplicationFactory(complete=True)
    open_by_link(client, application)
    Application.objects.update(centre_name=ODD, about=ODD)
    application.statements.update(text=ODD)

    content = body(client.get(reverse("members:dossier_pdf", args=[application.reference])))
    assert content.startswith(b"%PDF")
