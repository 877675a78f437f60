"""A step asks before it acts, shows what it changes, never acts on what it did not show."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from common.admin.step_page import readable
from common.admin.versions import EventVersions, FieldVersions, in_words
from common.dates import end_of_network_day
from common.tests import step_urls
from common.tests.step_pages import confirm, fields, look, press, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("common.tests.step_urls")]


@pytest.fixture
def group(db):
    return Group.objects.create(name="Readers")


@pytest.fixture
def desk(client, db):
    step_urls.PROPOSALS.clear()
    step_urls.SENT.clear()
    client.force_login(person("Ada"))
    return client


def person(name):
    return get_user_model().objects.create_superuser(email=f"{name}@example.org", name=name)


def page(group, name):
    return reverse("steps:auth_group_step", args=[group.pk, name])


def test_a_step_asks_first_and_says_what_changes_and_who_sees_it(desk, group):
    shown = text(desk.get(page(group, "rename")))

    assert "Readers gets another name." in shown
    assert "Everybody reads the new name." in shown
    assert "A motto." in shown
    group.refresh_from_db()
    assert group.name == "Readers"


def test_the_letter_is_shown_before_it_goes_out_and_the_step_says_what_has_happened(desk, group):
    shown = look(desk, page(group, "rename"), name="Writers")
    done = confirm(desk, page(group, "rename"), shown, follow=True)

    assert "New name" in fields(shown, having="mail-words")["mail-words"][0]
    assert "It is now called Writers." in text(done)
    assert step_urls.SENT == [("", "")]


def test_words_of_ones_own_go_out_instead(desk, group):
    words = {"mail-words": "Dear all\r\n\r\nWe are called otherwise."}

    press(desk, page(group, "rename"), name="Writers", **words)

    assert step_urls.SENT == [("Dear all\n\nWe are called otherwise.", "")]


def test_no_mail_goes_out_for_a_reason_only(desk, group):
    without = press(desk, page(group, "rename"), name="Writers", **{"mail-send": "none"})
    assert "Say why no email goes out." in text(without)

    why = {"mail-send": "none", "mail-no_mail_reason": "They know."}
    press(desk, page(group, "rename"), name="Writers", **why)

    assert step_urls.SENT == [("", "They know.")]


def test_a_refusal_stands_on_top_and_all_that_was_typed_stays(desk, group):
    shown = look(desk, page(group, "rename"), name="Writers")
    words = {"name": "Forbidden", "mail-words": "Dear all\n\nMy own words."}

    refused = confirm(desk, page(group, "rename"), shown, **words)

    assert "This name is forbidden." in text(refused)
    assert fields(refused, having="seen")["name"] == ["Forbidden"]
    again = fields(refused, having="seen") | {"name": "Writers", "look": "yes"}
    offered = desk.post(page(group, "rename"), again)
    assert "My own words." in fields(offered, having="mail-words")["mail-words"][0]


def test_a_stale_page_does_nothing_says_what_changed_and_keeps_what_was_typed(desk, group):
    shown = look(desk, page(group, "rename"), name="Writers")
    Group.objects.filter(pk=group.pk).update(name="Singers")

    words = {"mail-words": "Dear all\n\nMy own words."}
    stale = confirm(desk, page(group, "rename"), shown, **words)

    assert "Something has changed since this page was shown. Nothing was done." in text(stale)
    assert "Name: Singers" in text(stale)
    assert "My own words." in text(stale)
    assert Group.objects.get(pk=group.pk).name == "Singers"
    confirm(desk, page(group, "rename"), stale)
    assert Group.objects.get(pk=group.pk).name == "Writers"


def test_a_page_that_does_not_say_what_it_showed_does_nothing(desk, group):
    shown = desk.post(page(group, "rename"), {"name": "Writers", "confirm": "yes"})

    assert "Something has changed since this page was shown." in text(shown)
    assert Group.objects.get(pk=group.pk).name == "Readers"


@pytest.mark.parametrize("name", ["Full", "Readers"])
def test_what_the_preview_refuses_is_not_done_even_if_its_confirmation_is_sent(desk, group, name):
    Group.objects.filter(pk=group.pk).update(name=name)
    seen = fields(desk.get(page(group, "empty")), having="seen")["seen"]

    shown = desk.post(
        page(group, "empty"), {"seen": seen, "confirm": "yes", "confirmed": "as-shown"}, follow=True
    )

    assert ("Somebody is in it." in text(shown)) == (name == "Full")
    assert Group.objects.get(pk=group.pk).name == ("Full" if name == "Full" else "Empty")


@pytest.mark.parametrize("forged", ["5", "null", "[1]", "9" * 5000, "{}", "no JSON"])
def test_a_forged_version_is_only_a_stale_one(desk, group, forged):
    shown = desk.post(page(group, "rename"), {"name": "W", "confirm": "yes", "seen": forged})

    assert shown.status_code == 200
    assert "Something has changed since this page was shown." in text(shown)
    assert Group.objects.get(pk=group.pk).name == "Readers"


@pytest.mark.parametrize("forged", ["0", "null", "9" * 5000, "-1", ""])
def test_a_forged_version_of_a_history_tells_all_of_it(group, forged):
    versions = EventVersions(events=lambda obj: Group.objects.filter(pk=obj.pk), tell=str)

    assert versions.news(group, forged) == ["Readers"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "Yes"),
        (date(2026, 12, 20), "20 December 2026"),
        (time(17), "17:00"),
        (datetime(2026, 12, 20, 16, tzinfo=UTC), "20 December 2026, 17:00 CET (16:00 UTC)"),
        (["a", "b"], "a, b"),
    ],
)
def test_values_are_written_for_people(value, words):
    assert in_words(value) == words


class DeadlineForm(forms.Form):
    """Asks for a last day and hands on the midnight after it."""

    until = forms.DateField()

    def clean_until(self):
        return end_of_network_day(self.cleaned_data["until"])


def test_a_last_day_is_read_back_as_the_day_that_was_typed():
    form = DeadlineForm({"until": "2026-12-20"})

    assert form.is_valid()
    assert readable(form["until"]) == "20 December 2026"


def test_what_stands_against_a_step_is_said_and_nothing_typed_is_lost(desk, group):
    shown = look(desk, page(group, "rename"), name="Writers")
    Group.objects.filter(pk=group.pk).update(name="Fixed")

    refused = confirm(desk, page(group, "rename"), shown)

    assert "It keeps its name." in text(refused)
    assert "Writers" in text(refused)
    assert b'name="confirm"' not in refused.content


def test_a_step_without_a_mail_says_so(desk, group):
    assert "No email goes out." in text(desk.get(page(group, "propose")))


def test_only_who_may_change_the_object_takes_steps(client, group):
    user = get_user_model().objects.create_user(email="eve@example.org", name="Eve")
    user.is_staff = True
    user.save()
    client.force_login(user)

    for name in ("rename", "burn"):
        assert client.get(page(group, name)).status_code == 403
        assert client.post(page(group, name), {"name": "Mine"}).status_code == 403
    assert Group.objects.get(pk=group.pk).name == "Readers"


def test_unknown_steps_do_not_exist(desk, group):
    assert desk.get(page(group, "burn")).status_code == 404


def test_the_object_lists_the_steps_that_are_possible_now(desk, group):
    change = reverse("steps:auth_group_change", args=[group.pk])

    assert page(group, "propose") in text(desk.get(change))
    assert page(group, "release") not in text(desk.get(change))


# --- Two persons


def test_what_one_proposes_another_reads_in_full_and_releases(desk, client, group):
    press(desk, page(group, "propose"))
    own = text(desk.get(page(group, "release")))
    client.force_login(person("Bea"))

    shown = text(client.get(page(group, "release")))
    done = press(client, page(group, "release"), follow=True)

    assert "You proposed this. A colleague reads and releases it." in own
    for words in ("Dissolve it", "It is empty.", "It was good.", "It leaves ten minutes later."):
        assert words in shown
    assert "Released." in text(done)
    assert not step_urls.PROPOSALS


def test_while_a_proposal_waits_nothing_else_is_proposed(desk, group):
    press(desk, page(group, "propose"))

    assert "Something is proposed already" in text(desk.get(page(group, "propose")))


def test_whoever_proposed_may_discard(desk, group):
    press(desk, page(group, "propose"))

    assert "Discarded." in text(press(desk, page(group, "discard"), follow=True))


def test_without_a_proposal_there_is_nothing_to_release(desk, group):
    assert "This step is not possible now." in text(desk.get(page(group, "release")))


# --- Several at once


def test_several_are_asked_for_first_and_each_by_itself(desk, group):
    other = Group.objects.create(name="bidden")
    several = {"action": "rename_all", "_selected_action": [group.pk, other.pk]}
    changelist = reverse("steps:auth_group_changelist")

    shown = desk.post(changelist, several)
    assert "Each gets another name." in text(shown)
    assert Group.objects.filter(name="Readers").exists()
    values = fields(shown, having="_selected_action") | {"name": "For", "confirm": "yes"}
    done = desk.post(changelist, values, follow=True)

    assert "1 renamed. 1 left: bidden (This name is forbidden)." in text(done)
    group.refresh_from_db()
    other.refresh_from_db()
    assert (group.name, other.name) == ("ForReaders", "bidden")


def test_a_version_names_what_changed_and_nothing_else(group):
    versions = FieldVersions()
    seen = versions.token(group)
    group.name = "Singers"

    assert [news.text for news in versions.news(group, seen)] == ["Name: Singers"]
    assert versions.news(group, "nonsense") == []
