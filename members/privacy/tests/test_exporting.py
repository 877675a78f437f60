"""What a person takes home: all that is theirs, and nothing of anybody else."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from common import personal_export
from members.models import CaseNote
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CollaboratorFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.tests.factories import MailFactory
from voting.tests.factories import cast, make_delegates, open_motion

pytestmark = pytest.mark.django_db


def opened(response):
    with ZipFile(BytesIO(response.content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_a_person_downloads_it_at_once_as_json_and_as_a_page(client):
    delegate, other = make_delegates(2)
    person = delegate.user
    person.set_password("a-secret-of-mine")
    person.save()
    cast(open_motion(now=timezone.now()), delegate, reason="We like it.", at=timezone.now())
    MailFactory(user=person, to=person.email, text="Dear delegate")
    client.force_login(person)

    response = client.post(reverse("members:own_data_file"))

    files = opened(response)
    told = json.loads(files["data.json"])
    assert told["person"] == person.email
    assert {"people", "ballots", "letters", "representatives"} <= set(told["data"])
    for text in files.values():
        assert "We like it." in text
        assert "Dear delegate" in text
        assert person.password not in text
        assert other.user.name not in text
        assert other.user.email not in text
    assert "no-store" in response["Cache-Control"]


def test_what_somebody_settled_for_others_is_told_without_the_others_words():
    clerk, asker = UserFactory(secretariat=True), RepresentativeFactory().user
    application = ApplicationFactory(eligible=True)
    application.voter_questions.create(
        asked="Who pays?",
        asked_by=asker,
        asked_at=NOW,
        status="declined",
        decline_reason="Asked before.",
        settled_by=clerk,
        settled_at=NOW,
    )
    CaseNote.objects.create(application=application, by=clerk, at=NOW, text="Call them.")

    told = str(personal_export.sections(user=clerk, email=clerk.email))

    assert "Call them." in told
    assert "Who pays?" not in told
    assert "another person" in told


def test_somebody_only_named_gets_the_lines_that_name_them():
    application = ApplicationFactory(submitted=True, delegate_email="named@example.org")

    told = str(personal_export.sections(user=None, email="named@example.org"))

    assert "Del Egate" in told
    assert application.reference in told
    assert application.contact_name not in told


def test_the_secretariat_exports_for_an_applicant_and_leaves_a_trace(client):
    clerk = UserFactory(secretariat=True)
    application = ApplicationFactory(submitted=True)
    colleague = CollaboratorFactory(application=application)
    client.force_login(clerk)
    page = reverse("members:applicant_data", args=[application.pk])

    assert client.post(page, {"email": "nobody@example.org"}).status_code == 200
    assert not application.events.exists()
    files = opened(client.post(page, {"email": colleague.email}))

    assert colleague.email in files["index.html"]
    event = application.events.get()
    assert (event.by, event.is_public_to_applicant) == (clerk, False)
    assert colleague.email not in str(vars(event))


def test_nobody_else_makes_an_export_of_an_applicant(client):
    application = ApplicationFactory(submitted=True)
    page = reverse("members:applicant_data", args=[application.pk])
    client.force_login(RepresentativeFactory().user)
    assert client.post(page, {"email": application.contact_email}).status_code == 403

    clerk = UserFactory(secretariat=True)
    application.conflicts.create(user=clerk, reason="A friend.", declared_at=NOW)
    client.force_login(clerk)
    assert client.post(page, {"email": application.contact_email}).status_code == 403
