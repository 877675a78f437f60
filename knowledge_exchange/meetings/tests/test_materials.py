import pytest

from common.refusals import Refused
from knowledge_exchange.meetings.enums import Visibility
from knowledge_exchange.meetings.services import materials
from knowledge_exchange.tests.factories import NOW, MaterialFactory, ScheduledMeetingFactory
from members.tests.factories import UserFactory
from uploads.checking import CheckedUpload
from uploads.tests.test_pdf_checking import pdf_file

pytestmark = pytest.mark.django_db


def checked(**facts):
    upload = pdf_file(name="slides.pdf")
    known = {
        "file": upload,
        "name": "slides.pdf",
        "content_type": "application/pdf",
        "size": upload.size,
        "sha256": "0" * 64,
        "has_active_content": False,
        **facts,
    }
    return CheckedUpload(**known)


def add(meeting, **facts):
    said = {"title": "Slides", "visibility": Visibility.MEMBERS, "upload": checked(), **facts}
    return materials.add(meeting, by=UserFactory(), now=NOW, **said)


def test_versions_stand_beside_each_other_under_names_that_say_nothing():
    material = add(ScheduledMeetingFactory())
    materials.add_version(material, upload=checked(), by=UserFactory(), now=NOW)

    new, old = material.versions.all()
    assert (new.number, old.number) == (2, 1)
    assert new.file.name != old.file.name
    assert "slides" not in new.file.name
    assert old.file.read().startswith(b"%PDF")
    for version in (new, old):
        version.file.close()


def test_what_acts_is_for_members_only():
    active = checked(has_active_content=True)
    meeting = ScheduledMeetingFactory()

    with pytest.raises(Refused, match="not for the public"):
        add(meeting, visibility=Visibility.PUBLIC, upload=active)
    material = add(meeting, upload=active)

    material.visibility = Visibility.PUBLIC
    with pytest.raises(Refused, match="not for the public"):
        materials.describe(material)
    public = add(meeting, visibility=Visibility.PUBLIC)
    with pytest.raises(Refused, match="not for the public"):
        materials.add_version(public, upload=active, by=UserFactory(), now=NOW)


def test_there_is_an_end_to_what_a_meeting_holds(monkeypatch):
    monkeypatch.setattr(materials, "MOST_MATERIALS", 1)
    monkeypatch.setattr(materials, "MOST_VERSIONS", 1)
    material = add(ScheduledMeetingFactory())

    with pytest.raises(Refused, match="at most"):
        add(material.meeting)
    with pytest.raises(Refused, match="at most"):
        materials.add_version(material, upload=checked(), by=UserFactory(), now=NOW)


def test_a_material_is_described_anew():
    material = MaterialFactory()
    material.title, material.visibility = "Better words", Visibility.PUBLIC

    materials.describe(material)

    material.refresh_from_db()
    assert (material.title, material.is_public) == ("Better words", True)
