import pytest
from django.db import connection

from common.keyset import page
from members.applications.models.applications import LIST_ORDERS
from members.models import Application
from members.tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
BOTH_WAYS = pytest.mark.parametrize("descending", [False, True])
EVERY_ORDER = pytest.mark.parametrize("name", LIST_ORDERS)
INDEX_OF = {"reference": "members_application_reference"}
# Begins alike; on a few rows the planner may take either.
OTHER_INDEX_OF = {"status": "members_app_status_75af65_idx"}


@pytest.fixture
def cases():
    """Many of them equal in what they are ordered by."""
    return [
        ApplicationFactory(
            submitted=True, centre_name="aAbBc"[number % 5], country=["AT", "PL"][number % 2]
        )
        for number in range(11)
    ]


def asked(order, **where):
    found = Application.objects.seen_by_the_secretariat()
    return page(found, LIST_ORDERS[order], size=4, **where)


def walk(step, order, descending, start):
    """Page by page in one direction, at most ten pages."""
    shown, pages = start, [start]
    while (edge := getattr(shown, step)) and len(pages) < 10:
        shown = asked(order, descending=descending, **{step: edge})
        pages.append(shown)
    return pages


@BOTH_WAYS
@EVERY_ORDER
def test_pages_show_every_row_once_forwards_and_backwards(cases, name, descending):
    forwards = walk("after", name, descending, asked(name, descending=descending))
    rows = [row for one in forwards for row in one.rows]
    backwards = walk("before", name, descending, forwards[-1])

    assert [len(one.rows) for one in forwards] == [4, 4, 3]
    assert {row.pk for row in rows} == {case.pk for case in cases}
    assert [one.rows for one in reversed(backwards)] == [one.rows for one in forwards]


def test_first_and_last_page_lead_no_further(cases):
    first = asked("country")
    (*_between, last) = walk("after", "country", False, first)

    assert (first.before, last.after) == (None, None)


def test_a_row_that_comes_meanwhile_shifts_nothing(cases):
    first = asked("centre")
    ApplicationFactory(submitted=True, centre_name="a")

    second = asked("centre", after=first.after)

    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_going_back_to_a_short_beginning_is_the_beginning(cases):
    first = asked("since")

    back = asked("since", before=first.rows[2].pk)

    assert (back.rows, back.before) == (first.rows[:2], None)


def test_an_edge_that_does_not_exist_is_the_first_page(cases):
    first = asked("since")

    assert asked("since", after=999_999_999) == first
    assert asked("since", before=999_999_999) == first


def test_no_rows_make_an_empty_page():
    shown = asked("since")

    assert (shown.rows, shown.before, shown.after) == ([], None, None)


@pytest.mark.sample(4)
@pytest.mark.postgres
@BOTH_WAYS
@EVERY_ORDER
def test_every_order_has_an_index(cases, name, descending, django_assert_num_queries):
    index = INDEX_OF.get(name, f"application_by_{name}")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    edge = Application.objects.seen_by_the_secretariat().first().pk
    with django_assert_num_queries(2) as caught:
        asked(name, descending=descending, after=edge)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {caught[1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert f"using {index}" in plan or f"using {OTHER_INDEX_OF.get(name)}" in plan, plan
    assert "Index Cond" in plan, plan
