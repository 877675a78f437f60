"""The page of one case, however much evidence there is."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.case_list import NOW, secretariat
from benchmarks.figures import at_most, equal
from members.enums import ApplicationStatus, Criterion
from members.models import Application, Evidence

NAME = "The page of a case"
EVIDENCE = (1, 10, 40)
QUERIES = 25


def main():
    person = secretariat()[0]
    client = Client()
    client.force_login(person)
    counted = [count_queries(client, case(person, pieces)) for pieces in EVIDENCE]
    sizes = " / ".join(map(str, EVIDENCE))
    yield at_most(f"queries with {sizes} pieces of evidence", max(counted), QUERIES)
    yield equal(f"queries with {sizes} pieces of evidence", counted)


def case(person, pieces):
    """Under review by this person, with a statement on each criterion and so much evidence."""
    row = Application.objects.create(
        status=ApplicationStatus.UNDER_REVIEW,
        contact_email=f"applicant{pieces}@example.org",
        organisation_name=f"Agency {pieces}",
        country="PL",
        assigned_to=person,
        created_at=NOW,
        status_since=NOW,
        submitted_at=NOW,
    )
    for criterion in Criterion:
        row.statements.create(criterion=criterion, text="As the evidence shows.")
    criteria = list(Criterion)
    Evidence.objects.bulk_create(
        Evidence(
            application=row,
            criterion=criteria[number % len(criteria)],
            title=f"Document {number}",
            link="https://example.org/document",
            added_at=NOW,
        )
        for number in range(pieces)
    )
    return row


def count_queries(client, row):
    address = reverse("admin:members_application_change", args=[row.pk])
    client.get(address)  # what is loaded once a process is not the page's
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
