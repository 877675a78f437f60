from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.tests.step_pages import fields, look, press, text
from declarations import reminders
from declarations.models import Declaration, Signature, TextVersion
from declarations.tests.factories import (
    NOW,
    DeclarationFactory,
    SignatureFactory,
    TextVersionFactory,
)
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox.models import Mail
from proposals import services as proposals
from proposals.models import Proposal
from tests.waiting import found
from uploads.tests.test_pdf_checking import pdf_file, script_on_opening

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(client):
    user = UserFactory(secretariat=True)
    client.force_login(user)
    return user


def release(client, page):
    """By a colleague; it takes effect once nobody can recall it any more."""
    client.force_login(UserFactory(secretariat=True))
    press(client, page)
    proposals.put_into_effect(Proposal.objects.get(), now=timezone.now() + timedelta(days=1))


def address(model, act, *args):
    return reverse(f"admin:declarations_{model}_{act}", args=args)


def test_a_declaration_is_entered_with_its_aims(client, secretariat):
    form = {
        "title": "Joint declaration",
        "lead": "GR",
        "lead_body": "",
        "notes": "",
        "aims-TOTAL_FORMS": 1,
        "aims-INITIAL_FORMS": 0,
        "aims-0-position": 1,
        "aims-0-text": "Commitment",
        "remind_every_days": 0,
        "commitments-TOTAL_FORMS": 1,
        "commitments-INITIAL_FORMS": 0,
        "commitments-0-level": "national",
        "commitments-0-position": 1,
        "commitments-0-text": "Buy what is new",
    }

    client.post(address("declaration", "add"), form)

    declaration = Declaration.objects.get()
    assert [aim.text for aim in declaration.aims.all()] == ["Commitment"]
    assert [row.text for row in declaration.commitments.all()] == ["Buy what is new"]
    assert declaration.events.get().by == secretariat


@pytest.mark.parametrize(("state", "rows"), [({}, 1), ({"open": True}, 0)])
def test_commitments_are_frozen_once_the_declaration_is_open(client, secretariat, state, rows):
    declaration = DeclarationFactory(**state)
    form = {
        "title": declaration.title,
        "lead": "GR",
        "remind_every_days": 0,
        "aims-TOTAL_FORMS": 0,
        "aims-INITIAL_FORMS": 0,
        "commitments-TOTAL_FORMS": 1,
        "commitments-INITIAL_FORMS": 0,
        "commitments-0-level": "national",
        "commitments-0-position": 1,
        "commitments-0-text": "Buy what is new",
    }

    client.post(address("declaration", "edit", declaration.pk), form)

    assert declaration.commitments.count() == rows


def test_a_typing_error_is_proposed_with_what_stands_there_and_corrected_by_another(
    client, secretariat
):
    signature = SignatureFactory(announced=True, ministry="Ministy of Trade", office="Minister")
    form = {"ministry": "Ministry of Trade", "office": "Minister", "why": "Misspelt"}

    press(client, address("signature", "correct", signature.pk), **form, announced_on="2026-10-01")

    row, other = Proposal.objects.get(), UserFactory(secretariat=True)
    assert row.reason == "Misspelt"
    assert row.facts[0] == ["Ministry", "Ministry of Trade"]
    assert ["Before: ministry", "Ministy of Trade"] in row.facts
    client.force_login(other)
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "Ministy of Trade" in shown
    assert "Ministry of Trade" in shown
    proposals.release(row, by=other, now=NOW)
    proposals.put_into_effect(row, now=NOW + timedelta(days=1))
    signature.refresh_from_db()
    assert signature.ministry == "Ministry of Trade"
    event = signature.declaration.events.get()
    assert "it was: Ministy of Trade. Misspelt" in event.what
    assert (event.by, event.released_by, event.act) == (secretariat, other, "corrected")


def test_nothing_is_proposed_where_nothing_is_corrected(client, secretariat):
    signature = SignatureFactory(announced=True, office="Minister")
    form = {"ministry": signature.ministry, "office": "Minister", "why": "Misspelt"}
    at = address("signature", "correct", signature.pk)

    shown = press(client, at, **form, announced_on=signature.announced_on.isoformat())

    assert not Proposal.objects.exists()
    assert "Nothing was changed." in shown.content.decode()


@pytest.mark.parametrize("state", ["announced", "signed"])
def test_the_raw_form_corrects_nothing_that_is_public(client, state):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    signature = SignatureFactory(**{state: True}, ministry="Ministry of Trade")
    at = address("signature", "edit", signature.pk)

    client.post(at, {"ministry": "Mine", "office": "Mine", "invited_on": "2020-01-01"})

    before = {name: getattr(signature, name) for name in ("ministry", "office", "invited_on")}
    signature.refresh_from_db()
    assert before == {name: getattr(signature, name) for name in before}
    assert 'name="ministry"' not in client.get(at).content.decode()


def test_a_proof_is_open_to_everybody_once_it_is_made_public(client, secretariat):
    signature = SignatureFactory(signed=True)
    press(client, address("signature", "show_proof", signature.pk))
    client.logout()

    response = client.get(reverse("declarations:proof", args=[signature.pk]))

    assert response.getvalue().startswith(b"%PDF-")


def test_a_declaration_moves_on_by_a_page_that_shows_the_consequence(client, secretariat):
    text = TextVersionFactory(public=True, is_authentic=True)
    move = address("declaration", "move", text.declaration_id, "open")
    RepresentativeFactory()

    change = client.get(address("declaration", "change", text.declaration_id)).content.decode()
    page = client.get(move).content.decode()
    done = press(client, move, reason="As agreed.", follow=True).content.decode()

    text.declaration.refresh_from_db()
    assert move in change
    assert "can be signed" in page
    assert "Proposed. It happens once a second person" in done
    assert text.declaration.status == "in_preparation"
    release(client, address("declaration", "move", text.declaration_id, "release"))
    text.declaration.refresh_from_db()
    assert text.declaration.status == "open"
    assert Mail.objects.get().kind == "declarations.opened"


def test_a_refused_move_says_why(client, secretariat):
    declaration = DeclarationFactory()

    move = address("declaration", "move", declaration.pk, "open")
    page = look(client, move, reason="As agreed.")

    assert "no public authentic text" in page.content.decode()


def test_a_public_text_can_no_longer_be_edited(client, secretariat):
    text = TextVersionFactory()
    press(client, address("textversion", "publish", text.pk))

    response = client.post(address("textversion", "change", text.pk), {"body": "Other"})

    text.refresh_from_db()
    assert response.status_code == 403
    assert (text.is_public, text.body) == (True, "We, the ministers, agree.")


def test_a_signature_is_recorded_with_its_proof(client, secretariat):
    signature = SignatureFactory()

    step = address("signature", "step", signature.pk, "signed")
    press(client, step, on="2026-10-01", proof=pdf_file(), reason="It came by post.")

    signature.refresh_from_db()
    assert signature.status == "invited"
    kept = Proposal.objects.get().files.get()
    client.force_login(UserFactory(secretariat=True))
    page = client.get(address("signature", "step", signature.pk, "release"))
    assert kept.get_absolute_url() in page.content.decode()
    assert client.get(kept.get_absolute_url()).getvalue().startswith(b"%PDF-")
    release(client, address("signature", "step", signature.pk, "release"))
    signature.refresh_from_db()
    assert signature.status == "signed"
    assert signature.proof_sha256 == kept.judged["sha256"]
    assert signature.proof.name == kept.file.name


def test_the_proof_of_a_proposal_opens_for_both_people_only(client, secretariat):
    signature = SignatureFactory()
    step = address("signature", "step", signature.pk, "signed")
    press(client, step, on="2026-10-01", proof=pdf_file(), reason="It came by post.")
    kept = Proposal.objects.get().files.get()

    client.force_login(RepresentativeFactory().user)

    assert client.get(kept.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"on": "2026-10-01"}, "This field is required."),
        ({"on": "2126-10-01", "proof": "a pdf"}, "still to come"),
        ({"on": "2026-10-01", "proof": "a pdf with a script"}, "scripts or attached files"),
    ],
)
def test_a_signature_without_a_good_proof_or_day_is_refused(client, secretariat, form, reason):
    files = {"a pdf": pdf_file(), "a pdf with a script": pdf_file(script_on_opening)}
    signature = SignatureFactory()

    page = press(
        client,
        address("signature", "step", signature.pk, "signed"),
        **{name: files.get(value, value) for name, value in form.items()},
    )

    signature.refresh_from_db()
    assert reason in page.content.decode()
    assert signature.status == "invited"


def test_what_was_signed_stays_as_it_was_named(client, secretariat):
    signature = SignatureFactory(signed=True, ministry="Ministry of Trade")

    client.post(
        address("signature", "edit", signature.pk),
        {"ministry": "Ministry of Something Else", "office": "Other"},
    )

    signature.refresh_from_db()
    assert signature.ministry == "Ministry of Trade"


def test_a_new_mailbox_gets_the_letters_that_wait_and_the_page_says_how_many(client, secretariat):
    signature = SignatureFactory(mailbox="old@ministry.example")
    reminders.remind(signature, by=secretariat, now=timezone.now())
    change = address("signature", "edit", signature.pk)
    form = {**fields(client.get(change), having="mailbox"), "mailbox": "new@ministry.example"}

    page = client.post(change, form, follow=True)

    assert "1 letter that waits goes to new@ministry.example now." in text(page)
    assert Mail.objects.get().to == "new@ministry.example"
    assert "that waits" not in text(client.post(change, form, follow=True))


@pytest.mark.parametrize("model", ["declaration", "textversion", "signature"])
def test_nothing_is_ever_deleted(client, model):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    signature = SignatureFactory()
    text = TextVersionFactory(declaration=signature.declaration)
    target = {"declaration": text.declaration_id, "textversion": text.pk}.get(model, signature.pk)

    assert client.post(address(model, "delete", target), {"post": "yes"}).status_code == 403
    assert [kind.objects.count() for kind in (Declaration, TextVersion, Signature)] == [1, 1, 1]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["public", "observer", "delegate", "alternate", "staff"])
def test_only_the_secretariat_acts(client, role, method):
    text = TextVersionFactory(is_authentic=True, declaration=DeclarationFactory(open=True))
    signature = SignatureFactory(declaration=text.declaration)
    if role == "staff":
        client.force_login(UserFactory(staff=True))
    elif role != "public":
        client.force_login(RepresentativeFactory(role=role).user)

    for target in (
        address("declaration", "move", text.declaration_id, "in_preparation"),
        address("textversion", "publish", text.pk),
        address("signature", "step", signature.pk, "announced"),
    ):
        assert getattr(client, method)(target, {"on": "2026-10-01"}).status_code in (302, 403)
    for thing in (text, signature, text.declaration):
        thing.refresh_from_db()
    assert (text.is_public, signature.status, text.declaration.status) == (
        False,
        "invited",
        "open",
    )


def test_unknown_steps_are_not_found(client, secretariat):
    signature = SignatureFactory()

    for target in (
        address("declaration", "move", signature.declaration_id, "lost"),
        address("signature", "step", signature.pk, "invited"),
    ):
        assert client.get(target).status_code == 404


def test_the_desk_counts_the_signatures_that_are_outstanding(client, secretariat):
    outstanding = SignatureFactory(announced=True)
    SignatureFactory(signed=True)

    row = found(secretariat, NOW)["Signatures outstanding"]

    assert (row.count, row.oldest) == (1, outstanding.entered_at)
    page = client.get(row.page).content.decode()
    assert outstanding.ministry in page
    assert page.count('data-label="Mailbox"') == 1


@pytest.mark.parametrize("model", ["declaration", "signature"])
def test_no_raw_form_opens_or_signs(client, model):
    """Not even a superuser's, neither on the page of a row nor on that of a new one."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    signature = SignatureFactory()
    row = signature if model == "signature" else DeclarationFactory()
    before = row.status
    form = {"status": "signed" if model == "signature" else "open", "signed_on": "2026-10-01"}
    form |= {"opened_on": "2026-10-01", "title": "Another", "lead": "GR", "remind_every_days": 0}
    form |= {"declaration": signature.declaration_id, "level": "national", "country": "DE"}
    form |= {"ministry": "Trade", "office": "Minister"}
    for inline in ("aims", "commitments"):
        form |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}

    client.post(address(model, "edit", row.pk), form)
    client.post(address(model, "add"), {**form, "ministry": "Finance", "title": "A third"})

    assert set(type(row).objects.values_list("status", flat=True)) <= {before, "open"}
    assert (
        type(row).objects.filter(status=form["status"]).exclude(pk=signature.declaration_id).count()
        == 0
    )
