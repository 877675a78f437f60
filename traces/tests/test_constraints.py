"""Each named constraint of the traces, broken once."""

import pytest
from django.db import IntegrityError, transaction

from members.tests.factories import NOW, UserFactory
from traces.enums import Act, Part
from traces.models import Detail, Trace
from traces.services import note

pytestmark = pytest.mark.django_db


def breaks(name, act):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
    message = str(broken.value)  # SQLite names the columns of a unique index, not its name
    assert name in message or "UNIQUE constraint failed" in message


@pytest.fixture
def trace(db):
    return note(Act.RIGHTS, by=None, about=UserFactory(), words="Secretariat", now=NOW)


def test_a_trace_is_of_a_known_kind():
    breaks("trace_kind_known", lambda: Trace.objects.create(at=NOW, what="guessed"))


def test_a_trace_names_its_subject_whole():
    breaks(
        "trace_names_its_subject_whole",
        lambda: Trace.objects.create(at=NOW, what=Act.EXPORTED, about_key="12"),
    )


def test_a_trace_has_one_part_of_a_kind(trace):
    breaks(
        "one_part_of_a_kind_per_trace",
        lambda: Detail.objects.create(trace=trace, part=Part.WORDS, text="again"),
    )


def test_a_part_is_of_a_known_kind(trace):
    breaks(
        "trace_part_known",
        lambda: Detail.objects.create(trace=trace, part="secret", text="x"),
    )


@pytest.mark.parametrize("facts", [{"text": ""}, {"text": "x", "erased_at": NOW}])
def test_a_part_is_empty_if_and_only_if_it_was_erased(trace, facts):
    breaks(
        "erased_part_of_a_trace_is_empty",
        lambda: Detail.objects.create(trace=trace, part=Part.CHANGES, **facts),
    )


@pytest.mark.postgres
@pytest.mark.parametrize(
    "act",
    [
        lambda: Trace.objects.update(at=NOW),
        lambda: Trace.objects.all()._raw_delete("default"),
    ],
)
def test_not_even_the_console_rewrites_a_trace(trace, act):
    breaks("traces are only added", act)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "act",
    [
        lambda: Detail.objects.update(text="Another group"),
        lambda: Detail.objects.update(text="", erased_at=NOW, part=Part.CHANGES),
        lambda: Detail.objects.all().delete(),
    ],
)
def test_not_even_the_console_rewrites_a_part_of_one(trace, act):
    breaks("a part of a trace is only erased", act)


@pytest.mark.postgres
def test_what_was_erased_stays_erased(trace):
    Detail.objects.update(text="", erased_at=NOW)

    breaks(
        "a part of a trace is only erased", lambda: Detail.objects.update(erased_at=None, text="x")
    )
