from datetime import date

import pytest
from django.urls import reverse

from common.tests.step_pages import press
from members.enums import Criterion, ReconfirmationStatus
from members.models import Reconfirmation
from members.register.services import reconfirming
from members.tests.factories import (
    NOW,
    CentreFactory,
    MandateFactory,
    ReconfirmationFactory,
    ReconfirmedCriterionFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from tests.waiting import found

pytestmark = pytest.mark.django_db

ALL_MET = {f"{criterion}_holds": "yes" for criterion in Criterion.values}
SECRET = "The ministry cuts our budget."


@pytest.fixture
def delegate():
    return RepresentativeFactory()


@pytest.fixture
def asked(delegate):
    return reconfirming.ask(delegate.centre, by=None, now=NOW)


def own_page(centre):
    return reverse("members:reconfirm", args=[centre.slug])


def settle_page(row, name):
    return reverse("admin:members_reconfirmation_settle", args=[row.pk, name])


def change_page(row):
    return reverse("admin:members_reconfirmation_change", args=[row.pk])


def answered_row(**facts):
    row = ReconfirmationFactory(
        status=ReconfirmationStatus.ANSWERED,
        answered_at=NOW,
        answered_by=UserFactory(name="Ada Delegate"),
        **facts,
    )
    for criterion in Criterion.values:
        ReconfirmedCriterionFactory(reconfirmation=row, criterion=criterion)
    return row


# --- The centre's page


def test_the_delegate_answers_from_the_centres_page(client, delegate, asked):
    client.force_login(delegate.user)
    page = own_page(asked.centre)

    assert page in client.get(asked.centre.get_absolute_url()).content.decode()
    client.post(page, {**ALL_MET, "mandate_text": "A new minister."})

    asked.refresh_from_db()
    assert asked.status == ReconfirmationStatus.ANSWERED
    assert asked.answers.get(criterion="mandate").text == "A new minister."
    shown = client.get(page).content.decode()
    assert "A new minister." in shown
    assert "Send the answer" not in shown


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(client, delegate, asked):
    client.force_login(delegate.user)

    response = client.post(
        own_page(asked.centre),
        {"resources_holds": "no", "commitment_text": "Half a thought", "mandate_holds": "yes"},
    )

    errors = response.context["form"].errors
    assert set(errors) == {"participation_holds", "commitment_holds", "resources_text"}
    assert errors["resources_text"] == ["Resources: say what has changed."]
    assert "Half a thought" in response.content.decode()
    assert not asked.answers.exists()


@pytest.mark.parametrize(
    ("day", "field"), [("2020-01-01", "mandate_valid_until"), ("2050-01-01", "mandate_basis")]
)
def test_a_last_day_lies_ahead_and_has_a_legal_basis(client, delegate, asked, day, field):
    client.force_login(delegate.user)

    response = client.post(own_page(asked.centre), {**ALL_MET, "mandate_valid_until": day})

    assert field in response.context["form"].errors


def test_the_changed_mandate_waits_for_the_secretariat(client, delegate, asked):
    MandateFactory(centre=asked.centre)
    client.force_login(delegate.user)

    client.post(own_page(asked.centre), {**ALL_MET, "mandate_valid_until": "2050-01-01"})

    asked.refresh_from_db()
    assert asked.mandate_valid_until == date(2050, 1, 1)
    assert asked.centre.mandates.get().valid_until is None


def test_a_second_answer_is_told_of_the_first(client, delegate, asked):
    client.force_login(delegate.user)
    client.post(own_page(asked.centre), ALL_MET)

    response = client.post(own_page(asked.centre), ALL_MET, follow=True)

    assert "No answer is awaited" in response.content.decode()


def test_observers_read_and_do_not_answer(client, asked):
    client.force_login(RepresentativeFactory(centre=asked.centre, role="observer").user)

    shown = client.get(own_page(asked.centre))

    assert "you do not answer" in shown.content.decode()
    assert "<textarea" not in shown.content.decode()
    assert client.post(own_page(asked.centre), ALL_MET).status_code == 403


def test_others_find_no_such_page(client, asked, secretariat):
    for user in (RepresentativeFactory().user, UserFactory(), secretariat):
        client.force_login(user)
        assert client.get(own_page(asked.centre)).status_code == 404


def test_strangers_are_asked_to_log_in(client, asked):
    assert client.get(own_page(asked.centre)).status_code == 302


def test_a_centre_that_was_never_asked_reads_so(client, delegate):
    client.force_login(delegate.user)

    assert "Nothing is asked" in client.get(own_page(delegate.centre)).content.decode()


def test_nothing_of_it_is_public(client, delegate, asked):
    reconfirming.answer(
        asked,
        {**dict.fromkeys(Criterion.values, (True, "")), "resources": (False, SECRET)},
        by=delegate.user,
        now=NOW,
    )
    pages = [reverse("members:directory"), asked.centre.get_absolute_url()]

    for user in (None, RepresentativeFactory().user):
        client.logout()
        if user:
            client.force_login(user)
        for page in pages:
            shown = client.get(page).content.decode()
            assert SECRET not in shown
            assert "econfirm" not in shown


# --- The secretariat


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def test_centres_are_asked_from_their_list_and_each_refusal_is_said(desk, delegate, secretariat):
    silent = CentreFactory(member=True, name="Silent")
    several = {"chosen": [delegate.centre.pk, silent.pk]}
    page = reverse("admin:members_centre_bulk", args=["ask_to_reconfirm"])

    shown_first = desk.post(page, several).content.decode()
    assert not Reconfirmation.objects.exists()
    response = desk.post(page, {**several, "confirm": "yes"}, follow=True)

    assert "What this changes" in shown_first
    assert "To: " in shown_first
    shown = response.content.decode()
    assert "1 centre was asked." in shown
    assert "Silent has no delegate or alternate who could answer" in shown
    assert Reconfirmation.objects.get().asked_by == secretariat


def test_the_secretariat_reads_an_answer_and_accepts_it_on_a_page_of_its_own(desk):
    row = answered_row(mandate_basis="Law 3/2026")

    read = desk.get(change_page(row)).content.decode()
    asked_first = desk.get(settle_page(row, "accept")).content.decode()
    press(desk, settle_page(row, "accept"))

    assert "Ada Delegate" in read
    assert "Law 3/2026" in read
    assert settle_page(row, "close") not in read
    assert "What this changes" in asked_first
    row.refresh_from_db()
    assert row.status == ReconfirmationStatus.ACCEPTED
    assert row.centre.mandates.current().get().legal_basis == "Law 3/2026"


def test_a_lost_criterion_needs_a_note_beside_its_field(desk):
    row = answered_row()
    row.answers.filter(criterion="mandate").update(holds=False, text="It ended.")

    response = press(desk, settle_page(row, "accept"), note="")

    assert "Say what follows from that." in response.content.decode()
    row.refresh_from_db()
    assert row.status == ReconfirmationStatus.ANSWERED


def test_closing_says_why(desk):
    row = ReconfirmationFactory()

    assert "Say why" in press(desk, settle_page(row, "close"), note="").content.decode()
    press(desk, settle_page(row, "close"), note="The centre merges.")

    row.refresh_from_db()
    assert (row.status, row.note) == (ReconfirmationStatus.CLOSED, "The centre merges.")


def test_a_step_that_is_no_longer_possible_says_so(desk):
    row = ReconfirmationFactory()

    assert "not possible now" in desk.get(settle_page(row, "accept")).content.decode()
    desk.post(settle_page(row, "accept"), {"note": "x", "confirm": "yes"})

    row.refresh_from_db()
    assert row.status == ReconfirmationStatus.ASKED


def test_unknown_steps_and_rows_do_not_exist(desk):
    assert desk.get(settle_page(ReconfirmationFactory(), "burn")).status_code == 404
    assert desk.get("/admin/members/reconfirmation/abc/change/").status_code == 404


def test_the_desk_counts_what_is_overdue_and_what_is_answered(desk):
    ReconfirmationFactory(centre__name="Late", due_on=date(2020, 1, 1))
    ReconfirmationFactory(centre__name="In time", due_on=date(2050, 1, 1))
    answered_row(centre__name="Answered")
    rows = found(UserFactory(secretariat=True), NOW)
    overdue, to_accept = rows["Reconfirmations overdue"], rows["Reconfirmations to accept"]

    assert (overdue.count, to_accept.count, to_accept.oldest) == (1, 1, NOW)
    shown = desk.get(overdue.page).content.decode()
    assert "Late" in shown
    assert "In time" not in shown
    assert "Answered</a>" in desk.get(to_accept.page).content.decode()


def test_only_the_secretariat_settles(client, delegate, asked):
    for user in (delegate.user, UserFactory(staff=True)):
        client.force_login(user)
        for page in (change_page(asked), settle_page(asked, "close")):
            assert client.post(page, {"note": "x"}).status_code in (302, 403)

    assert not Mail.objects.filter(kind="members.reconfirmation_closed").exists()


def test_the_list_costs_the_same_at_every_length(desk, django_assert_max_num_queries):
    for _more in range(8):
        ReconfirmationFactory()

    with django_assert_max_num_queries(10):
        desk.get(reverse("admin:members_reconfirmation_changelist"))
