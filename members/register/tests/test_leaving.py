"""A centre leaves on a day ahead: planned by its own act, undone until then, done once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from common.dates import network_day
from common.refusals import Refused
from members.models import MembershipEvent, PlannedLeaving, Representative
from members.register.services import leaving
from members.tests.at_once import all_at_once
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from members.tests.signing_in import sign_in_again
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db
DAY = network_day(NOW) + timedelta(days=59)
ON_THE_DAY = NOW + timedelta(days=59)


@pytest.fixture
def delegate():
    return RepresentativeFactory(centre__mailbox="office@centre.example")


def plan(delegate, *, by=None, **changes):
    facts = {"on": DAY, "reason": "By decision of the ministry.", "now": NOW, **changes}
    return leaving.plan(delegate.centre, by=by or delegate.user, **facts)


def status_of(delegate):
    return delegate.centre.memberships.get().status


def test_a_planned_leaving_takes_effect_on_its_day_and_once(delegate):
    plan(delegate)
    leaving.leave_on_the_day(ON_THE_DAY - timedelta(days=1))
    assert status_of(delegate) == "active"

    leaving.leave_on_the_day(ON_THE_DAY)
    leaving.leave_on_the_day(ON_THE_DAY + timedelta(days=1))

    membership = delegate.centre.memberships.get()
    assert (membership.status, membership.ended) == ("ended", DAY.isoformat())
    event = MembershipEvent.objects.get()
    assert (event.basis, event.by, event.released_by) == ("own_act", delegate.user, None)
    assert not Representative.objects.acting(DAY).filter(centre=delegate.centre).exists()
    mail = Mail.objects.get(kind="members.membership_changed")
    assert f"The centre planned it itself, by {delegate.user}." in compose(mail, NOW).text


def test_a_day_that_was_missed_stays_the_day(delegate):
    plan(delegate)

    leaving.leave_on_the_day(ON_THE_DAY + timedelta(days=9))

    assert delegate.centre.memberships.get().ended == DAY.isoformat()


def test_it_is_undone_until_the_day_by_whoever_leads_and_told_both_times(delegate, settings):
    head = RepresentativeFactory(centre=delegate.centre, role="head")
    planned = plan(delegate)

    leaving.undo(planned, by=head.user, now=NOW)
    leaving.leave_on_the_day(ON_THE_DAY)

    assert status_of(delegate) == "active"
    with pytest.raises(Refused, match="nothing to undo"):
        leaving.undo(planned, by=head.user, now=NOW)
    mails = Mail.objects.filter(kind="members.leaving_changed")
    everybody = {delegate.user.email, head.user.email, "office@centre.example"}
    for what in ("planned", "undone"):
        told = {mail.to for mail in mails if mail.details["what"] == what}
        assert told == {*everybody, settings.CONTACT_EMAIL}
    assert plan(delegate)


@pytest.mark.parametrize("role", ["alternate", "observer", "other", "secretariat", "superuser"])
def test_nobody_else_plans_it_or_undoes_it(delegate, role):
    by = {
        "other": lambda: RepresentativeFactory().user,
        "secretariat": lambda: UserFactory(secretariat=True),
        "superuser": lambda: UserFactory(is_staff=True, is_superuser=True),
    }.get(role, lambda: RepresentativeFactory(centre=delegate.centre, role=role).user)()

    with pytest.raises(Refused, match="delegate or the head"):
        plan(delegate, by=by)
    planned = plan(delegate)
    with pytest.raises(Refused, match="delegate or the head"):
        leaving.undo(planned, by=by, now=NOW)


def test_a_plan_needs_a_day_ahead_and_a_reason_and_there_is_one(delegate):
    with pytest.raises(Refused, match="later day"):
        plan(delegate, on=network_day(NOW))
    with pytest.raises(Refused, match="Give the reason"):
        plan(delegate, reason=" ")
    plan(delegate)
    with pytest.raises(Refused, match="planned already"):
        plan(delegate)


def test_what_ended_otherwise_meanwhile_does_not_end_twice(delegate):
    planned = plan(delegate)
    delegate.centre.memberships.update(status="ended", ended="2026-12")

    leaving.leave_on_the_day(ON_THE_DAY)

    planned.refresh_from_db()
    assert planned.done_at == ON_THE_DAY
    assert not MembershipEvent.objects.exists()


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("has_a_reason", {"reason": ""}),
        ("is_undone_by_somebody_or_done", {"undone_at": NOW}),
        ("is_undone_by_somebody_or_done", {"undone_at": NOW, "undone_by": 1, "done_at": NOW}),
    ],
)
def test_the_database_knows_what_a_plan_is(delegate, constraint, changes):
    planned = plan(delegate)
    changes = {name: delegate.user if to == 1 else to for name, to in changes.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PlannedLeaving.objects.filter(pk=planned.pk).update(**changes)


@pytest.mark.parametrize("by", ["nobody", "two"])
def test_the_database_knows_a_centres_own_act(delegate, by):
    people = {"nobody": {}, "two": {"by": delegate.user, "released_by": UserFactory()}}[by]
    facts = {"at": NOW, "status": "ended", "membership_class": "member", "basis": "own_act"}
    with (
        pytest.raises(IntegrityError, match="by_a_vote_or_by_two_people"),
        transaction.atomic(),
    ):
        delegate.centre.memberships.get().events.create(**facts, **people)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_end_it_once():
    planned = plan(RepresentativeFactory())

    all_at_once(*[lambda: leaving.leave(planned, now=ON_THE_DAY)] * 3)

    assert MembershipEvent.objects.filter(status="ended").count() == 1


# --- The page


def page(delegate):
    return reverse("members:plan_leaving", args=[delegate.centre.slug])


def test_the_page_asks_to_sign_in_again_then_plans_and_undoes(client, delegate):
    typed = {"on": network_day(timezone.now()) + timedelta(days=30), "reason": "By decree."}
    client.force_login(delegate.user)
    asked = client.post(page(delegate), typed)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not PlannedLeaving.objects.exists()

    sign_in_again(client, delegate.user)
    shown = client.post(page(delegate), typed, follow=True).content.decode()
    own = client.get(delegate.centre.get_absolute_url()).content.decode()

    assert "Your centre leaves the Network on" in shown
    assert "Your centre leaves the Network on" in own
    client.post(page(delegate), {"undo": "yes"})
    assert not PlannedLeaving.objects.open().exists()


@pytest.mark.parametrize(
    ("role", "code"),
    [("alternate", 403), ("observer", 403), ("head", 200), ("other", 404), ("public", 302)],
)
def test_the_page_is_for_whoever_leads_the_centre(client, delegate, role, code):
    if role == "other":
        client.force_login(RepresentativeFactory().user)
    elif role != "public":
        client.force_login(RepresentativeFactory(centre=delegate.centre, role=role).user)

    assert client.get(page(delegate)).status_code == code
