"""What one clerk of the secretariat could once do alone: each act of it waits, and is found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from common.refusals import Refused
from common.tests.step_pages import press
from members.models import CoChairTerm, Membership, ProcessRules, Representative
from members.tests.factories import (
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
WHY = {"reason": "Because I say so."}
NOTED = {"effective": "2024", **WHY}


@dataclass(frozen=True)
class Act:
    """A step of the admin, what is typed there, and what would then be true."""

    page: Callable
    typed: dict
    happened: Callable[[], bool]


def step(model, name):
    """The page of a step of the target's centre, membership, role, sign-in or term."""

    def page(target):
        rows = {
            "centre": target.centre,
            "membership": target.centre.memberships.first(),
            "representative": target,
            "user": target.user,
            "cochairterm": target.centre.co_chair_terms.first(),
            "processrules": ProcessRules.objects.in_force(),
        }
        return reverse(f"admin:members_{model}_step", args=[rows[model].pk, name])

    return page


PUPPET = {"name": "Pup Pet", "email": "puppet@example.org", "on": "2999-01-01"}
LED = {"handed_over": "2026", "source": "I heard it.", **WHY}
ACTS = {
    "makes a co-chair": Act(
        step("centre", "enter-term"),
        {"term": "mine", "began": "2026", "source": "I heard it.", **WHY},
        lambda: CoChairTerm.objects.filter(term="mine").exists(),
    ),
    "ends a co-chair": Act(
        step("cochairterm", "end"),
        LED,
        lambda: CoChairTerm.objects.exclude(handed_over="").exists(),
    ),
    "invites a puppet": Act(
        step("centre", "invite"),
        {**PUPPET, "role": "alternate", **WHY},
        lambda: Representative.objects.filter(user__email=PUPPET["email"]).exists(),
    ),
    "hands the delegate's role over": Act(
        step("representative", "hand-over"),
        {**PUPPET, **WHY},
        lambda: Representative.objects.filter(user__email=PUPPET["email"]).exists(),
    ),
    "ends a delegate": Act(
        step("representative", "end"),
        {"on": "2999-01-01", **WHY},
        lambda: Representative.objects.exclude(valid_until=None).exists(),
    ),
    "suspends a member": Act(
        step("membership", "suspend"),
        NOTED,
        lambda: Membership.objects.filter(status="suspended").exists(),
    ),
    "ends a member": Act(
        step("membership", "end"),
        NOTED,
        lambda: Membership.objects.filter(status="ended").exists(),
    ),
    "makes a member an associate": Act(
        step("membership", "class"),
        {**NOTED, "membership_class": "associate"},
        lambda: Membership.objects.filter(membership_class="associate").exists(),
    ),
    "changes the periods": Act(
        step("processrules", "new-version"),
        {"answer_days": 1, **WHY},
        lambda: ProcessRules.objects.count() > 1,
    ),
}
OWN_PEOPLE = ("invites a puppet", "hands the delegate's role over", "ends a delegate")


@pytest.fixture
def target(request):
    """A delegate of a member centre; it leads where the act is about that."""
    person = RepresentativeFactory(centre__country="SE")
    callspec = getattr(request.node, "callspec", None)
    if callspec and callspec.params.get("name") == "ends a co-chair":
        CoChairTermFactory(centre=person.centre)
    return person


@pytest.fixture(params=["clerk", "superuser"])
def clerk(request):
    if request.param == "clerk":
        return UserFactory(secretariat=True)
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.mark.sample(6)
@pytest.mark.parametrize("name", ACTS)
def test_one_person_alone_only_proposes(client, target, clerk, name):
    """Neither the clerk nor a superuser, nor the same person twice."""
    act = ACTS[name]
    client.force_login(clerk)

    press(client, act.page(target), **act.typed)

    assert not act.happened()
    proposal = Proposal.objects.get()
    assert (proposal.proposed_by, proposal.reason) == (clerk, WHY["reason"])
    asked = ["members.confirmation_asked"] if name in OWN_PEOPLE else []
    assert [mail.kind for mail in Mail.objects.all()] == asked
    with pytest.raises(Refused, match="You proposed this"):
        services.release(proposal, by=clerk, now=timezone.now())
    client.post(proposal.get_absolute_url(), {"release": "yes"})
    assert not act.happened()


SECONDS = {  # who releases: what is about a membership or the Network, what is about own people
    "a colleague": (True, False),
    "a superuser": (True, False),
    "a co-chair of another country": (True, False),
    "a co-chair of the country": (False, False),
    "the delegate of the centre": (False, True),
    "the head of the centre": (False, True),
    "an alternate of the centre": (False, False),
    "a delegate of another centre": (False, False),
    "staff without rights": (False, False),
}


def second_person(who, target):
    def chair(country):
        person = RepresentativeFactory(centre=CentreFactory(member=True, country=country))
        CoChairTermFactory(centre=person.centre)
        return person.user

    return {
        "a colleague": lambda: UserFactory(secretariat=True),
        "a superuser": lambda: UserFactory(is_staff=True, is_superuser=True),
        "a co-chair of another country": lambda: chair("PT"),
        "a co-chair of the country": lambda: chair("SE"),
        "the delegate of the centre": lambda: target.user,
        "the head of the centre": lambda: (
            RepresentativeFactory(centre=target.centre, role="head").user
        ),
        "an alternate of the centre": lambda: (
            RepresentativeFactory(centre=target.centre, role="alternate").user
        ),
        "a delegate of another centre": lambda: RepresentativeFactory().user,
        "staff without rights": lambda: UserFactory(staff=True),
    }[who]()


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", ["suspends a member", "makes a co-chair", *OWN_PEOPLE])
def test_who_releases_what_a_clerk_proposed(client, target, name):
    act = ACTS[name]
    client.force_login(UserFactory(secretariat=True))
    press(client, act.page(target), **act.typed)

    may = {who: may_release(act, second_person(who, target)) for who in SECONDS}

    assert may == {who: expected[name in OWN_PEOPLE] for who, expected in SECONDS.items()}


def may_release(act, second):
    """What this person is offered, can release, and then comes into effect; all is undone again."""
    with transaction.atomic():
        proposal = Proposal.objects.get()
        is_offered = proposal in services.to_release(second)
        try:
            services.release(proposal, by=second, now=timezone.now())
        except Refused:
            assert not is_offered
        else:
            assert is_offered
            assert not act.happened()  # it can be recalled for a while
            services.put_into_effect(proposal, now=timezone.now() + timedelta(hours=1))
            assert act.happened()
        transaction.set_rollback(True)
    return is_offered


def test_a_full_member_without_a_vote_waits_for_a_second_person(client):
    former = MembershipFactory(status="ended", ended="2024")
    client.force_login(UserFactory(secretariat=True))
    page = reverse("admin:members_centre_step", args=[former.centre_id, "enter"])

    press(client, page, membership_class="member", maturity="new", effective="2025", **WHY)

    assert Membership.objects.get() == former
    assert Proposal.objects.get().act.name == "members.enter"


def test_a_second_account_of_the_clerk_is_recorded(client, target):
    act = ACTS["suspends a member"]
    client.force_login(UserFactory(secretariat=True, email="c.lerk@example.org"))
    press(client, act.page(target), **act.typed)
    other = UserFactory(secretariat=True, email="clerk+2@example.org")

    row = services.release(Proposal.objects.get(), by=other, now=timezone.now())

    assert row.looks_like_one_person


RAW = ("cochairterm", "membership", "representative", "processrules")


@pytest.mark.parametrize("model", RAW)
def test_no_raw_form_writes_past_the_steps(client, target, model):
    """Posted as a superuser would: nothing with a consequence changes, nothing comes or goes."""
    CoChairTermFactory(centre=target.centre)
    rows = {
        "cochairterm": CoChairTerm.objects.all(),
        "membership": Membership.objects.all(),
        "representative": Representative.objects.all(),
        "processrules": ProcessRules.objects.all(),
    }[model]
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    raw = {
        "centre": CentreFactory(member=model != "membership").pk,
        "user": UserFactory().pk,
        "role": "delegate",
        "valid_from": "2020-01-01",
        "began": "2020",
        "handed_over": "2021",
        "status": "ended",
        "membership_class": "associate",
        "answer_days": "1",
    }
    before = list(rows.order_by("pk").values())

    client.post(reverse(f"admin:members_{model}_add"), raw)
    for row in rows:
        form = "change" if model == "processrules" else "edit"
        client.post(reverse(f"admin:members_{model}_{form}", args=[row.pk]), raw)
        client.post(reverse(f"admin:members_{model}_delete", args=[row.pk]), {"post": "yes"})

    assert list(rows.order_by("pk").values()) == before
