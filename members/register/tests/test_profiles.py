"""A profile changes when the secretariat accepts it, and nobody loses what they typed."""

import pytest

from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from members.enums import Side
from members.models import ProfileChange
from members.register.services import profiles
from members.tests.at_once import all_at_once
from members.tests.factories import (
    NOW,
    CentreFactory,
    CentreLinkFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate():
    centre = CentreFactory(member=True, about="We advise cities.", mailbox="info@example.org")
    CentreLinkFactory(centre=centre)
    return RepresentativeFactory(centre=centre)


def seen(centre):
    return fingerprint(profiles.start_of(profiles.open_change(centre), centre))


def write(person, *, at=None, **changes):
    centre = person.centre
    written = profiles.start_of(profiles.open_change(centre), centre) | changes
    return profiles.save(centre, written, seen=at or seen(centre), by=person.user, now=NOW)


def submitted(person, **changes):
    write(person, **changes)
    return profiles.submit(person.centre, seen=seen(person.centre), by=person.user, now=NOW)


def settle(change, act, by, **how):
    change.refresh_from_db()
    return act(change, **how, seen=profiles.version_of(change), by=by, now=NOW)


def published(centre):
    return profiles.content(type(centre).objects.get(pk=centre.pk))


def test_nothing_is_published_before_the_secretariat_accepts(delegate, secretariat):
    before = published(delegate.centre)
    change = submitted(delegate, about="We advise everybody.", languages=["de", "en"], links=[])
    assert published(delegate.centre) == before

    settle(change, profiles.accept, secretariat)

    assert published(delegate.centre) == before | {
        "about": "We advise everybody.",
        "languages": ["de", "en"],
        "links": [],
    }
    told = Mail.objects.get(kind="members.profile_accepted")
    assert "is published" in compose(told, NOW).subject
    version = delegate.centre.profile_versions.get()
    assert (version.side, version.fields) == (Side.CENTRE, ["about", "languages", "links"])


def test_both_sides_get_mails(delegate, secretariat, settings):
    head = RepresentativeFactory(centre=delegate.centre, role="head")
    RepresentativeFactory(centre=delegate.centre, role="observer")
    change = submitted(delegate, about="New.")
    to_desk = Mail.objects.get(kind="members.profile_submitted")
    assert to_desk.to == settings.CONTACT_EMAIL
    assert "changes its profile" in compose(to_desk, NOW).subject

    settle(change, profiles.give_back, secretariat, note="Which cities?")

    for kind in ("members.profile_received", "members.profile_returned"):
        assert {mail.user for mail in Mail.objects.filter(kind=kind)} == {delegate.user, head.user}
    letter = compose(Mail.objects.filter(kind="members.profile_returned").first(), NOW)
    assert "Which cities?" in letter.text
    assert compose(Mail.objects.get(pk=to_desk.pk), NOW) is None


def test_a_returned_change_keeps_what_was_written_and_is_submitted_again(delegate, secretariat):
    change = submitted(delegate, about="New.")
    settle(change, profiles.give_back, secretariat, note="Which cities?")

    again = submitted(delegate, about="New cities.")

    assert again.pk == change.pk
    assert settle(again, profiles.accept, secretariat).settled_by == secretariat
    assert published(delegate.centre)["about"] == "New cities."


def test_two_who_edit_the_same_change_overwrite_nothing(delegate):
    colleague = RepresentativeFactory(centre=delegate.centre, role="alternate")
    opened = seen(delegate.centre)
    write(delegate, about="By the delegate.", at=opened)

    with pytest.raises(Conflict) as conflict:
        write(colleague, about="By the alternate.", at=opened)

    assert conflict.value.stored["about"] == "By the delegate."
    assert conflict.value.saved.by == delegate.user
    assert ProfileChange.objects.get().proposed["about"] == "By the delegate."
    write(colleague, about="By both.")
    assert ProfileChange.objects.get().saved_by == colleague.user


def test_sending_the_same_twice_changes_nothing(delegate):
    opened = seen(delegate.centre)
    first = write(delegate, about="New.", at=opened)

    assert write(delegate, about="New.", at=opened).pk == first.pk


def test_what_was_submitted_is_not_written_on_unless_taken_back(delegate):
    submitted(delegate, about="New.")
    with pytest.raises(Refused, match="Take it back"):
        write(delegate, about="Newer.")

    profiles.take_back(delegate.centre, by=delegate.user, now=NOW)

    assert write(delegate, about="Newer.").status == "draft"


def test_only_what_was_read_is_submitted(delegate):
    write(delegate, about="New.")
    opened = seen(delegate.centre)
    write(delegate, about="Newer.")

    with pytest.raises(Refused, match="colleague changed the text"):
        profiles.submit(delegate.centre, seen=opened, by=delegate.user, now=NOW)


def test_a_change_without_a_difference_is_not_submitted_but_a_message_is(delegate):
    write(delegate, message="")
    with pytest.raises(Refused, match="Nothing differs"):
        profiles.submit(delegate.centre, seen=seen(delegate.centre), by=delegate.user, now=NOW)

    assert submitted(delegate, message="Our host has a new name.").is_submitted


def test_a_withdrawn_change_stays_on_record_and_another_may_begin(delegate):
    change = write(delegate, about="New.")

    profiles.withdraw(delegate.centre, by=delegate.user, now=NOW)

    change.refresh_from_db()
    assert (change.status, change.proposed["about"]) == ("withdrawn", "New.")
    assert write(delegate, about="Other.").pk != change.pk


def test_accepting_leaves_alone_what_the_centre_did_not_touch(delegate, secretariat):
    change = submitted(delegate, about="New.")
    profiles.publish(change.centre, {"mailbox": "desk@example.org"})

    settle(change, profiles.accept, secretariat)

    assert published(delegate.centre)["mailbox"] == "desk@example.org"
    assert published(delegate.centre)["about"] == "New."


def test_a_profile_that_moved_on_is_noticed(delegate, secretariat):
    change = submitted(delegate, about="New.")
    shown = profiles.version_of(change)
    profiles.publish(change.centre, {"about": "By the secretariat."})

    assert profiles.moved_on(change, profiles.content(change.centre)) == ["about"]
    with pytest.raises(Refused, match="moved on"):
        profiles.accept(change, seen=shown, by=secretariat, now=NOW)


def test_it_is_settled_once_and_by_the_secretariat(delegate, secretariat):
    change = submitted(delegate, about="New.")
    with pytest.raises(Refused):
        settle(change, profiles.accept, delegate.user)
    with pytest.raises(Refused, match="Say in the note"):
        settle(change, profiles.give_back, secretariat, note=" ")
    settle(change, profiles.accept, secretariat)

    for act, how in ((profiles.accept, {}), (profiles.give_back, {"note": "No."})):
        with pytest.raises(Refused, match="no longer possible"):
            settle(change, act, secretariat, **how)
    with pytest.raises(Refused, match="No change is open"):
        profiles.take_back(delegate.centre, by=delegate.user, now=NOW)


@pytest.mark.parametrize("role, may", [("alternate", True), ("head", True), ("observer", False)])
def test_delegates_alternates_and_heads_write(role, may):
    person = RepresentativeFactory(role=role)
    if may:
        assert write(person, about="New.")
    else:
        with pytest.raises(Refused):
            write(person, about="New.")


def test_neither_strangers_nor_the_secretariat_write_for_a_centre(delegate, secretariat):
    for user in (UserFactory(), RepresentativeFactory().user, secretariat):
        with pytest.raises(Refused):
            profiles.save(delegate.centre, {}, seen="", by=user, now=NOW)


def test_the_history_of_a_profile_names_no_person(delegate, secretariat):
    settle(submitted(delegate, about="New."), profiles.accept, secretariat)
    profiles.note_edit(delegate.centre, {**profiles.content(delegate.centre), "about": ""}, now=NOW)

    versions = list(delegate.centre.profile_versions.values())

    assert [version["number"] for version in versions] == [2, 1]
    assert set(versions[0]) == {"id", "centre_id", "number", "at", "side", "fields"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one_change():
    people = RepresentativeFactory.create_batch(1)
    people += [RepresentativeFactory(centre=people[0].centre, role="alternate")]
    opened = seen(people[0].centre)

    outcomes = all_at_once(
        *[lambda it=it: write(it, about=f"By {it.role}.", at=opened) for it in people]
    )

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert ProfileChange.objects.count() == 1
