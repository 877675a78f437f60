"""Whoever may be the second person finds what waits: on the desk, under /tasks/, by a letter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.tests.factories import (
    NOW,
    CoChairTermFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox import kinds as letters
from outbox.models import Mail
from proposals import kinds, services, tasks
from proposals.models import Proposal
from tests.waiting import found

pytestmark = pytest.mark.django_db
NOTED = {"effective": "2026-10", "announced": "", "reason": "By the decision of the board."}
URGENT = "Urgent proposals that wait for a second person"
USUAL = "Proposals that wait for a second person"


@pytest.fixture
def member():
    return MembershipFactory(centre__country="SE")


@pytest.fixture
def chair():
    """Somebody who speaks for a co-chair of another country."""
    person = RepresentativeFactory(centre=MembershipFactory(centre__country="NL").centre)
    CoChairTermFactory(centre=person.centre)
    return person.user


def propose(membership, *, by):
    return services.propose(
        membership,
        "members.suspend",
        NOTED,
        title=f"Suspend: {membership}",
        reason=NOTED["reason"],
        by=by,
        now=NOW,
    )


def on_the_desk(user):
    return {label: found(user, NOW)[label].count for label in (URGENT, USUAL)}


def test_a_colleague_finds_it_on_the_desk_and_whoever_proposed_it_does_not(
    member, secretariat, chair
):
    propose(member, by=secretariat)
    colleague = UserFactory(secretariat=True)

    assert on_the_desk(colleague) == {URGENT: 0, USUAL: 1}
    assert on_the_desk(secretariat) == {URGENT: 0, USUAL: 0}


def test_the_desk_says_how_long_the_oldest_waits_and_what_is_urgent(
    member, secretariat, monkeypatch
):
    row = propose(member, by=secretariat)
    propose(MembershipFactory(), by=secretariat)
    monkeypatch.setitem(vars(kinds.of("members.suspend")), "is_urgent", True)
    colleague = UserFactory(secretariat=True)

    queue = found(colleague, NOW)[URGENT]

    assert (queue.count, queue.oldest, queue.kind.is_urgent) == (2, row.proposed_at, True)
    assert queue.page == reverse("tasks")


def test_where_a_colleague_may_release_it_no_letter_goes_out(member, secretariat, chair):
    UserFactory(secretariat=True)

    propose(member, by=secretariat)

    assert not Mail.objects.exists()


def test_an_office_of_one_asks_the_co_chairs_once_each(member, secretariat, chair):
    alternate = RepresentativeFactory(
        centre=chair.representations.get().centre, role="alternate"
    ).user
    RepresentativeFactory(centre=chair.representations.get().centre, role="observer")

    row = propose(member, by=secretariat)
    tasks.put_released_into_effect()

    asked = Mail.objects.filter(kind="members.release_asked")
    assert {mail.user for mail in asked} == {chair, alternate}
    assert asked.count() == 2
    letter = letters.compose(asked.first(), NOW)
    assert letter.subject == f"Read and release: {row.title}"
    assert NOTED["reason"] in letter.text
    assert row.get_absolute_url() in letter.text


def test_a_co_chair_of_the_country_concerned_is_not_asked(secretariat, chair):
    propose(MembershipFactory(centre__country="NL"), by=secretariat)

    assert not Mail.objects.exists()


def test_whoever_comes_to_be_a_co_chair_while_it_waits_is_asked_then(member, secretariat):
    propose(member, by=secretariat)
    assert not Mail.objects.exists()
    person = RepresentativeFactory(centre=MembershipFactory(centre__country="NL").centre)
    CoChairTermFactory(centre=person.centre)

    tasks.put_released_into_effect()
    tasks.put_released_into_effect()

    assert Mail.objects.get().user == person.user


def test_a_letter_about_what_is_settled_does_not_leave(member, secretariat, chair):
    row = propose(member, by=secretariat)
    services.discard(row, why="A mistake.", by=secretariat, now=NOW)
    tasks.put_released_into_effect()

    assert letters.compose(Mail.objects.get(), NOW + timedelta(minutes=1)) is None


def test_every_kind_asks_somebody():
    assert [kind.name for kind in kinds.every() if kind.ask is None] == []
    assert kinds._asking


def test_the_page_of_tasks_puts_the_urgent_first(client, member, secretariat, monkeypatch):
    propose(member, by=secretariat)
    other = MembershipFactory()
    services.propose(
        other,
        "members.resume",
        NOTED,
        title="Resume at once",
        reason="Why.",
        by=secretariat,
        now=NOW,
    )
    monkeypatch.setitem(vars(kinds.of("members.resume")), "is_urgent", True)
    client.force_login(UserFactory(secretariat=True))

    shown = client.get(reverse("tasks")).content.decode()

    assert shown.index("Resume at once") < shown.index("Suspend:")
    assert ">Urgent</span>" in shown
    assert Proposal.objects.waiting().count() == 2


def test_where_nobody_of_a_centre_is_left_its_people_are_named_by_a_co_chair_too(
    member, secretariat, chair
):
    services.propose(
        member.centre,
        "members.invite",
        {"role": "delegate", "name": "A. New", "email": "new@example.org", "on": NOW.date()},
        title="Invite a delegate",
        reason="Nobody is left.",
        by=secretariat,
        now=NOW,
    )

    mail = Mail.objects.get()
    assert (mail.kind, mail.user) == ("members.release_asked", chair)
