"""Everything leaves a trace that nobody changes and that can be carried away."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.spreadsheets import STARTS_A_FORMULA
from members.applications.services import review
from members.applications.services.moves import note
from members.models import ApplicationEvent, CaseNote, MembershipEvent, ProfileVersion
from members.register.services import memberships
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CaseNoteFactory,
    MembershipFactory,
    ProfileVersionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return note(ApplicationFactory(submitted=True), by=None, now=NOW, what="Something")


@pytest.mark.postgres
@pytest.mark.parametrize("model", [ApplicationEvent, CaseNote, MembershipEvent, ProfileVersion])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_lets_no_row_of_the_history_change(model, act, event):
    CaseNoteFactory(application=event.application)
    memberships.note_on_membership(MembershipFactory().centre, "Asked", by=None, now=NOW)
    ProfileVersionFactory()
    rows = model.objects.all()

    with pytest.raises(IntegrityError, match="rows of .* are only added"), transaction.atomic():
        rows.update(at=NOW + timedelta(days=1)) if act == "update" else rows.delete()

    assert rows.get().at == NOW


def history(desk, application, kind):
    page = reverse("admin:members_application_history_file", args=[application.pk, kind])
    response = desk.get(page)
    assert response["Content-Disposition"].endswith(f'{application.reference}-history.{kind}"')
    return response.content.decode("utf-8-sig")


def test_the_history_is_exported_for_a_spreadsheet(desk, secretariat):
    application = ApplicationFactory(submitted=True)
    review.take_up(application, by=secretariat, now=NOW)
    note(application, by=None, now=NOW, what="Something", why="For a reason.")

    first, second = csv.DictReader(io.StringIO(history(desk, application, "csv")))

    assert first == {
        "at": NOW.isoformat(),
        "who": secretariat.name,
        "what": "Review started",
        "changed": "Status: Submitted → Under review",
        "why": "",
        "status": "Under review",
    }
    assert (second["who"], second["why"]) == ("Applicant", "For a reason.")


@pytest.mark.parametrize("start", STARTS_A_FORMULA)
def test_no_cell_is_run_as_a_formula(desk, start):
    application = ApplicationFactory(submitted=True)
    mischief = UserFactory(name=f"{start}HYPERLINK(evil)")
    note(application, by=mischief, now=NOW, what=f"{start}1", why=f"{start}2")

    row = next(csv.DictReader(io.StringIO(history(desk, application, "csv"), newline="")))

    assert [row[name][0] for name in ("who", "what", "why")] == ["'"] * 3


def test_the_history_is_exported_for_a_program(desk, event):
    exported = json.loads(history(desk, event.application, "json"))

    assert exported["reference"] == event.application.reference
    assert [row["what"] for row in exported["events"]] == ["Something"]


def test_only_the_secretariat_exports(client, desk, event):
    page = reverse("admin:members_application_history_file", args=[event.application_id, "csv"])
    other = reverse("admin:members_application_history_file", args=[event.application_id, "exe"])
    assert desk.get(other).status_code == 404

    client.force_login(UserFactory(staff=True))

    assert client.get(page).status_code == 403
