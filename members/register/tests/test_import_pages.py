import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members.models import Centre, ImportRun
from members.register.tests.sheets import csv_of
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
IMPORT = reverse("admin:members_centre_import")


def export(kind):
    return reverse("admin:members_centre_export", args=[kind])


def send(desk, *rows, **options):
    file = SimpleUploadedFile("register.csv", csv_of(*rows, **options))
    return desk.post(IMPORT, {"file": file}, follow=True)


def test_a_file_is_shown_row_by_row_proposed_and_applied_by_a_second_person(desk, colleague):
    CentreFactory(slug="keino", name="KEINO", country="FI", member=True)
    page = send(desk, ["keino", "KEINO", "FI", "associate", "active"], ["", "Nový", "CZ", "", ""])
    shown = page.content.decode()
    assert "1 new, 1 changed, 0 unchanged" in shown
    assert "Row 2: KEINO" in shown
    assert "Row 3: Nový" in shown
    assert Centre.objects.count() == 1

    seen = page.context["plan"].fingerprint
    address = page.request["PATH_INFO"]
    proposed = desk.post(
        address, {"seen": seen, "confirm": "", "reason": "The annual list."}, follow=True
    )
    assert "second person" in proposed.content.decode()
    assert Centre.objects.count() == 1
    proposal = Proposal.objects.get()
    assert proposal.title == "Apply an import: 1 new, 1 changed"

    released = services.release(proposal, by=colleague, now=timezone.now())
    services.put_into_effect(released, now=released.takes_effect_at)

    assert Centre.objects.get(slug="novy").country == "CZ"
    assert "Applied" in desk.get(page.request["PATH_INFO"]).content.decode()


def test_a_register_that_moved_on_is_shown_anew(desk):
    centre = CentreFactory(slug="keino", member=True)
    page = send(desk, ["keino", "Mine"], headings=["slug", "about"])
    Centre.objects.update(about="Meanwhile")

    seen = {"seen": page.context["plan"].fingerprint, "reason": "The annual list."}
    again = desk.post(page.request["PATH_INFO"], seen, follow=True).content.decode()

    assert "Look at it again" in again
    assert "Meanwhile" in again
    centre.refresh_from_db()
    assert centre.about == "Meanwhile"


def test_changing_nothing_is_a_button(desk):
    page = send(desk, ["New", "SE"], headings=["name", "country"])

    desk.post(page.request["PATH_INFO"], {"discard": ""})

    assert ImportRun.objects.get().status == "discarded"
    assert not Centre.objects.exists()


def test_a_wrong_file_is_refused_with_row_and_column(desk):
    page = send(desk, ["keino", "", "FI", "guest", "active"]).content.decode()

    assert "Nothing was changed: 2 things are wrong" in page
    assert ">guest<" not in page
    assert "guest" in page
    assert not ImportRun.objects.exists()


def test_no_file_at_all_is_told(desk):
    assert "This field is required" in desk.post(IMPORT, {"sent": ""}).content.decode()


def test_both_exports_hold_the_same_table(desk):
    CentreFactory(slug="keino", name="=KEINO", country="FI", member=True)

    written = b"".join(desk.get(export("csv"))).decode("utf-8-sig").splitlines()
    file = io.BytesIO(b"".join(desk.get(export("xlsx"))))
    first, second = load_workbook(file).active.iter_rows(values_only=True)

    assert written[0] == ",".join(first)
    assert written[1].split(",")[:3] == list(second)[:3] == ["keino", "'=KEINO", "FI"]


def test_the_list_of_centres_links_to_import_and_export(desk):
    page = desk.get(reverse("admin:members_centre_changelist")).content.decode()

    assert all(address in page for address in (IMPORT, export("csv"), export("xlsx")))


@pytest.mark.parametrize("address", [IMPORT, export("csv")])
@pytest.mark.parametrize("who", ["staff", "delegate", "nobody"])
def test_only_the_secretariat_comes_in(client, who, address):
    if who == "staff":
        client.force_login(UserFactory(staff=True))
    elif who == "delegate":
        client.force_login(RepresentativeFactory().user)

    assert client.get(address).status_code == (403 if who == "staff" else 302)


def test_there_is_no_other_kind_of_export(desk):
    assert desk.get(export("pdf")).status_code == 404
