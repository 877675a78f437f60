"""The list of letters: find those that wait, settle all of them at once, and be back."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from common.admin.lists import Query, count_queues
from common.tests.step_pages import fields
from common.waiting import Viewer
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import services
from outbox.admin.letter_list import LISTING, about_slug
from outbox.models import Mail, MailStatus
from outbox.queues import QUEUES
from outbox.tests.factories import NOW, MailFactory
from traces.models import Trace

pytestmark = pytest.mark.django_db
LIST = reverse("admin:outbox_mail_changelist")


@pytest.fixture
def person():
    return UserFactory(secretariat=True)


@pytest.fixture
def secretariat(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def found(person, rf):
    """The addresses of those letters that an address of the list asks for."""
    shown = admin.site._registry[Mail]

    def found(asked=""):
        request = rf.get(f"{LIST}?{asked}")
        request.user, viewer = person, Viewer(person, NOW)
        rows = shown.list_rows(request)
        query = Query(request.GET, listing=LISTING, rows=rows, asked=viewer)
        return [mail.to.partition("@")[0] for mail in query.page(shown.page_rows).rows]

    return found


def bulk(act):
    return reverse("admin:outbox_mail_bulk", args=[act])


def test_the_list_needs_no_more_queries_for_more_letters(
    secretariat, django_assert_max_num_queries
):
    for _number in range(10):
        MailFactory(sent=True)
        MailFactory(sent=True, about=RepresentativeFactory(), user=UserFactory())
    secretariat.get(LIST)

    with django_assert_max_num_queries(12):
        page = secretariat.get(LIST)

    assert page.content.decode().count("reader") >= 20


@pytest.mark.parametrize("asked", ["reader7", "rare subj", "motion:7:opened", "Jürgen", "jurgen"])
def test_a_letter_is_found_by_address_person_subject_and_key(found, asked):
    MailFactory(
        sent=True,
        to="reader7@example.org",
        user=UserFactory(name="Jürgen Vogel"),
        subject="A rare subject",
        key="motion:7:opened",
    )
    MailFactory(sent=True, to="somebody@example.org")

    assert found(f"q={asked}") == ["reader7"]


def test_letters_are_narrowed_by_status_kind_person_and_what_they_are_about(found):
    reader = UserFactory()
    MailFactory(sent=True, to="sent@example.org", user=reader)
    waiting = MailFactory(to="waiting@example.org")
    MailFactory(sent=True, to="at-once@example.org", kind="members.password_reset_key")

    assert found("status=sent") == ["at-once", "sent"]
    assert found("kind=outbox.test_letter") == ["waiting", "sent"]
    assert found("kind=sent_at_once") == ["at-once"]
    assert found(f"person={reader.pk}") == ["sent"]
    assert found(f"about={about_slug(waiting.about)}") == ["waiting"]
    assert found("about=outbox-nothing-1") == found("about=x") == []


def test_what_waits_longest_stands_first_and_the_order_can_be_turned_round(found):
    for number, hour in enumerate([3, 1, 2]):
        MailFactory(failed=True, to=f"{'abc'[number]}@example.org", due_at=NOW.replace(hour=hour))

    assert found("queue=failed") == ["b", "c", "a"]
    assert found("queue=failed&sort=-to") == ["c", "b", "a"]
    assert found("queue=no such&sort=no such") == ["c", "b", "a"]  # the newest first


def test_each_queue_counts_what_it_lists(person):
    MailFactory(failed=True)
    MailFactory(failed=True, came_back_at=NOW)
    MailFactory(in_doubt=True)
    MailFactory(sent=True)
    MailFactory(sent=True, sent_at=NOW.replace(day=1))
    MailFactory(status=MailStatus.HELD)
    MailFactory(due_at=NOW.replace(hour=8))
    MailFactory(due_at=NOW.replace(hour=10), of_a_stranger=True)
    viewer = Viewer(person, NOW)

    counts = count_queues(QUEUES, Mail.objects.all(), viewer)

    assert counts == {
        "person": 3,
        "failed": 2,
        "came_back": 1,
        "doubt": 1,
        "overdue": 1,
        "waiting": 2,
        "turn": 1,
        "held": 1,
        "sent": 1,
    }
    listed = {one.name: one.rows(Mail.objects.all(), viewer).count() for one in QUEUES}
    assert counts == listed


def test_thirty_failed_letters_are_sent_again_with_three_presses(
    secretariat, person, django_assert_max_num_queries
):
    MailFactory.create_batch(30, failed=True)
    other = MailFactory(in_doubt=True)

    asked = {"back": "queue=failed", "all_that_fit": "yes"}
    question = secretariat.post(bulk("send-again"), asked)
    assert Mail.objects.filter(status=MailStatus.FAILED).count() == 30
    back = secretariat.post(
        bulk("send-again"), {**fields(question, having="back"), "confirm": "yes"}
    )

    assert back.url == f"{LIST}?queue=failed"
    assert Mail.objects.filter(status=MailStatus.QUEUED, settled_by=person).count() == 30
    assert "30 letters are on their way again." in secretariat.get(back.url).content.decode()
    other.refresh_from_db()
    assert other.status == MailStatus.IN_DOUBT


def test_the_question_names_each_reader_in_as_many_queries_for_many(
    secretariat, django_assert_max_num_queries
):
    first = [MailFactory(failed=True, user=UserFactory(name="One Reader")) for _ in range(6)]

    with django_assert_max_num_queries(60):
        page = secretariat.post(bulk("arrived"), {"chosen": [mail.pk for mail in first]})
    MailFactory.create_batch(20, failed=True, user=first[0].user)
    with django_assert_max_num_queries(60):
        secretariat.post(bulk("arrived"), {"all_that_fit": "yes", "back": "queue=failed"})

    assert "One Reader: A subject" in page.content.decode()


def test_only_what_waits_for_a_person_is_settled_in_bulk(secretariat):
    sent, failed = MailFactory(sent=True), MailFactory(failed=True)

    page = secretariat.post(bulk("not-needed"), {"all_that_fit": "yes", "back": ""})
    secretariat.post(
        bulk("not-needed"), {**fields(page, having="back"), "confirm": "yes", "chosen": sent.pk}
    )
    nothing = secretariat.post(bulk("not-needed"), {"chosen": sent.pk, "back": "q=x"})

    assert f'value="{failed.pk}"' in page.content.decode()
    assert f'value="{sent.pk}"' not in page.content.decode()
    assert nothing.url == f"{LIST}?q=x"
    sent.refresh_from_db()
    assert sent.status == MailStatus.SENT


def test_who_may_only_read_settles_nothing_in_bulk(client):
    reader = UserFactory(staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_mail"))
    client.force_login(reader)

    assert client.post(bulk("arrived"), {"all_that_fit": "yes"}).status_code == 403
    assert client.get(bulk("arrived")).status_code == 405
    assert bulk("arrived") not in client.get(LIST).content.decode()


def test_the_letters_that_fit_are_taken_along_as_a_file_and_that_is_noted(secretariat):
    MailFactory(failed=True, to="failed@example.org")
    MailFactory(sent=True, to="sent@example.org")
    address = reverse("admin:outbox_mail_export", args=["csv"])

    found = b"".join(secretariat.get(f"{address}?queue=failed").streaming_content).decode()

    assert "failed@example.org" in found
    assert "550 No such person" in found
    assert "sent@example.org" not in found
    assert Trace.objects.filter(what="exported").count() == 1


def test_one_letter_that_is_settled_leads_back_to_the_list_as_it_was(secretariat):
    mail = MailFactory(failed=True)
    page = secretariat.get(LIST, {"queue": "failed"}).content.decode()
    came_from = "?list=queue%3Dfailed"
    assert f"{reverse('admin:outbox_mail_change', args=[mail.pk])}{came_from}" in page

    address = reverse("admin:outbox_mail_settle", args=[mail.pk, "arrived"]) + came_from
    assert (
        address
        in secretariat.get(
            reverse("admin:outbox_mail_change", args=[mail.pk]) + came_from
        ).content.decode()
    )
    step = secretariat.get(address)
    done = secretariat.post(address, {**fields(step, having="seen"), "confirm": "yes"})

    assert done.url == f"{LIST}?queue=failed"


def test_the_list_says_since_when_nothing_has_looked_after_the_letters(secretariat):
    assert "Nothing has looked after the letters yet" in secretariat.get(LIST).content.decode()

    services.tick(NOW)
    assert "Letters were last looked after" in secretariat.get(LIST).content.decode()


# --- A wrong address --------------------------------------------------------------------


def letter_page(secretariat, mail):
    return secretariat.get(reverse("admin:outbox_mail_change", args=[mail.pk])).content.decode()


def test_a_wrong_address_leads_to_the_person_and_once_corrected_says_where_it_goes(secretariat):
    reader = UserFactory(name="A Reader", email="old@example.org")
    mail = MailFactory(failed=True, user=reader, to="old@example.org")

    page = letter_page(secretariat, mail)
    assert "Nobody is reached at this address." in page
    assert reverse("admin:members_user_change", args=[reader.pk]) in page

    reader.email = "new@example.org"
    reader.save()
    assert "the letter goes to new@example.org" in letter_page(secretariat, mail)


def test_a_wrong_address_of_somebody_without_a_sign_in_leads_to_what_holds_it(secretariat):
    centre = RepresentativeFactory().centre
    page = letter_page(secretariat, MailFactory(failed=True, about=centre))

    assert reverse("admin:members_centre_change", args=[centre.pk]) in page


@pytest.mark.parametrize(
    ("why", "is_wrong"),
    [
        ("550 No such person", True),
        ("554 5.1.1 Recipient address rejected", True),
        ("It came back: 5.1.10 recipient not found", True),
        ("552 5.2.2 Mailbox full", False),
        ("554 5.7.1 Message looks like spam", False),
        ("The letter could not be written (ValueError).", False),
    ],
)
def test_what_the_server_said_tells_a_wrong_address_from_other_faults(why, is_wrong):
    assert MailFactory(failed=True, why=why).has_wrong_address is is_wrong


def test_a_corrected_contact_gets_what_failed_once_it_is_sent_again(person):
    failed = MailFactory(failed=True, to="old@example.org")
    waiting = MailFactory(to="old@example.org", about=failed.about)

    assert services.readdress(failed.about, was="OLD@example.org", to="new@example.org") == 1
    services.send_again(failed, by=person, now=NOW)

    assert {mail.to for mail in Mail.objects.all()} == {"new@example.org"}
    assert waiting.status == MailStatus.QUEUED
