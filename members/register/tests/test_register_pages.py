"""The pages of a centre and of a person in the admin, and the queues of the register's lists."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common import waiting
from common.admin.lists import count_queues
from common.tests.step_pages import press, text
from common.waiting import Viewer
from members.models import Centre, Organisation, User
from members.register import centre_history, people_search, queues
from members.register.admin import centre_list
from members.register.services import memberships
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    ProfileChangeFactory,
    ReconfirmationFactory,
    RepresentativeFactory,
    UserFactory,
)
from tests.waiting import found

pytestmark = pytest.mark.django_db


def centre_page(centre):
    return reverse("admin:members_centre_change", args=[centre.pk])


def person_page(person):
    return reverse("admin:members_user_change", args=[person.pk])


@pytest.fixture
def delegate():
    return RepresentativeFactory(
        centre=CentreFactory(member=True, name="Kaleva", country="FI"), user__name="Dora Delegate"
    )


# --- A centre


def test_a_membership_is_suspended_two_presses_from_its_centre(desk, delegate):
    membership = delegate.centre.memberships.get()
    page = desk.get(centre_page(delegate.centre)).content.decode()
    suspend = reverse("admin:members_membership_step", args=[membership.pk, "suspend"])
    assert f'href="{suspend}"' in page

    done = press(desk, suspend, effective="2024-05", reason="By the board.", follow=True)

    assert done.redirect_chain[-1][0].startswith(centre_page(delegate.centre))
    shown = text(done)
    assert "waits for a second person: Suspend: Kaleva (FI): Member" in shown
    assert f'href="{suspend}"' not in done.content.decode()


def test_what_waits_of_a_centre_stands_on_its_page_with_a_link(desk):
    centre = CentreFactory(member=True)
    change = ProfileChangeFactory(centre=centre, status="submitted", submitted_at=NOW)
    asked = ReconfirmationFactory(centre=centre, due_on=NOW.date() - timedelta(days=40))
    MandateFactory(centre=centre, valid_until=NOW.date())

    shown = desk.get(centre_page(centre)).content.decode()

    for words, name, place in (
        ("has no valid delegate", "centre_step", [centre.pk, "invite"]),
        ("submitted a change of its profile", "profilechange_change", [change.pk]),
        ("has not answered", "reconfirmation_change", [asked.pk]),
        ("Its mandate ended on 2 November 2026", "centre_mandate", [centre.pk]),
    ):
        assert words in shown
        assert reverse(f"admin:members_{name}", args=place) in shown


def test_a_centre_leads_to_its_people_hosts_and_applications_and_they_lead_back(desk, delegate):
    centre, host = delegate.centre, OrganisationFactory()
    centre.hosts.add(host)
    case = ApplicationFactory(submitted=True, country="FI")
    pages = {
        "user": delegate.user_id,
        "organisation": host.pk,
        "membership": centre.memberships.get().pk,
        "application": case.pk,
    }

    shown = desk.get(centre_page(centre)).content.decode()

    for model, pk in pages.items():
        page = reverse(f"admin:members_{model}_change", args=[pk])
        assert f'href="{page}"' in shown
        if model != "application":
            assert centre_page(centre) in desk.get(page).content.decode()


def test_the_page_of_a_centre_costs_the_same_however_much_there_is(
    desk, delegate, django_assert_max_num_queries
):
    centre = delegate.centre
    RepresentativeFactory(centre=centre, role="observer", valid_until="2021-01-01")
    centre.hosts.add(OrganisationFactory())
    MembershipFactory(centre=centre, status="ended", ended="2019")
    with CaptureQueriesContext(connection) as few:
        desk.get(centre_page(centre))
    for _more in range(6):
        RepresentativeFactory(centre=centre, role="observer")
        RepresentativeFactory(centre=centre, role="observer", valid_until="2021-01-01")
        MembershipFactory(centre=centre, status="ended", ended="2019")
        host = OrganisationFactory()
        host.former_names.create(name="Former")
        centre.hosts.add(host)
        ApplicationFactory(submitted=True, country="FI")

    with django_assert_max_num_queries(len(few)):
        desk.get(centre_page(centre))


def test_the_history_of_a_centre_is_one_and_says_who_and_why(delegate, secretariat, colleague):
    centre, host = delegate.centre, OrganisationFactory(name="Today")
    centre.hosts.add(host)
    host.former_names.create(name="Yesterday", until="2021")
    facts = {"effective": "2024-05", "reason": "By the board.", "by": secretariat}
    memberships.suspend(centre.memberships.get(), **facts, released_by=colleague, now=NOW)

    lines = centre_history.history(centre)

    assert [(line.day, line.what) for line in lines] == [
        ("2024-05", "Membership: In the Network as a full member. Suspended."),
        ("2021", "The host “Yesterday” gets another name. Today: Today."),
        ("2020-01-01", "Dora Delegate begins to speak for the centre: Delegate."),
    ]
    assert (lines[0].why, lines[0].by) == ("By the board.", (secretariat, colleague))
    assert centre_history.history(centre, most=1) == lines[:1]


# --- A person


def test_the_page_of_a_person_says_how_much_waits_and_not_what(desk, delegate):
    ReconfirmationFactory(centre=delegate.centre)

    shown = text(desk.get(person_page(delegate.user)))

    counts = waiting.counts_for_you(Viewer(delegate.user, timezone.now()))
    assert counts == {"members.reconfirmation": 1}
    assert "Reconfirmations asked for: 1" in shown
    assert reverse("members:reconfirm", args=[delegate.centre.slug]) not in shown


def test_what_waits_for_nobody_counts_nothing(desk):
    assert "Nothing waits for this person." in text(desk.get(person_page(UserFactory())))


def test_a_page_says_roughly_when_somebody_signed_in_and_hides_no_step(desk, delegate):
    User.objects.filter(pk=delegate.user_id).update(last_login=timezone.now())

    shown = desk.get(person_page(delegate.user)).content.decode()

    assert "within a week" in shown
    assert reverse("admin:members_user_step", args=[delegate.user_id, "lock"]) in shown
    assert reverse("admin:members_user_edit", args=[delegate.user_id]) in shown


def test_a_superuser_is_read_by_the_secretariat_and_neither_edited_nor_locked(desk):
    chief = UserFactory(is_staff=True, is_superuser=True)

    shown = desk.get(person_page(chief)).content.decode()

    assert reverse("admin:members_user_edit", args=[chief.pk]) not in shown
    assert "/step/" not in shown


@pytest.mark.parametrize("typed", ["dora", "Kaleva", "dora finland", "example.org kaleva"])
def test_a_person_is_found_by_name_address_centre_and_country(delegate, typed):
    RepresentativeFactory(centre__country="SE")

    assert list(people_search.find_people(User.objects.all(), typed)) == [delegate.user]


# --- Lists


def counts(table, rows, user, now=NOW):
    return count_queues(table, rows, Viewer(user, now))


def test_the_queues_of_centres_count_what_waits_for_the_desk(secretariat):
    CentreFactory(member=True, name="IÖB", country="AT")
    CentreFactory(name="IOEB", country="AT")
    MandateFactory(centre=CentreFactory(member=True), valid_until=NOW.date())
    ReconfirmationFactory(due_on=NOW.date() - timedelta(days=1))

    counted = counts(queues.CENTRES, Centre.objects.all(), secretariat)

    waits = {kind.kind.name: kind.count for kind in found(secretariat, NOW).values()}
    assert counted == {
        "no_delegate": waits["members.no_delegate"],
        "mandate_ending": waits["members.mandate"],
        "no_mandate": counted["no_mandate"],
        "profile": waits["members.profile"],
        "reconfirmation": waits["members.reconfirmation_overdue"],
        "doubles": waits["members.centre_twice"],
    }
    assert counted["doubles"] == 2
    assert counts((queues.HOSTS_TWICE,), Organisation.objects.all(), secretariat) == {"doubles": 0}


def test_the_queues_of_people_find_those_whose_sign_in_needs_the_desk(secretariat, delegate):
    CoChairTermFactory(centre=delegate.centre)
    UserFactory(is_active=False)
    UserFactory(second_step_due=NOW)

    counted = counts(queues.PEOPLE, User.objects.all(), secretariat)

    assert counted == {
        "locked": 1,
        "no_second_step": 1,
        "invited": 3,
        "no_role": 1,
        "secretariat": 1,
        "co_chairs": 1,
    }


@pytest.mark.parametrize(
    ("status", "names"),
    [("active", ["Inside"]), ("ended", ["Left"]), ("never", ["Outside"]), ("suspended", [])],
)
def test_the_list_of_centres_is_narrowed_by_what_each_is_in_the_network(status, names):
    inside = CentreFactory(member=True, name="Inside")
    MembershipFactory(centre=inside, status="ended", ended="2019")
    MembershipFactory(centre__name="Left", status="ended", ended="2019")
    CentreFactory(name="Outside")

    narrowed = centre_list.with_status(Centre.objects.all(), status, None)

    assert [centre.name for centre in narrowed] == names


LISTS = (
    "centre user membership organisation representative cochairterm reconfirmation profilechange"
)


@pytest.mark.parametrize("model", LISTS.split())
def test_every_list_opens_in_every_order_and_queue(desk, model, delegate):
    CoChairTermFactory(centre=delegate.centre)
    ReconfirmationFactory(centre=delegate.centre)
    ProfileChangeFactory(centre=delegate.centre)
    delegate.centre.hosts.add(OrganisationFactory())
    page = reverse(f"admin:members_{model}_changelist")
    shown = desk.get(page, {"q": "kaleva"} if model != "organisation" else {})
    assert len(shown.context["rows"]) == 1
    listing = shown.context["listing"]

    for order in listing.orders:
        assert desk.get(page, {"sort": f"-{order}"}).status_code == 200
    for queue in listing.queues:
        assert desk.get(page, {"queue": queue.name}).status_code == 200
