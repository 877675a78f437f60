"""What happens in a vote becomes an entry of its record, and the record can be verified."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from members.tests.factories import NOW, UserFactory, two_people
from outbox import services as outbox
from voting import services, verify
from voting.enums import MotionStatus
from voting.models import Ballot, Motion, RecordEntry, Seal
from voting.records import moves, publishing
from voting.records.moves import RecordBrokenError
from voting.tests.factories import (
    cast,
    close,
    closed_motion,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
)
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def entries(motion):
    return list(motion.record.values_list("what", flat=True))


def verified(motion, *heads):
    """The outcome that the verifier finds, on the document as a reader gets it."""
    document = json.loads(json.dumps(publishing.document(motion)))
    return line_of("outcome", verify.verify(document, heads=heads))


def line_of(what, lines):
    return next(line for line in lines if line.startswith(f"{what}: "))


def test_a_vote_from_its_opening_to_its_certification_is_recorded_and_holds():
    chair, delegate, third, fourth = make_delegates(4)
    make_co_chair(chair)
    alternate = make_alternate(delegate)
    motion = open_motion()
    cast(motion, chair, "yes")
    cast(motion, alternate, "no", reason="Not yet.")
    cast(motion, delegate, "yes", reason="Now.")
    cast(motion, third, "abstain")
    services.recuse(motion, reason="Our host.", by=fourth.user, clock=lambda: NOW + HOUR)
    close(motion)
    services.contest(motion, reason="We said no.", by=third.user, clock=lambda: NOW + 15 * DAY)
    services.confirm(motion, by=third.user, clock=lambda: NOW + 16 * DAY)
    services.confirm(motion, by=chair.user, clock=lambda: NOW + 16 * DAY)
    services.certify(motion, by=chair.user, now=NOW + 17 * DAY, on=NOW.date())

    assert (
        entries(motion)
        == (
            "opened cast cast changed cast recused closed disclosed "
            "contested confirmed confirmed certified"
        ).split()
    )
    assert verified(Motion.objects.get()) == "outcome: carried, quorate, certified"


def test_a_record_and_its_receipts_hold_after_the_site_has_moved(settings):
    (delegate,) = make_delegates(1)
    motion = open_motion()
    ballot = cast(motion, delegate)
    close(motion)
    settings.SITE_URL = "https://another.example.org"
    services.confirm(motion, by=delegate.user, clock=lambda: NOW + 15 * DAY)

    document = publishing.document(Motion.objects.get())
    receipt = publishing.receipt(Ballot.objects.get(pk=ballot.pk))
    assert line_of("receipt", verify.verify(document, receipt)).endswith("is the one that counts")
    assert document["site"] == receipt["site"] != settings.SITE_URL


def test_amendments_and_extensions_are_recorded_and_hold():
    delegate, other = make_delegates(2)
    third = make_alternate(other)
    motion = open_motion(rule_set=make_rule_set(extension={"times": 1, "days": 7}))
    joining = make_alternate(delegate)
    one, two = UserFactory(secretariat=True), UserFactory(secretariat=True)
    at = {"clock": lambda: NOW + HOUR}
    facts = {"leaving": delegate.user, "joining": joining.user, "reason": "She left."}
    proposed = services.propose_replacement(motion, by=one, **facts, **at)
    services.confirm_amendment(proposed, by=two, **at)
    entry = motion.roll.get(voters__user=other.user)
    proposed = services.propose_recusal(motion, entry, reason="Its host.", by=one, **at)
    services.confirm_amendment(proposed, by=two, **at)
    services.extend(motion, reason="Holidays.", **two_people(), **at)
    motion.refresh_from_db()
    cast(motion, joining, "yes")
    close(motion)

    assert entries(motion) == "opened amended recused extended cast closed disclosed".split()
    assert third.user != other.user
    assert verified(Motion.objects.get()) == "outcome: carried, quorate, provisional"


def test_an_annulled_result_keeps_its_record():
    motion = closed_motion(make_delegates(3), ["no", "no", "yes"])
    services.annul(motion, reasons="Wrong text.", **two_people(), now=motion.closed_at)

    assert verified(Motion.objects.get()) == "outcome: not carried, quorate, annulled"


@pytest.mark.parametrize("choices", [["", "", ""], ["yes", "", ""], ["abstain"] * 3])
def test_a_result_without_quorum_or_votes_holds(choices):
    motion = closed_motion(make_delegates(3), choices)

    assert "outcome: not carried" in verified(motion)


def test_a_refused_step_leaves_no_entry():
    delegate, _other = make_delegates(2)
    motion = open_motion()

    with pytest.raises(services.Refused):
        cast(motion, delegate, at=motion.closes_at)

    assert entries(motion) == ["opened"]


def test_a_motion_from_before_the_records_goes_on_without_one(client, monkeypatch):
    people = make_delegates(3)
    with monkeypatch.context() as before:
        before.setattr(moves, "append", lambda *_args, **_facts: None)
        motion = open_motion()
    for person in people:
        cast(motion, person, "yes")
    motion = close(motion)
    client.force_login(people[0].user)

    assert entries(motion) == []
    assert not Seal.objects.exists()
    assert client.get(page("record", motion)).status_code == 404
    assert "before records were kept" in text(client.get(page("result", motion)))


# --- What is kept, and what never stands in it ------------------------------------------


def test_no_name_address_or_typed_word_stands_in_the_record():
    chair, delegate, third = make_delegates(3)
    motion = open_motion()
    cast(motion, delegate, "no", reason="TYPED")
    services.recuse(motion, reason="TYPED", by=third.user, clock=lambda: NOW + HOUR)
    close(motion)
    services.contest(motion, reason="TYPED", by=chair.user, clock=lambda: NOW + 15 * DAY)

    stored = " ".join(RecordEntry.objects.values_list("body", flat=True))
    assert "TYPED" not in stored
    for person in (chair, delegate, third):
        assert person.user.email not in stored
        assert str(person.user) not in stored


def test_a_person_has_another_name_in_each_motion():
    make_delegates(2)
    one, other = open_motion(), open_motion()

    aliases = [set(motion.roll.values_list("voters__alias", flat=True)) for motion in (one, other)]
    assert len(aliases[0]) == len(aliases[1]) == 2
    assert not aliases[0] & aliases[1]


def test_words_that_were_erased_leave_the_chain_as_it_is():
    people = make_delegates(3)
    motion = open_motion()
    cast(motion, people[0], "yes", reason="Erase me.")
    cast(motion, people[1], "yes")
    motion = close(motion)
    Ballot.objects.update(reason="")

    document = publishing.document(motion)
    assert len(document["withheld"]) == 1
    assert verify.verify(document)


@pytest.mark.parametrize("changes", [{"choice": "no"}, {"reason": "Another."}])
def test_a_ballot_that_was_changed_behind_our_backs_is_not_counted(changes):
    people = make_delegates(3)
    motion = open_motion()
    ballot = cast(motion, people[0], "yes", reason="Ours.")
    Ballot.objects.filter(pk=ballot.pk).update(**changes)

    with pytest.raises(RecordBrokenError, match="is not the one that was recorded"):
        close(motion)
    assert Motion.objects.get().status == MotionStatus.OPEN


def test_a_ballot_that_the_record_does_not_know_is_not_counted():
    people = make_delegates(3)
    motion = open_motion()
    ballot = cast(motion, people[0], "yes")
    stray = {"form_token": uuid4(), "cast_at": ballot.cast_at, "cast_by": people[1].user}
    Ballot.objects.create(entry=motion.roll.last(), sequence=1, choice="yes", **stray)

    with pytest.raises(RecordBrokenError, match="does not know"):
        close(motion)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    ["UPDATE voting_recordentry SET what = 'closed'", "DELETE FROM voting_recordentry"],
)
def test_postgresql_refuses_to_rewrite_the_record(statement):
    make_delegates(2)
    motion = open_motion()

    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert entries(motion) == ["opened"]


def test_an_entry_has_a_number_and_a_hash_of_its_own():
    make_delegates(2)
    motion = open_motion()
    known = RecordEntry.objects.values().get()
    del known["id"]

    for changes in ({"hash": "0" * 64}, {"index": 1}):
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            RecordEntry.objects.create(**{**known, **changes})
        name = "one_record_entry_per_number" if "hash" in changes else "one_record_entry_per_hash"
        assert name in str(broken.value) or "UNIQUE constraint failed" in str(broken.value)
    assert motion.record.count() == 1


# --- Heads in mails ---------------------------------------------------------------------


def test_every_mail_about_the_motion_names_a_head_of_its_record(mailoutbox):
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    motion = open_motion(now=timezone.now())
    outbox.deliver_due(timezone.now)
    for person in (chair, *others):
        cast(motion, person, "yes", at=timezone.now())
    outbox.deliver_due(timezone.now)
    motion = services.close(motion, now=motion.closes_at)
    outbox.deliver_due(lambda: motion.closes_at + HOUR)

    letters = [mail for mail in mailoutbox if motion.title in mail.subject]
    heads = {mail.body.partition("record of this vote stands at ")[2][:16] for mail in letters}
    assert len(letters) == 9
    assert len(heads) == 3
    assert verified(motion, *heads)


# --- Receipts ---------------------------------------------------------------------------


def receipt_of(client, motion, number=1):
    return client.get(reverse("voting:receipt_json", args=[motion.pk, number]))


def test_a_receipt_as_a_file_is_found_in_the_record(as_role, motion, network):
    cast(motion, Voter(network["delegate"]), "no", reason="Why.", at=timezone.now())
    cast(motion, Voter(network["alternate"]), "yes", at=timezone.now())
    before = receipt_of(as_role("delegate"), motion).json()
    shown = text(as_role("alternate").get(page("motion", motion)))
    services.close(motion, now=motion.closes_at)
    after = receipt_of(as_role("alternate"), motion, 2).json()

    record = as_role("other").get(page("record", motion)).json()
    assert reverse("voting:receipt_json", args=[motion.pk, 2]) in shown
    assert before["index"] is None  # it would tell how many have changed theirs
    assert (before["choice"], before["reason"]) == ("no", "Why.")
    found = [line_of("receipt", verify.verify(record, one)) for one in (before, after)]
    assert found[0].endswith("AT/1, no, was changed later")
    assert found[1].endswith("AT/2, yes, is the one that counts")


@pytest.mark.parametrize(
    "role, status", [("other", 404), ("observer", 403), ("secretariat", 403), ("public", 302)]
)
def test_nobody_else_gets_a_receipt(as_role, motion, network, role, status):
    cast(motion, Voter(network["delegate"]), "no", at=timezone.now())

    assert receipt_of(as_role(role), motion).status_code == status


# --- Who gets the record ----------------------------------------------------------------


@pytest.fixture
def voted(motion, network):
    for role in ("delegate", "other", "chair"):
        cast(motion, Voter(network[role]), "yes", reason=f"R-{role}", at=timezone.now())
    return motion


def closed(motion):
    return services.close(motion, now=motion.closes_at)


def certified(motion, network):
    closed(motion)
    now = motion.closes_at + HOUR
    return services.certify(motion, by=network["chair"], now=now, on=now.date())


@pytest.mark.parametrize("role", ["public", "observer", "delegate", "chair", "secretariat"])
def test_nobody_gets_it_while_the_vote_is_open_or_once_it_is_withdrawn(
    as_role, voted, network, role
):
    assert as_role(role).get(page("record", voted)).status_code == 404
    services.withdraw(voted, reasons="Why.", **two_people(), now=timezone.now())

    assert as_role(role).get(page("record", voted)).status_code == 404
    assert not RecordEntry.objects.filter(what="disclosed").exists()
    assert verified(voted) == "outcome: none, the vote was not counted"


@pytest.mark.parametrize("role", ["observer", "delegate", "secretariat"])
def test_the_members_get_all_of_it_at_the_close(as_role, voted, role):
    closed(voted)

    found = as_role(role).get(page("record", voted)).json()
    assert found["scope"] == "full"
    assert {opened["words"] for opened in found["texts"].values()} == {
        "R-delegate",
        "R-other",
        "R-chair",
    }
    assert line_of("outcome", verify.verify(found)) == "outcome: carried, quorate, provisional"
    assert as_role("public").get(page("record", voted)).status_code == 404
    assert as_role("stranger").get(page("record", voted)).status_code == 404


def test_the_public_gets_the_numbers_of_a_certified_vote(as_role, voted, network):
    certified(voted, network)

    answer = as_role("public").get(page("record", voted))
    found = answer.json()
    assert found["scope"] == "numbers"
    assert "commitment" not in answer.text
    assert "R-delegate" not in answer.text
    assert line_of("outcome", verify.verify(found)) == "outcome: carried, quorate, certified"


def test_the_public_gets_the_ballots_without_the_words_where_the_rules_say_so(
    as_role, network, client
):
    rule_set = make_rule_set(ballots_after_close="public")
    motion = open_motion(rule_set=rule_set, now=timezone.now(), by=network["secretariat"])
    for role in ("delegate", "other", "chair"):
        cast(motion, Voter(network[role]), "yes", reason=f"R-{role}", at=timezone.now())
    certified(motion, network)

    answer = as_role("public").get(page("record", motion))
    assert answer.json()["scope"] == "full"
    assert len(answer.json()["withheld"]) == 3
    assert "R-delegate" not in answer.text
    assert verify.verify(answer.json())


def test_how_to_verify_is_public_with_the_key_and_the_program(client, motion):
    shown = text(client.get(reverse("voting:verifying")))
    program = b"".join(client.get(reverse("voting:verifier")).streaming_content)

    assert motion.record.get().key in shown
    assert motion.record.get().public_key in shown
    assert b"def verify(record" in program
