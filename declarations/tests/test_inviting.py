"""Many ministries are invited by a table: each row is checked, two people agree, nobody twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from common.refusals import Refused
from common.tests.step_pages import look, press, text
from declarations import contacts, invitation_table, inviting, page_parts
from declarations.invitation_table import Invitees
from declarations.models import Signature
from declarations.tests.factories import DAY, NOW, DeclarationFactory, SignatureFactory
from members.tests.factories import CentreFactory, UserFactory, two_people
from outbox import kinds
from outbox.models import Mail
from proposals import services as proposals
from proposals.details import unpack
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
HEADINGS = "ministry\tcountry\toffice\tlevel\tregion\tmailbox"
TRADE = "Ministry of Trade\tGreece\tMinister of Trade\t\t\ttrade@gov.example"
FINANCE = "Ministry of Finance\tAT\tMinister\tnational\t\tfinance@gov.example"
NO_MAILBOX = "Ministry of the Sea\tNarnia\tMinister\t\t\t"


@pytest.fixture
def declaration():
    return DeclarationFactory(open=True)


@pytest.fixture
def secretariat(client):
    user = UserFactory(secretariat=True)
    client.force_login(user)
    return user


def address(declaration, act="invite"):
    return reverse(f"admin:declarations_declaration_{act}", args=[declaration.pk])


def table(*rows):
    return "\n".join([HEADINGS, *rows])


def row(**cells):
    made = {
        "ministry": "Ministry of Trade",
        "country": "GR",
        "office": "Minister",
        "level": "",
        "region": "",
        "mailbox": "trade@gov.example",
    }
    return invitation_table.tidy({**made, **cells})


def invite(declaration, *rows, **people):
    people = people or two_people()
    return inviting.invite(declaration, ministries=Invitees([*rows]), now=NOW, **people)


# --- The table --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "mistake"),
    [
        ({"country": "Narnia"}, "is no country of Europe"),
        ({"mailbox": ""}, "Without a mailbox"),
        ({"mailbox": "trade"}, "mailbox of the ministry"),
        ({"ministry": ""}, "ministry:"),
        ({"office": ""}, "office of the signatory:"),
        ({"level": "local"}, "is none of: european, national, regional"),
        ({"level": "european"}, "a European one neither"),
        ({"level": "national", "region": "Crete"}, "a national ministry has a country"),
        ({"level": "regional"}, "a regional one a country and a region"),
    ],
)
def test_each_row_is_checked_by_the_rules_of_a_signature(declaration, cells, mistake):
    [checked] = invitation_table.check(declaration, [(2, row(**cells))])

    assert not checked.is_to_be_invited
    assert mistake.lower() in " ".join(checked.mistakes).lower()


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        ({}, "national"),
        ({"region": "Crete"}, "regional"),
        ({"country": ""}, "european"),
        ({"level": "National"}, "national"),
    ],
)
def test_a_level_that_is_not_written_is_told_by_the_place(declaration, cells, level):
    [checked] = invitation_table.check(declaration, [(2, row(**cells))])

    assert (checked.values["level"], checked.mistakes) == (level, [])


def test_a_ministry_that_is_listed_already_is_let_be_however_it_is_spelled(declaration):
    SignatureFactory(declaration=declaration, ministry="MINISTRY OF TRADE", signed=True)
    SignatureFactory(declaration=declaration, ministry="Ministry of Finance", withdrawn=True)

    there, back = invitation_table.check(
        declaration, [(2, row()), (3, row(ministry="Ministry of Finance"))]
    )

    assert (there.is_there, there.is_to_be_invited) == (True, False)
    assert back.is_to_be_invited


def test_a_ministry_that_stands_twice_in_the_table_is_told_beside_the_second(declaration):
    first, second = invitation_table.check(declaration, [(2, row()), (3, row())])

    assert first.is_to_be_invited
    assert second.mistakes == ["This ministry stands in row 2 already."]


# --- The act ----------------------------------------------------------------------------


def test_each_ministry_is_listed_with_its_letter_and_both_names_stand_in_the_history(declaration):
    people = two_people()

    invite(declaration, row(), row(ministry="Ministry of Finance", country="AT"), **people)

    assert {(one.ministry, one.status, one.invited_on) for one in Signature.objects.all()} == {
        ("Ministry of Trade", "invited", NOW.date()),
        ("Ministry of Finance", "invited", NOW.date()),
    }
    letters = [kinds.compose(mail, NOW) for mail in Mail.objects.order_by("pk")]
    assert "invites Ministry of Trade" in letters[0].text
    event = declaration.events.first()
    assert (event.act, event.by, event.released_by) == ("invited", *people.values())


def test_inviting_twice_invites_nobody_twice(declaration):
    invite(declaration, row())

    with pytest.raises(Refused, match="listed already"):
        invite(declaration, row())
    invite(declaration, row(), row(country="AT"))

    assert sorted(Signature.objects.values_list("country", flat=True)) == ["AT", "GR"]
    assert Mail.objects.count() == 2


def test_the_database_refuses_a_second_invitation_of_a_ministry(declaration):
    [signature] = invite(declaration, row())

    with pytest.raises(IntegrityError), transaction.atomic():
        SignatureFactory(declaration=declaration, country="GR", ministry=signature.ministry)


def test_nobody_is_invited_before_the_declaration_is_open():
    with pytest.raises(Refused, match="not open for signature"):
        invite(DeclarationFactory(), row())


def test_the_letter_is_not_sent_once_the_ministry_has_signed(declaration):
    [signature] = invite(declaration, row())
    Signature.objects.filter(pk=signature.pk).update(status="announced", announced_on=NOW.date())
    assert kinds.compose(Mail.objects.get(), NOW) is not None
    Signature.objects.filter(pk=signature.pk).update(mailbox="other@gov.example")

    assert kinds.compose(Mail.objects.get(), NOW) is None


# --- The page ---------------------------------------------------------------------------


def test_a_pasted_table_is_proposed_and_released(client, secretariat, declaration):
    typed = {"ministries": table(TRADE, FINANCE), "reason": "As the meeting decided."}

    shown = look(client, address(declaration), **typed)
    assert "Ministry of Trade" in text(shown)
    assert "invites Ministry of Trade" in text(shown)
    assert not Signature.objects.exists()
    press(client, address(declaration), **typed)

    proposal = Proposal.objects.get()
    assert ["Ministries", str(unpack(proposal.details)["ministries"])] in proposal.facts
    other = UserFactory(secretariat=True)
    proposals.release(proposal, by=other, now=timezone.now())
    proposals.put_into_effect(proposal, now=timezone.now() + timedelta(days=1))
    assert Signature.objects.count() == Mail.objects.count() == 2


def test_a_wrong_row_is_told_beside_it_and_nothing_goes_on(client, secretariat, declaration):
    shown = look(client, address(declaration), ministries=table(TRADE, NO_MAILBOX), reason="Now.")

    said = text(shown)
    assert "1 row is wrong" in said
    assert "is no country of Europe" in said
    assert 'name="confirm"' not in shown.content.decode()


def test_wrong_rows_are_left_out_knowingly(client, secretariat, declaration):
    press(
        client,
        address(declaration),
        ministries=table(TRADE, NO_MAILBOX),
        leave_out="on",
        reason="Now.",
    )

    kept = unpack(Proposal.objects.get().details)["ministries"]
    assert [one["ministry"] for one in kept.rows] == ["Ministry of Trade"]


def test_a_file_stands_in_the_field_so_that_it_can_be_mended(client, secretariat, declaration):
    content = table(TRADE).replace("\t", ";").encode()
    file = SimpleUploadedFile("ministries.csv", content)

    shown = look(client, address(declaration), file=file, reason="Now.")

    assert "Ministry of Trade\tGreece\tMinister of Trade" in shown.content.decode()


def test_a_table_without_the_columns_says_which_are_needed(client, secretariat, declaration):
    shown = look(client, address(declaration), ministries="who\nTrade", reason="Now.")

    assert "“ministry”, “country”, “office”" in text(shown)


# --- The list and the contacts ----------------------------------------------------------


def test_contacts_are_taken_along_as_a_file(client, secretariat, declaration):
    SignatureFactory(declaration=declaration, mailbox="trade@gov.example", office="Minister")

    rows = list(contacts.table(Signature.objects.all()))
    file = client.get(reverse("admin:declarations_signature_export", args=["csv"]))

    assert rows[1][6:8] == ["Minister", "trade@gov.example"]
    assert b"trade@gov.example" in b"".join(file.streaming_content)


def test_each_signature_stands_in_its_queues(client, secretariat, declaration):
    made = {
        "to-invite": SignatureFactory(),
        "silent": SignatureFactory(invited_on=DAY),
        "announced": SignatureFactory(announced=True),
        "signed": SignatureFactory(signed=True),
        "withdrawn": SignatureFactory(withdrawn=True),
    }
    changelist = reverse("admin:declarations_signature_changelist")

    for queue, signature in made.items():
        page = client.get(f"{changelist}?queue={queue}")
        assert [row["pk"] for row in page.context["rows"]] == [signature.pk]
    outstanding = client.get(f"{changelist}?queue=outstanding").context["rows"]
    assert {row["pk"] for row in outstanding} == {
        made[name].pk for name in ("to-invite", "silent", "announced")
    }
    for sort in ("ministry", "-place", "level", "status", "since", "-since", "mailbox"):
        assert len(client.get(f"{changelist}?sort={sort}").context["rows"]) == 5
    assert len(client.get(f"{changelist}?q=greece").context["rows"]) == 5


@pytest.mark.parametrize("state", ["open", "published"])
def test_the_pages_of_declaration_and_ministry_tell_what_belongs_to_them(
    client, secretariat, state
):
    declaration = DeclarationFactory(**{state: True})
    signature = SignatureFactory(declaration=declaration, announced=True)

    page = text(client.get(address(declaration, "change")))
    assert "Aims and commitments" in page
    assert "No letter about this has been written." in page
    page = client.get(reverse("admin:declarations_signature_change", args=[signature.pk]))
    assert signature.office in text(page)
    assert address(declaration, "change") in page.content.decode()
    for name in ("declaration", "textversion"):
        listed = client.get(reverse(f"admin:declarations_{name}_changelist"))
        assert listed.status_code == 200


def test_the_page_of_a_centre_shows_the_signatures_of_its_country():
    own = SignatureFactory(country="GR")
    SignatureFactory(country="AT")

    shown = page_parts.signatures_of_country(CentreFactory(country="GR"))

    assert list(shown["signatures"]) == [own]


def test_a_reminder_is_sent_from_the_ministrys_page(client, secretariat, declaration):
    signature = SignatureFactory(declaration=declaration, mailbox="trade@gov.example")
    remind = reverse("admin:declarations_signature_step", args=[signature.pk, "remind"])
    page = reverse("admin:declarations_signature_change", args=[signature.pk])
    assert remind in client.get(page).content.decode()

    press(client, remind)

    assert Mail.objects.get().to == "trade@gov.example"
