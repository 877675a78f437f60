"""The record of a vote learns by a tick who stopped speaking for a centre, and who came."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from common.dates import database_time, network_day
from members.models import Representative
from members.register import lock_links
from members.register.services import accounts, representing
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import services as outbox
from outbox.models import Mail
from voting import services, tasks, verify
from voting.models import Motion, RollVoter
from voting.permissions import entry_of
from voting.records import publishing
from voting.tests.factories import (
    cast,
    close,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_observer,
    make_rule_set,
    open_motion,
)
from voting.tests.pages import text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def delegate():
    return make_delegates(3)[0]


@pytest.fixture
def motion(delegate):
    return open_motion(now=timezone.now())


def hand_over(delegate, email="next@example.org", *, by=None, on=None, **people):
    now = database_time()
    facts = {"on": on or network_day(now), "by": by or delegate.user, **people}
    return representing.hand_over(delegate, name="Next", email=email, **facts, now=now)


def end(person, by):
    now = database_time()
    return representing.end(person, on=network_day(now), by=by, now=now)


def told(motion):
    """Each entry of the record, with the units' people by their aliases."""
    names = ("by", "role", "leaving", "joining")
    bodies = [(row.what, json.loads(row.body)) for row in motion.record.all()]
    return [(what, {key: body[key] for key in names if key in body}) for what, body in bodies]


def alias(motion, person):
    return RollVoter.objects.get(entry__motion=motion, user=person.user).alias


def test_a_tick_records_who_left_by_the_register_and_by_an_alias(delegate, motion):
    alternate = make_alternate(delegate)  # on no roll
    end(delegate, delegate.user)

    tasks.follow_the_register()
    tasks.follow_the_register()  # a second one finds nothing to do

    gone = alias(motion, delegate)
    assert told(motion)[1:] == [("removed", {"by": "", "role": "register", "leaving": gone})]
    event = motion.events.get(what="removed")
    assert (event.by, event.unit, event.note) == (None, "AT", "")
    assert entry_of(alternate.user, motion) is None
    assert delegate.user.name not in json.dumps(publishing.document(motion))


def test_where_the_centre_hands_over_the_successor_takes_the_place(delegate, motion):
    heir = hand_over(delegate)

    tasks.follow_the_register()

    gone, comes = alias(motion, delegate), alias(motion, heir)
    assert told(motion)[1:] == [
        ("removed", {"by": "", "role": "register", "leaving": gone}),
        ("replaced", {"by": "", "role": "register", "leaving": gone, "joining": comes}),
    ]
    row = RollVoter.objects.get(user=heir.user)
    assert (row.follows.user, row.centre, row.role) == (delegate.user, delegate.centre, "delegate")


def test_the_record_of_a_vote_with_a_hand_over_verifies_from_end_to_end(delegate, motion):
    cast(motion, delegate, "no", at=database_time())
    heir = hand_over(delegate)
    cast(motion, heir, "yes", at=database_time())  # before any tick
    later = close(motion)
    services.confirm(later, by=heir.user, clock=lambda: later.closed_at)

    what = [what for what, _people in told(motion)]
    assert what[:5] == ["opened", "cast", "removed", "replaced", "changed"]
    assert what[5:] == ["closed", "disclosed", "confirmed"]
    lines = verify.verify(publishing.document(motion))
    assert "recounted: yes 1, no 0, abstain 0, entitled 3, recused 0" in lines


def test_a_successor_confirms_the_line_of_a_vote_that_closed_before(delegate, motion):
    cast(motion, delegate, at=database_time())
    closed = close(motion)
    heir, clock = hand_over(delegate), lambda: closed.closed_at

    assert services.confirm(closed, by=heir.user, clock=clock).entry.unit == "AT"
    assert verify.verify(publishing.document(motion))


def test_one_after_the_other_hands_over_before_a_tick_comes(delegate, motion):
    """Beat has slept for a day."""
    second = hand_over(delegate, "second@example.org")
    Representative.objects.filter(pk=delegate.pk).update(
        valid_until=network_day(timezone.now()) - DAY
    )
    Representative.objects.filter(pk=second.pk).update(valid_from=network_day(timezone.now()) - DAY)
    third = hand_over(Representative.objects.get(pk=second.pk), "third@example.org")

    tasks.follow_the_register()

    what = [what for what, _people in told(motion)]
    assert what == ["opened", "removed", "replaced", "removed", "replaced"]
    assert cast(motion, third, at=database_time()).entry.unit == "AT"
    assert entry_of(second.user, motion) is None
    assert verify.verify(publishing.document(motion))


def test_an_alternate_on_the_roll_who_becomes_the_delegate_keeps_the_place(delegate):
    alternate = make_alternate(delegate)
    motion = open_motion(now=timezone.now())
    heir = hand_over(delegate, alternate.user.email)

    tasks.follow_the_register()

    assert [what for what, _people in told(motion)] == ["opened", "removed"]
    assert cast(motion, heir, at=database_time()).entry.unit == "AT"


def test_who_hands_over_and_stays_as_alternate_keeps_a_vote_beside_the_successor(delegate, motion):
    heir = hand_over(delegate)
    stays = RepresentativeFactory(
        centre=delegate.centre,
        user=delegate.user,
        role="alternate",
        valid_from=network_day(timezone.now()),
    )

    tasks.follow_the_register()

    what = [what for what, _people in told(motion)]
    assert what == ["opened", "removed", "replaced", "returned"]
    cast(motion, heir, "yes", at=database_time())
    cast(motion, stays, "no", at=database_time())
    assert verify.verify(publishing.document(motion))


def test_a_hand_over_by_the_secretariat_puts_nobody_on_an_open_roll(delegate, motion):
    heir = hand_over(delegate, by=UserFactory(secretariat=True), released_by=delegate.user)

    tasks.follow_the_register()

    assert [what for what, _people in told(motion)] == ["opened", "removed"]
    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(motion, heir, at=database_time())


def test_a_hand_over_of_a_later_day_holds_from_that_day(delegate, motion):
    tomorrow = network_day(timezone.now()) + DAY
    heir = hand_over(delegate, on=tomorrow)

    tasks.follow_the_register()

    assert [what for what, _people in told(motion)] == ["opened"]
    assert cast(motion, delegate, at=database_time()).entry.unit == "AT"
    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(motion, heir, at=database_time())
    assert cast(motion, heir, "no", at=database_time() + DAY).is_a_change


def test_a_record_in_the_first_format_gets_no_entry_and_no_successor(delegate, motion):
    Motion.objects.update(record_format=1)
    heir = hand_over(delegate)

    tasks.follow_the_register()

    assert [what for what, _people in told(motion)] == ["opened"]
    assert motion.events.filter(what="removed").exists()
    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(motion, heir, at=database_time())


def test_what_is_decided_is_followed_no_more(delegate, motion):
    chair = make_co_chair(Representative.objects.exclude(pk=delegate.pk).first()).user
    people = {"by": UserFactory(secretariat=True), "released_by": chair}
    services.withdraw(motion, reasons="Wrong.", **people, now=database_time())
    end(delegate, delegate.user)

    assert services.follow_the_register(motion, now=database_time()) == []


def test_who_comes_back_after_the_certification_adds_nothing_to_its_record(delegate):
    """Nothing says in the record that they returned: it is followed no more."""
    now, clerk = database_time(), UserFactory(secretariat=True)
    chair = make_co_chair(Representative.objects.exclude(pk=delegate.pk).first())
    motion = open_motion(now=now)
    accounts.lock(delegate.user, reason="Lost.", by=clerk, now=now)
    closed = services.close(motion, now=motion.closes_at)
    services.follow_the_register(closed, now=closed.closed_at)
    at = {"now": closed.closed_at, "on": closed.closed_at.date()}
    services.certify(closed, reasons="Not carried.", by=chair.user, **at)
    pair = {"by": clerk, "released_by": UserFactory(secretariat=True)}
    accounts.unlock(delegate.user, reason="Found.", **pair, now=now)

    with pytest.raises(services.Refused, match="could not act for your centre"):
        services.contest(closed, reason="Wrong.", by=delegate.user, clock=lambda: at["now"])

    assert verify.verify(publishing.document(Motion.objects.get()))


# --- Letters ----------------------------------------------------------------------------


def test_everybody_who_acts_for_the_centre_is_told_and_the_successor_is_asked(
    delegate, motion, mailoutbox
):
    observer = make_observer(delegate)
    heir = hand_over(delegate)

    tasks.follow_the_register()
    outbox.deliver_due(database_time)

    def readers(words):
        return {letter.to[0] for letter in mailoutbox if words in letter.subject}

    own = {heir.user.email, observer.user.email}
    assert readers(f"{delegate.user} no longer votes for") == own
    assert readers("Next now votes for") == own
    assert Mail.objects.filter(kind="voting.opened", user=heir.user).count() == 1
    assert Mail.objects.filter(kind="voting.reminder", user=heir.user).exists()


def test_where_nobody_is_left_the_secretariat_hears_of_it(delegate, motion, mailoutbox, settings):
    end(delegate, delegate.user)

    tasks.follow_the_register()
    outbox.deliver_due(database_time)

    (letter,) = [letter for letter in mailoutbox if "no longer votes for" in letter.subject]
    assert letter.to == [settings.CONTACT_EMAIL]
    assert "Nobody votes for the centre now." in letter.body


def test_who_left_gets_no_reminder_and_no_result(delegate, motion):
    end(delegate, delegate.user)
    close(motion)

    assert not Mail.objects.filter(kind="voting.closed", user=delegate.user).exists()


# --- What pages say before somebody leaves ----------------------------------------------


@pytest.mark.parametrize("role", ["delegate", "secretariat"])
def test_the_page_that_ends_a_role_names_the_open_votes(delegate, motion, client, role):
    user = delegate.user if role == "delegate" else UserFactory(secretariat=True)
    client.force_login(user)
    places = [delegate.centre.slug, delegate.pk]
    page = (
        reverse("members:end_representative", args=places)
        if role == "delegate"
        else reverse("admin:members_representative_step", args=[delegate.pk, "end"])
    )

    shown = text(client.get(page))

    assert motion.title in shown
    assert "The centre has not voted yet." in shown
    assert "Nobody else can act for the centre in it" in shown


def test_the_page_that_hands_over_says_that_the_successor_takes_the_place(delegate, client):
    alternate = make_alternate(delegate)
    motion = open_motion(now=timezone.now())
    cast(motion, delegate, at=database_time())
    client.force_login(delegate.user)
    places = [delegate.centre.slug, delegate.pk]

    shown = text(client.get(reverse("members:hand_over_delegate", args=places)))

    assert "The centre has voted." in shown
    assert f"{alternate.user} can act for the centre as well." in shown
    assert "The successor takes the place on the roll from the first day on." in shown


def test_the_page_on_which_a_centre_leaves_names_the_open_votes(delegate, motion, client):
    client.force_login(delegate.user)

    shown = text(client.get(reverse("members:plan_leaving", args=[delegate.centre.slug])))

    assert motion.title in shown
    assert "The centre has not voted yet." in shown
    assert "Its line stays on the roll" in shown


@pytest.mark.parametrize("page", ["colleague", "link", "secretariat"])
def test_the_page_that_locks_a_sign_in_names_the_open_votes(delegate, motion, client, page):
    observer = make_observer(delegate)
    where = {
        "colleague": reverse("members:lock_colleague", args=[delegate.centre.slug, delegate.pk]),
        "link": lock_links.path_for(lock_links.token_for(delegate.user)),
        "secretariat": reverse("admin:members_user_step", args=[delegate.user.pk, "lock"]),
    }[page]
    if page != "link":
        client.force_login(observer.user if page == "colleague" else UserFactory(secretariat=True))

    shown = text(client.get(where))

    assert motion.title in shown
    assert "From then on the person acts in none of them." in shown
    assert "Nobody else can act for the centre in it" in shown


def test_other_steps_of_a_sign_in_name_no_votes(delegate, motion, client):
    accounts.lock(delegate.user, reason="x", by=UserFactory(secretariat=True), now=timezone.now())
    client.force_login(UserFactory(secretariat=True))
    page = reverse("admin:members_user_step", args=[delegate.user.pk, "unlock"])

    assert "Votes that are not decided yet" not in text(client.get(page))


def test_without_open_votes_the_page_names_none(delegate, client):
    client.force_login(delegate.user)
    places = [delegate.centre.slug, delegate.pk]

    shown = text(client.get(reverse("members:end_representative", args=places)))

    assert "Votes that are not decided yet" not in shown


# --- Votes that are open at the update --------------------------------------------------


@pytest.mark.parametrize("unit", ["country", "centre"])
def test_records_begun_so_far_keep_their_format_and_voters_get_their_centre(delegate, unit):
    motion = open_motion(now=timezone.now(), rule_set=make_rule_set(unit=unit))
    stood = dict(RollVoter.objects.values_list("pk", "centre"))
    RollVoter.objects.update(centre=None)

    update = import_module("voting.migrations.0011_records_and_centres_of_rolls_so_far")
    update.fill(apps, None)

    motion.refresh_from_db()
    assert motion.record_format == 1
    assert dict(RollVoter.objects.values_list("pk", "centre")) == stood
    assert None not in stood.values()
