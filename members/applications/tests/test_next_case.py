"""From one case to the next, handing over, and reviews that are started together."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.applications.admin.next_case import next_case
from members.applications.services import review
from members.applications.tests.case_pages import case_url, text
from members.enums import ApplicationStatus
from members.tests.factories import NOW, ApplicationFactory, ConflictFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:members_application_changelist")


def waiting(days, **facts):
    return ApplicationFactory(submitted=True, status_since=NOW - timedelta(days=days), **facts)


@pytest.fixture
def cases():
    """Three new ones, the oldest first."""
    return [waiting(9), waiting(6), waiting(3)]


def assign_url(case):
    return reverse("admin:members_application_assign", args=[case.pk])


# --- The next case -----------------------------------------------------------------------


def test_the_next_case_follows_in_the_list_that_one_came_from(cases, secretariat):
    first, second, third = cases

    assert next_case(first, "queue=new", secretariat) == second
    assert next_case(second, "queue=new", secretariat) == third
    assert next_case(third, "queue=new", secretariat) is None
    assert next_case(second, "queue=new&sort=-since", secretariat) == first


def test_from_a_case_that_has_left_the_list_one_comes_to_its_first(cases, secretariat):
    first, second, _third = cases
    taken_up = review.take_up(first, by=secretariat, now=NOW)

    assert next_case(taken_up, "queue=new", secretariat) == second


def test_without_a_list_ones_own_cases_come_first_and_no_colleagues(cases, secretariat):
    first, second, third = cases
    third.assigned_to, second.assigned_to = secretariat, UserFactory(secretariat=True)
    third.save(), second.save()
    waiting(1, status=ApplicationStatus.WITHDRAWN)

    assert next_case(second, "", secretariat) == third
    assert next_case(third, "", secretariat) == first
    assert next_case(first, "", secretariat) is None


def test_without_a_list_nobody_is_led_to_a_case_they_keep_away_from(cases, secretariat):
    first, second, third = cases
    ConflictFactory(application=second, user=secretariat)

    assert next_case(first, "", secretariat) == third


def test_the_list_leads_to_its_cases_and_they_lead_on(desk, cases):
    first, second, _third = cases
    assert f"{case_url(first)}?queue=new" in desk.get(LIST, {"queue": "new"}).content.decode()

    desk.get(f"{case_url(first)}?queue=new")
    page = desk.get(case_url(first))  # as it is shown after a step

    assert page.context["next_case"] == second
    assert f"Next case: {second.reference}" in text(page)
    assert f"{LIST}?queue=new" in page.content.decode()


# --- Handing over ------------------------------------------------------------------------


def test_a_case_is_handed_over_by_one_button_and_back_by_the_same(desk, secretariat, colleague):
    case = waiting(3, assigned_to=secretariat)
    assert f'name="to" value="{colleague.pk}"' in desk.get(case_url(case)).content.decode()

    page = desk.post(assign_url(case), {"to": colleague.pk}, follow=True)

    case.refresh_from_db()
    assert case.assigned_to == colleague
    assert f"The case is handed over to {colleague}." in text(page)
    desk.post(assign_url(case), {"to": secretariat.pk})
    case.refresh_from_db()
    assert case.assigned_to == secretariat


def test_a_case_is_offered_to_nobody_who_keeps_away_from_it(desk, colleague):
    case = waiting(3)
    ConflictFactory(application=case, user=colleague)

    page = desk.get(case_url(case))
    refused = desk.post(assign_url(case), {"to": colleague.pk}, follow=True)

    assert f'name="to" value="{colleague.pk}"' not in page.content.decode()
    assert "This person has declared a conflict of interest." in text(refused)


def test_a_closed_case_is_handed_over_to_nobody(desk, colleague):
    case = waiting(3, status=ApplicationStatus.WITHDRAWN)

    assert 'name="to"' not in desk.get(case_url(case)).content.decode()


@pytest.mark.parametrize("to", ["", "x", "0"])
def test_a_case_goes_to_people_of_the_secretariat_only(desk, to):
    case, outsider = waiting(3), UserFactory()

    assert desk.post(assign_url(case), {"to": to}).status_code == 404
    assert desk.post(assign_url(case), {"to": outsider.pk}).status_code == 404


# --- Reviews started together ------------------------------------------------------------


def test_reviews_are_started_together_and_what_has_begun_is_left(desk, cases, secretariat):
    begun = ApplicationFactory(under_review=True)
    chosen = {"chosen": [case.pk for case in (*cases, begun)]}
    bulk = reverse("admin:members_application_bulk", args=["take-up"])
    assert "You answer for these cases from now on." in text(desk.post(bulk, chosen))

    page = desk.post(bulk, {**chosen, "confirm": "yes"}, follow=True)

    assert "3 reviews begun. 1 left" in text(page)
    for case in cases:
        case.refresh_from_db()
        assert (case.status, case.assigned_to) == (ApplicationStatus.UNDER_REVIEW, secretariat)


# --- The page ----------------------------------------------------------------------------


def test_each_jump_link_has_its_place_on_the_page(desk):
    for case in (waiting(3), ApplicationFactory(eligible=True)):
        page = desk.get(case_url(case))

        for place, _label in page.context["jump_links"]:
            assert f'href="#{place}"' in page.content.decode()
            assert f'id="{place}"' in page.content.decode()


def test_the_people_named_lead_to_their_accounts(desk):
    person = UserFactory(email="delegate@example.org")
    case = ApplicationFactory(submitted=True, delegate_email=person.email)

    page = desk.get(case_url(case)).content.decode()

    assert reverse("admin:members_user_change", args=[person.pk]) in page
