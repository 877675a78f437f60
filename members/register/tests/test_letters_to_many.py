"""A letter to many: chosen people, two who agree, a while in which it can be stopped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from common import personal_data
from common.refusals import Refused
from common.tests.step_pages import fields, press, text
from knowledge_exchange.tests.factories import AttendanceFactory
from members.register import letters_to_many
from members.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox import audiences, kinds, services
from outbox.models import Circular, CircularStatus, Mail, MailStatus
from voting.tests.factories import cast, make_delegates, open_motion
from voting.tests.pages import Voter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ROLES = "members.roles"
DELEGATES = {"roles": ["delegate"], "countries": []}


@pytest.fixture
def desk():
    return UserFactory(secretariat=True)


@pytest.fixture
def network():
    """Delegates of two centres, an alternate, an observer and a head; Sweden leads."""
    sweden, spain = (
        CentreFactory(member=True, country=country, name=f"Centre {country}")
        for country in ("SE", "ES")
    )
    CoChairTermFactory(centre=sweden)
    return {
        name: RepresentativeFactory(centre=centre, role=role, user__name=name).user
        for name, centre, role in (
            ("Delegate SE", sweden, "delegate"),
            ("Alternate SE", sweden, "alternate"),
            ("Head SE", sweden, "head"),
            ("Delegate ES", spain, "delegate"),
            ("Observer ES", spain, "observer"),
        )
    }


@pytest.fixture
def written(desk):
    def written(choices=DELEGATES, *, audience=ROLES, leaves_at=None):
        return services.write_circular(
            audiences.find(audience),
            choices,
            subject="The site moves",
            text="It moves on Friday.",
            leaves_at=leaves_at,
            by=desk,
            now=NOW,
        )

    return written


def names(circular, now=NOW):
    return [one.name for one in audiences.reached(circular, now).people]


def sent(circular, **people):
    return letters_to_many.send(circular, **(people or two_people()), now=NOW)


# --- Whom it reaches --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "countries", "expected"),
    [
        (["delegate"], [], ["Delegate ES", "Delegate SE"]),
        (["delegate", "alternate"], ["SE"], ["Alternate SE", "Delegate SE"]),
        (["observer", "head"], [], ["Head SE", "Observer ES"]),
        (["co_chairs"], [], ["Delegate SE"]),
        (["co_chairs", "delegate"], ["SE"], ["Delegate SE"]),  # once, whatever chose them
    ],
)
def test_people_are_chosen_by_role_and_country(network, written, roles, countries, expected):
    assert names(written({"roles": roles, "countries": countries})) == expected


def test_the_secretariat_is_reached_as_well(desk, network, written):
    assert str(desk) in names(written({"roles": ["secretariat"], "countries": []}))


def test_whoever_has_left_is_not_chosen_and_a_locked_sign_in_is_left_out(network, written):
    circular = written()
    left, locked = network["Delegate ES"], network["Delegate SE"]
    left.representations.update(valid_until=NOW.date())
    locked.is_active = False
    locked.save()

    reached = audiences.reached(circular, NOW)

    assert reached.people == []
    assert [one.name for one in reached.locked] == ["Delegate SE"]


def test_applicants_are_chosen_by_how_far_their_application_has_come(written):
    ApplicationFactory(submitted=True, contact_email="a@example.org", contact_name="Ann")
    ApplicationFactory(contact_email="draft@example.org")

    circular = written({"statuses": ["submitted"]}, audience="members.applicants")

    assert [(one.to, one.user) for one in audiences.reached(circular, NOW).people] == [
        ("a@example.org", None)
    ]


def test_who_has_not_voted_is_chosen_reminded_and_no_longer_once_they_have(written):
    now = timezone.now()
    first, second = (one.user for one in make_delegates(2))
    motion = open_motion(now=now)
    circular = written({"motion": [str(motion.pk)]}, audience="voting.not_voted")
    assert {str(first), str(second)} <= set(names(circular, now))
    second.wants_reminders = False
    second.save()
    assert str(second) not in names(circular, now)
    letters_to_many.send(circular, **two_people(), now=now)
    letter = Mail.objects.about(circular).get(user=first)
    assert kinds.compose(letter, now).subject == "The site moves"

    cast(motion, Voter(first), "yes", at=now)

    assert kinds.compose(Mail.objects.get(pk=letter.pk), now) is None
    assert letter.kind == "outbox.reminder_to_many"


def test_who_has_not_answered_an_invitation_is_told_from_who_comes(written):
    silent = AttendanceFactory()
    coming = AttendanceFactory(meeting=silent.meeting, reply="online", replied_at=NOW)
    for row in (silent, coming):
        row.user.representations.update(valid_from=NOW.date() - timedelta(days=9))
    meeting = {"meeting": [str(silent.meeting.pk)]}

    assert names(written(meeting, audience="meetings.not_answered")) == [str(silent.user)]
    who = {**meeting, "who": ["comes"]}
    assert names(written(who, audience="meetings.participants")) == [str(coming.user)]
    everybody = {**meeting, "who": ["invited"]}
    assert len(names(written(everybody, audience="meetings.participants"))) == 2


def test_it_says_in_words_whom_it_is_for(network, written):
    circular = written({"roles": ["delegate", "co_chairs"], "countries": ["SE", "ES"]})

    assert circular.whom == "delegates and co-chairs from Sweden and Spain"


def test_choosing_asks_as_much_for_many_as_for_few(network, written, django_assert_max_num_queries):
    circular = written()
    for _number in range(5):
        RepresentativeFactory(centre=CentreFactory(member=True))

    with django_assert_max_num_queries(3):
        assert len(names(circular)) == 7


# --- Two people, and the held start -----------------------------------------------------


def test_two_people_send_it_and_it_leaves_after_a_while(network, written):
    people = two_people()
    circular = sent(written(), **people)

    letters = Mail.objects.about(circular)
    assert {letter.user for letter in letters} == {network["Delegate SE"], network["Delegate ES"]}
    assert {letter.due_at for letter in letters} == {NOW + timedelta(minutes=10)}
    assert (circular.proposed_by, circular.released_by) == (people["by"], people["released_by"])
    letter = kinds.compose(letters.first(), NOW)
    assert "It moves on Friday." in letter.text
    assert "the secretariat of the Network writes to: delegates." in letter.text


def test_it_leaves_at_the_time_that_was_chosen(network, written):
    later = NOW + timedelta(days=2)

    assert sent(written(leaves_at=later)).starts_at == later
    assert sent(written(leaves_at=NOW - timedelta(days=1))).starts_at > NOW


def test_nobody_sends_it_alone(desk, network, written):
    with pytest.raises(Refused, match="Nobody decides alone"):
        letters_to_many.send(written(), by=desk, released_by=desk, now=NOW)

    assert not Mail.objects.exists()


def test_words_that_changed_since_they_were_read_are_not_sent(network, written):
    circular = written()
    seen = letters_to_many.what_was_read(circular)
    words = {"subject": "The site moves", "text": "It moves today.", "leaves_at": None}
    services.revise_circular(circular, DELEGATES, **words)

    with pytest.raises(Refused, match="has changed"):
        letters_to_many.send(circular, **two_people(), **seen, now=NOW)


def test_a_letter_to_nobody_is_not_sent(written):
    with pytest.raises(Refused, match="Nobody would get this letter"):
        sent(written())


def test_what_is_released_is_neither_sent_twice_nor_changed_nor_dropped(desk, network, written):
    circular = sent(written())
    words = {"subject": "S", "text": "T", "leaves_at": None}

    for act in (
        lambda: sent(circular),
        lambda: services.revise_circular(circular, DELEGATES, **words),
        lambda: services.drop_circular(circular, by=desk, now=NOW),
    ):
        with pytest.raises(Refused, match="is released"):
            act()


def test_it_is_stopped_until_it_leaves_also_half_way(desk, network, written):
    circular = sent(written())
    gone = Mail.objects.about(circular).first()
    Mail.objects.filter(pk=gone.pk).update(status=MailStatus.SENT, sent_at=NOW)

    assert services.stop_circular(circular, by=desk, now=NOW) == 1

    circular.refresh_from_db()
    assert (circular.status, circular.stopped_by) == (CircularStatus.STOPPED, desk)
    statuses = Mail.objects.about(circular).values_list("status", flat=True)
    assert sorted(statuses) == ["cancelled", "sent"]
    with pytest.raises(Refused, match="nothing left to stop"):
        services.stop_circular(circular, by=desk, now=NOW)


def test_after_a_year_its_words_go_and_of_a_draft_nothing_stays(network, written):
    released, _draft = sent(written()), written()
    later = NOW + timedelta(days=400)

    done = {one.line.name: one.rows for one in personal_data.purge(later)}

    assert done["outbox.letters_to_many"] == 2
    assert Circular.objects.get().pk == released.pk
    assert "by the schedule" in Circular.objects.get().text
    assert dict(Circular.objects.values_list("pk", "choices")) == {released.pk: {}}


# --- The pages --------------------------------------------------------------------------


def page_of(circular):
    return reverse("admin:outbox_circular_change", args=[circular.pk])


def step_of(circular, name):
    return reverse("admin:outbox_circular_step", args=[circular.pk, name])


def test_from_the_first_word_to_the_release(client, desk, network, django_assert_max_num_queries):
    client.force_login(desk)
    assert "By role and country" in text(client.get(reverse("admin:outbox_circular_add")))
    address = f"{reverse('admin:outbox_circular_add')}?to={ROLES}"
    filled = {
        **fields(client.get(address), having="subject"),
        "to-roles": ["delegate"],
        "subject": "The site moves",
        "text": "It moves on Friday.",
    }

    client.post(address, filled)
    circular = Circular.objects.get()
    read = text(client.get(page_of(circular)))
    assert "2 people get it" in read
    assert "It moves on Friday." in read
    press(client, step_of(circular, "propose"), reason="The members should know.")
    assert "You proposed this." in text(client.get(step_of(circular, "release")))
    assert not Mail.objects.filter(about_id=circular.pk, kind="outbox.letter_to_many").exists()
    edit = reverse("admin:outbox_circular_edit", args=[circular.pk])
    assert client.get(edit).url == page_of(circular)

    client.force_login(UserFactory(secretariat=True))
    press(client, step_of(circular, "release"))

    circular.refresh_from_db()
    assert circular.is_released
    with django_assert_max_num_queries(20):
        assert "Waiting to leave" in text(client.get(page_of(circular)))
    press(client, step_of(circular, "stop"))
    assert "Stopped by" in text(client.get(page_of(circular)))


def test_a_draft_is_changed_and_dropped(client, desk, network, written):
    client.force_login(desk)
    circular = written()
    edit = reverse("admin:outbox_circular_edit", args=[circular.pk])

    filled = {**fields(client.get(edit), having="subject"), "to-roles": ["head"]}
    client.post(edit, {**filled, "subject": "It moves later"})
    circular.refresh_from_db()
    assert (circular.subject, circular.whom) == ("It moves later", "heads of centres")

    press(client, step_of(circular, "drop"))
    assert not Circular.objects.exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, desk, network):
    client.force_login(desk)
    address = f"{reverse('admin:outbox_circular_add')}?to={ROLES}"

    page = client.post(address, {"subject": "The site moves", "text": "Soon."})

    assert page.status_code == 200
    assert "The site moves" in page.content.decode()
    assert not Circular.objects.exists()
    assert client.get(f"{reverse('admin:outbox_circular_add')}?to=nobody").status_code == 404


def test_who_is_not_of_the_secretariat_writes_to_nobody(client, written):
    circular = written()
    client.force_login(UserFactory(staff=True))

    for address in (reverse("admin:outbox_circular_add"), page_of(circular)):
        assert client.get(address).status_code == 403


def test_every_audience_has_its_words_for_people():
    for audience in audiences.every():
        assert all([str(audience.label), str(audience.hint)]), audience.name
    assert admin.site.is_registered(Circular)
