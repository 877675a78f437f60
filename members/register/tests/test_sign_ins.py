"""A sign-in is switched off and on by steps: who may, what it takes, and what stays on record."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import confirm, fields, look, press, text
from members.models import Representative
from members.register.services import accounts
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate():
    return RepresentativeFactory(user__name="Dora Delegate", centre__name="First centre")


@pytest.fixture
def chief():
    return UserFactory(is_staff=True, is_superuser=True)


def person_page(person):
    return reverse("admin:members_user_change", args=[person.pk])


def step_page(person, name):
    return reverse("admin:members_user_step", args=[person.pk, name])


def is_active(person):
    person.refresh_from_db()
    return person.is_active


def test_a_sign_in_that_is_switched_off_says_first_what_it_takes(desk, delegate):
    asked = text(look(desk, step_page(delegate.user, "lock")))

    assert "acts for no centre, holds no token that works and gets no letters" in asked
    assert "No mail goes out." in asked
    assert f"Acts for {delegate.centre}: {delegate.get_role_display()}." in asked
    assert is_active(delegate.user)


def test_a_person_who_is_switched_off_acts_for_no_centre_until_switched_on(
    desk, secretariat, delegate
):
    done = text(press(desk, step_page(delegate.user, "lock"), follow=True))

    assert "The sign-in of Dora Delegate is off." in done
    assert not is_active(delegate.user)
    assert not Representative.objects.acting(delegate.valid_from).exists()
    assert step_page(delegate.user, "unlock") in done
    assert step_page(delegate.user, "lock") not in done

    done = text(press(desk, step_page(delegate.user, "unlock"), follow=True))

    assert "The sign-in of Dora Delegate is on again." in done
    assert is_active(delegate.user)
    assert Representative.objects.acting(delegate.valid_from).get() == delegate
    entries = LogEntry.objects.order_by("pk").values_list("user", "object_id", "change_message")
    assert list(entries) == [
        (secretariat.pk, str(delegate.user.pk), "The sign-in was switched off."),
        (secretariat.pk, str(delegate.user.pk), "The sign-in was switched on again."),
    ]
    assert not Mail.objects.exists()


def test_who_is_switched_off_while_signed_in_is_out_with_the_next_page(client, delegate, chief):
    client.force_login(delegate.user)
    page = reverse("members:preferences")
    assert client.get(page).status_code == 200

    accounts.lock(delegate.user, by=chief, now=NOW)

    assert client.get(page).status_code == 302


@pytest.mark.parametrize("who", ["secretariat", "chief"])
def test_no_form_switches_a_sign_in_off(client, secretariat, chief, delegate, who):
    client.force_login({"secretariat": secretariat, "chief": chief}[who])
    page = client.get(person_page(delegate.user))
    typed = {**fields(page, having="wants_reminders"), "name": "Dora D."}
    assert "is_active" not in typed

    client.post(person_page(delegate.user), typed)

    assert is_active(delegate.user)
    assert delegate.user.name == "Dora D."


def test_nobody_switches_their_own_sign_in_off(client, chief):
    client.force_login(chief)

    said = text(press(client, step_page(chief, "lock")))

    assert "Nobody switches their own sign-in off or on" in said
    assert is_active(chief)
    with pytest.raises(Refused, match="their own sign-in"):
        accounts.lock(chief, by=chief, now=NOW)
    assert step_page(chief, "lock") not in text(client.get(person_page(chief)))


@pytest.mark.parametrize("name, before", [("lock", True), ("unlock", False)])
def test_only_a_superuser_switches_the_sign_in_of_the_staff(
    client, secretariat, chief, name, before
):
    colleague = UserFactory(secretariat=True, is_active=before)
    client.force_login(secretariat)
    assert client.get(step_page(colleague, name)).status_code == 403
    assert client.post(step_page(colleague, name), {"confirm": "yes"}).status_code == 403
    assert step_page(colleague, name) not in text(client.get(person_page(colleague)))
    with pytest.raises(Refused, match="Only a superuser"):
        getattr(accounts, name)(colleague, by=secretariat, now=NOW)
    assert is_active(colleague) == before

    client.force_login(chief)
    press(client, step_page(colleague, name))

    assert is_active(colleague) != before


def test_who_only_reads_people_switches_nobody_off(client, delegate):
    client.force_login(UserFactory(staff=True))

    assert client.get(step_page(delegate.user, "lock")).status_code == 403


def test_a_sign_in_is_switched_off_once_only(desk, secretariat, delegate):
    page = look(desk, step_page(delegate.user, "lock"))
    accounts.lock(delegate.user, by=secretariat, now=NOW)

    said = text(confirm(desk, step_page(delegate.user, "lock"), page))

    assert "not possible now" in said
    with pytest.raises(Refused, match="off already"):
        accounts.lock(delegate.user, by=secretariat, now=NOW)
    assert LogEntry.objects.count() == 1
