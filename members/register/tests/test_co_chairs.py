"""Terms of co-chairs: begun, handed over, never two at once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from common.refusals import Refused
from members.models import CoChairTerm
from members.register.services import co_chairs
from members.tests.factories import CentreFactory, CoChairTermFactory

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)


def test_what_ends_and_what_begins_share_a_day():
    ending = CoChairTermFactory(began="2021", handed_over="")
    centre = CentreFactory(member=True)

    (began,) = co_chairs.hand_over([ending], to=[centre], term="2027-2028", on=DAY)

    ending.refresh_from_db()
    assert (ending.handed_over, began.began, began.handed_over) == ("2027-01-01", "2027-01-01", "")


def test_a_term_that_was_over_before_keeps_its_day():
    over = CoChairTermFactory(began="2021", handed_over="2022-06")

    co_chairs.hand_over([over], to=[], term="", on=DAY)

    over.refresh_from_db()
    assert over.handed_over == "2022-06"


def test_nobody_leads_twice_at_once_nor_from_outside():
    leading = CoChairTermFactory(began="2021", handed_over="")

    with pytest.raises(Refused, match="leads already"):
        co_chairs.hand_over([], to=[leading.centre], term="again", on=DAY)
    with pytest.raises(Refused, match="no active member any more"):
        co_chairs.hand_over([], to=[CentreFactory(associate=True)], term="first", on=DAY)
    assert CoChairTerm.objects.count() == 1


@pytest.mark.parametrize(
    "began, handed_over, is_wrong",
    [
        ("2021", "2020", True),
        ("2021-06", "2021-05", True),
        ("2021-06", "2021", False),
        ("2021", "2021-03", False),
        ("2021", "", False),
        ("", "2020", False),
    ],
)
def test_a_term_is_not_over_before_it_began(began, handed_over, is_wrong):
    term = CoChairTermFactory.build(centre=CentreFactory(), began=began, handed_over=handed_over)

    if is_wrong:
        with pytest.raises(ValidationError, match="ends before it began"):
            term.full_clean()
    else:
        term.full_clean()


@pytest.mark.parametrize("began", ["2021", "2999"])
def test_each_term_is_over_or_not(began):
    CoChairTermFactory(began="2018", handed_over="2019")
    going_on = CoChairTermFactory(began=began)

    assert list(CoChairTerm.objects.not_over_by(DAY)) == [going_on]
