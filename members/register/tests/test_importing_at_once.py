"""One import is applied at a time: on PostgreSQL with real connections."""

from threading import Event

import pytest
from django.db import connection, transaction

from common.refusals import Refused
from members.models import Centre
from members.register.importing import planning, spreadsheet_reader
from members.register.services import importing
from members.register.tests.sheets import csv_of
from members.tests.at_once import all_at_once, refused
from members.tests.factories import NOW, UserFactory, two_people
from proposals import services as proposals
from proposals.models import Proposal

NOT_YET = {"released_by": None, "released_at": None, "takes_effect_at": None}
ONE_LINE = {"headings": ["name", "country"]}


def shown(name):
    table = spreadsheet_reader.read(csv_of([name, "SE"], **ONE_LINE))
    run = importing.show(table, by=UserFactory(secretariat=True), now=NOW)
    return run, planning.plan(run.rows, on=NOW.date()).fingerprint


def confirm(run, seen, people):
    return importing.confirm(run, seen=seen, **people, now=NOW)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_same", [True, False])
def test_while_one_import_is_applied_another_and_the_same_are_refused_at_once(is_same):
    first, people, others = shown("Ett"), two_people(), two_people()
    second = first if is_same else shown("Två")
    is_applying, is_tried = Event(), Event()

    def applies_slowly():
        with transaction.atomic():
            confirm(*first, people)
            is_applying.set()
            assert is_tried.wait(10)

    def comes_meanwhile():
        assert is_applying.wait(10)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")  # it waits for nobody
                confirm(*second, others)
        finally:
            is_tried.set()

    outcomes = all_at_once(applies_slowly, comes_meanwhile)

    (refusal,) = refused(outcomes)
    assert "Another import is released or being applied" in str(refusal)
    assert list(Centre.objects.values_list("name", flat=True)) == ["Ett"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_several_confirmations_at_once_one_holds():
    run, people = shown("Ett"), [two_people() for _thread in range(4)]

    outcomes = all_at_once(*(lambda pair=pair: confirm(*run, pair) for pair in people))

    assert len(refused(outcomes)) == 3
    assert Centre.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_was_released_is_applied_though_somebody_looks_at_another_one():
    """A page tries a proposal to show its letters: that must not make the other one lapse."""
    people = two_people()
    why = {"reason": "The annual list.", "by": people["by"], "now": NOW}
    (first, seen), other = shown("Ett"), shown("Tv\u00e5")
    proposal = importing.propose(first, seen=seen, **why)
    released = proposals.release(proposal, by=people["released_by"], now=NOW)
    Proposal.objects.filter(pk=released.pk).update(status="waiting", **NOT_YET)
    is_trying, is_released = Event(), Event()

    def looks():
        with transaction.atomic():
            confirm(*other, two_people())
            is_trying.set()
            assert is_released.wait(10)
            transaction.set_rollback(True)

    def applies():
        assert is_trying.wait(10)
        Proposal.objects.filter(pk=released.pk).update(
            status="released",
            released_by=people["released_by"],
            released_at=NOW,
            takes_effect_at=NOW,
        )
        is_released.set()
        return proposals.put_into_effect(released, now=NOW)

    _looked, applied = all_at_once(looks, applies)

    assert applied.status == "in_effect"
    assert list(Centre.objects.values_list("name", flat=True)) == ["Ett"]


@pytest.mark.django_db
def test_no_import_is_released_while_another_one_waits_to_be_applied():
    people = two_people()
    rows = []
    for name in ("Ett", "Två"):
        run, seen = shown(name)
        why = {"reason": "The annual list.", "by": people["by"], "now": NOW}
        rows.append(importing.propose(run, seen=seen, **why))
    first, second = rows
    proposals.release(first, by=people["released_by"], now=NOW)

    with pytest.raises(Refused, match="Another import is released"):
        proposals.release(second, by=people["released_by"], now=NOW)

    first.refresh_from_db()
    proposals.put_into_effect(first, now=first.takes_effect_at)
    assert list(Centre.objects.values_list("name", flat=True)) == ["Ett"]
    assert Proposal.objects.get(pk=second.pk).is_waiting


@pytest.mark.django_db
def test_an_import_is_never_applied_within_the_click():
    run, seen = shown("Ett")
    people = two_people()
    why = {"reason": "The annual list.", "by": people["by"], "now": NOW}
    proposal = importing.propose(run, seen=seen, **why)

    released = proposals.release(proposal, by=people["released_by"], now=NOW)

    assert released.takes_effect_at > NOW
    assert not Centre.objects.exists()


@pytest.mark.django_db
def test_a_file_longer_than_what_is_applied_at_a_time_is_applied_whole(monkeypatch):
    monkeypatch.setattr(importing, "AT_A_TIME", 2)
    rows = [[f"Centre {number}", "SE", "Host"] for number in range(5)]
    table = spreadsheet_reader.read(csv_of(*rows, headings=["name", "country", "hosts"]))
    run = importing.show(table, by=UserFactory(secretariat=True), now=NOW)

    confirm(run, planning.plan(run.rows, on=NOW.date()).fingerprint, two_people())

    assert Centre.objects.filter(hosts__name="Host").count() == 5
