import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from common import progress
from members.models import Centre, ImportRun
from members.register.tests.sheets import csv_of, xlsx_of
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
IMPORT = reverse("admin:members_centre_import")


def export(kind):
    return reverse("admin:members_centre_export", args=[kind])


def send(desk, *rows, **options):
    return send_file(desk, csv_of(*rows, **options))


def send_file(desk, content):
    file = SimpleUploadedFile("register.csv", content)
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


def test_a_wrong_workbook_is_refused_with_its_sheet(desk):
    page = send_file(desk, xlsx_of(["", "A", "Atlantis"], headings=["slug", "name", "country"]))

    text = page.content.decode()
    assert "Mend it and send it again" in text
    assert "It is in the sheet “Sheet”." in text
    assert '<th scope="row" data-label="Row">' in text


HUNGARIAN = csv_of(["", "Főváros", "LU", "", ""], encoding="cp1250")


def test_a_file_in_a_code_page_is_shown_by_the_likeliest_and_read_again_by_another(desk):
    shown = send_file(desk, HUNGARIAN)
    assert "Windows-1250: Főváros" in shown.content.decode()
    address = shown.request["PATH_INFO"]

    again = desk.post(address, {"read_again": "", "code_page": "cp1252"}, follow=True)

    assert "Row 2: Fõváros" in again.content.decode()
    again = desk.post(address, {"read_again": "", "code_page": "cp1250"}, follow=True)
    assert "Row 2: Főváros" in again.content.decode()
    desk.post(address, {"seen": again.context["plan"].fingerprint, "reason": "The list."})
    proposal = Proposal.objects.get()
    assert proposal.facts[0][0] == "How the file was read"
    assert "Windows-1250" in proposal.facts[0][1]
    desk.post(address, {"read_again": "", "code_page": "cp1252"})
    assert "Fő" in ImportRun.objects.get().rows[0][1]["name"]


def test_a_file_that_only_another_code_page_makes_right_is_kept_for_it(desk):
    content = csv_of(["", "Centre", "Ísland"], headings=["slug", "name", "country"])
    page = send_file(desk, content.decode().encode("mac_roman"))
    address = page.request["PATH_INFO"]
    wrong = desk.post(address, {"read_again": "", "code_page": "cp1252"}, follow=True)
    assert "no country of Europe" in wrong.content.decode()
    assert "Propose these changes" not in wrong.content.decode()

    right = desk.post(address, {"read_again": "", "code_page": "mac_roman"}, follow=True)

    assert "Row 2: Centre" in right.content.decode()
    desk.post(address, {"discard": ""})
    assert ImportRun.objects.get().content is None


def test_a_settled_import_keeps_no_file(desk):
    run = ImportRun.objects.get(pk=send_file(desk, HUNGARIAN).context["run"].pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(status="discarded", settled_at=run.started_at)


def test_what_is_being_applied_shows_how_far_it_has_come_and_comes_again_by_itself(
    desk, client, colleague
):
    page = send(desk, ["", "Nový", "CZ", "", ""])
    seen = {"seen": page.context["plan"].fingerprint, "reason": "The annual list."}
    desk.post(page.request["PATH_INFO"], seen)
    released = services.release(Proposal.objects.get(), by=colleague, now=timezone.now())
    Proposal.objects.update(released_at=F("proposed_at"), takes_effect_at=F("proposed_at"))

    waiting = desk.get(page.request["PATH_INFO"]).content.decode()
    progress.tell(released.subject, 250, 2000)
    client.force_login(colleague)
    for address in (page.request["PATH_INFO"], reverse("proposal", args=[released.pk])):
        page_now = client.get(address)
        shown = page_now.content.decode()
        assert "250 of 2,000 rows are done" in shown
        assert page_now["Refresh"] == "5"
        assert "recalled" not in shown

    assert "within a minute" in waiting
    services.put_into_effect(released, now=timezone.now())
    assert progress.of(released.subject) == progress.Progress(1, 1)
    assert not desk.get(page.request["PATH_INFO"]).has_header("Refresh")


def test_a_cache_that_is_away_stops_no_import(monkeypatch):
    class Away:
        def get(self, *_args):
            raise ConnectionError

        set = delete = get

    monkeypatch.setattr(progress, "cache", Away())

    progress.tell(UserFactory(), 1, 2)
    assert progress.of(UserFactory()) is None
    progress.forget(UserFactory())


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
