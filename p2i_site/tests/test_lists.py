"""Each list of the admin that is declared as data can be asked for all that it offers."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Permission
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from common.admin.list_admin import ListAdmin
from common.admin.lists import Query
from common.waiting import Viewer
from members.tests.factories import CentreFactory, UserFactory

pytestmark = pytest.mark.django_db
LISTS = {
    model._meta.label_lower: one
    for model, one in admin.site._registry.items()
    if isinstance(one, ListAdmin)
}


def asked(one, person, rf, **wanted):
    request = rf.get("/", wanted)
    request.user = person
    data = QueryDict(mutable=True)
    data.update(wanted)
    viewer = Viewer(person, timezone.now())
    return Query(data, listing=one.listing, rows=one.list_rows(request), asked=viewer)


@pytest.mark.parametrize("name", LISTS)
def test_every_order_queue_filter_and_search_of_a_list_is_answered(name, rf):
    one, person = LISTS[name], UserFactory(secretariat=True)
    listing = one.listing
    first = asked(one, person, rf)
    wanted = [
        {},
        {"q": "lumen"},
        *({"sort": sign + column} for column in listing.orders for sign in ("", "-")),
        *({"queue": queue.name} for queue in listing.queues),
        *(
            {bound.name: value}
            for bound in first.filters
            for value, _label in list(bound.field.choices)[1:3]
        ),
    ]

    for address in wanted:
        query = asked(one, person, rf, **address)
        assert not query.errors, address
        list(query.page(one.page_rows).rows)
    assert len(first.queues()) == len(listing.queues)
    assert listing.order.removeprefix("-") in listing.orders
    assert listing.empty_text


def test_no_list_is_shown_to_anybody_without_rights(rf):
    request = rf.get("/")
    for person in (AnonymousUser(), UserFactory(), UserFactory(staff=True)):
        request.user = person
        assert [name for name, one in LISTS.items() if one.may_see_list(request)] == []


READS_ONLY = {
    "declarations.signature": "remind",
    "knowledge_exchange.paper": "make-pdfs",
}


@pytest.mark.parametrize("name", READS_ONLY)
def test_who_may_only_read_a_list_does_nothing_with_its_rows(name, client):
    """Taking a step with many asks for the right that it asks for with one."""
    app, model = name.split(".")
    reader = UserFactory(staff=True)
    reader.user_permissions.add(
        Permission.objects.get(content_type__app_label=app, codename=f"view_{model}")
    )
    client.force_login(reader)
    listed = client.get(reverse(f"admin:{app}_{model}_changelist"))
    address = reverse(f"admin:{app}_{model}_bulk", args=[READS_ONLY[name]])

    refused = client.post(address, {"all_that_fit": "yes", "confirm": "yes"})

    assert (listed.status_code, listed.context["listing"].acts) == (200, ())
    assert refused.status_code == 403


@pytest.mark.parametrize("asked", ["after", "before"])
def test_a_number_that_no_row_can_have_begins_the_list(asked, client):
    client.force_login(UserFactory(secretariat=True))
    centre = CentreFactory()

    page = client.get(reverse("admin:members_centre_changelist"), {asked: "9" * 30})

    assert [row["pk"] for row in page.context["rows"]] == [centre.pk]


def test_a_chosen_number_that_no_row_can_have_chooses_nothing(client):
    client.force_login(UserFactory(secretariat=True))
    address = reverse("admin:members_centre_export", args=["csv"])

    answer = client.post(address, {"chosen": "9" * 30})

    assert answer.status_code == 302
