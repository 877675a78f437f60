"""Keys are changed in the middle of a vote: the record goes on, and names and receipts stay."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from members.enums import RepresentativeRole
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from voting import services, verify
from voting.models import Ballot, RecordAlias
from voting.records import minutes, publishing, receipts
from voting.records.receipts import Finding
from voting.records.record_format import Signer, new_seed
from voting.tests.factories import cast, close, make_co_chair, make_delegates, open_motion
from voting.tests.pages import text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MIGRATION = "voting.migrations.0015_names_and_receipts_outlive_keys"


@pytest.fixture
def centres(db):
    chair, *others = make_delegates(3)
    return [make_co_chair(chair), *others]


def change_secret(settings, *, named=True):
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the key of a later year" * 3
    settings.SECRET_KEY_FALLBACKS = [former] if named else []


def holds(motion, *keys):
    document = json.loads(json.dumps(publishing.document(motion)))
    return verify.verify(document, keys=keys)


def bodies(motion, what):
    return [
        json.loads(body) for body in motion.record.filter(what=what).values_list("body", flat=True)
    ]


def test_a_vote_that_was_open_when_the_signing_key_changed_has_one_record_of_both(
    centres, settings, client
):
    first = Signer(settings.RECORD_SIGNING_KEY)
    motion = open_motion()
    cast(motion, centres[0])
    settings.RECORD_SIGNING_KEY = new_seed()
    second = Signer(settings.RECORD_SIGNING_KEY)

    cast(motion, centres[1])
    motion = close(motion)
    motion = services.certify(motion, by=centres[0].user, now=NOW + 20 * DAY, on=NOW.date())

    assert f"signatures: by {first.key_id}, {second.key_id}, which you trust" in holds(
        motion, first.key_id, second.key_id
    )
    for alone in (first, second):
        with pytest.raises(verify.WrongRecordError, match="not the one you trust"):
            holds(motion, alone.key_id)
    both = f"signed with the keys {first.key_id}, {second.key_id}, one after the other"
    assert both in " ".join(minutes.page_of(centres[0].user, motion).split())
    shown = text(client.get(reverse("voting:verifying")))
    assert shown.index(second.key_id) < shown.index("in use") < shown.index(first.key_id)
    assert shown.count("signed what is published from") == 2


def test_a_record_of_before_the_change_holds_by_the_former_key_alone(centres, settings):
    first = Signer(settings.RECORD_SIGNING_KEY)
    motion = open_motion()
    cast(motion, centres[0])
    motion = close(motion)
    settings.RECORD_SIGNING_KEY = new_seed()

    assert f"signatures: by {first.key_id}, which you trust" in holds(motion, first.key_id)
    assert publishing.keys_of(motion) == [first.key_id]
    assert [key.is_in_use for key in publishing.signing_keys()] == [True, False]
    assert publishing.unsigned_entries() == []


def test_the_list_of_keys_tells_nothing_of_a_vote_that_is_not_published(centres):
    motion = open_motion()
    cast(motion, centres[0])

    [key] = publishing.signing_keys()

    assert (key.is_in_use, key.first_at, key.last_at) == (True, None, None)


def test_an_entry_that_its_key_has_not_signed_is_found(centres, settings):
    motion = open_motion()
    opened = motion.record.get()
    opened.pk, opened.index, opened.hash = None, 1, "0" * 64
    opened.save(force_insert=True)

    assert publishing.unsigned_entries() == [(motion.pk, 1)]


@pytest.mark.parametrize("named", [True, False])
def test_a_secret_key_changed_in_mid_vote_renames_and_doubles_nobody(centres, settings, named):
    opener, colleague = UserFactory(secretariat=True), UserFactory(secretariat=True)
    motion = open_motion(by=opener)
    [opened] = bodies(motion, "opened")
    cast(motion, centres[1], "yes")
    leaving = centres[2]
    joining = RepresentativeFactory(centre=leaving.centre, role=RepresentativeRole.ALTERNATE)
    change_secret(settings, named=named)

    cast(motion, centres[1], "no", at=NOW + DAY)
    proposed = services.propose_replacement(
        motion,
        leaving=leaving.user,
        joining=joining.user,
        reason="Another job.",
        by=opener,
        clock=lambda: NOW + DAY,
    )
    services.confirm_amendment(proposed, by=colleague, clock=lambda: NOW + DAY)
    motion = close(motion)

    [first], [second] = bodies(motion, "cast"), bodies(motion, "changed")
    [amended] = bodies(motion, "amended")
    assert first["by"] == second["by"]
    assert opened["by"] == amended["proposed_by"] != amended["by"]
    on_the_roll = {alias for line in opened["frozen"]["roll"] for alias, _role in line["voters"]}
    assert amended["leaving"] in on_the_roll
    assert len(set(motion.aliases.values_list("alias", flat=True))) == motion.aliases.count() == 6
    assert holds(motion)


def test_no_person_has_two_names_and_no_name_two_people(centres):
    motion, stranger = open_motion(), UserFactory()
    known = motion.aliases.first()

    for facts in (
        {"user": known.user, "alias": "another"},
        {"user": stranger, "alias": known.alias},
        {"user": stranger, "alias": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordAlias.objects.create(motion=motion, **facts)


@pytest.mark.parametrize("changed", [False, True])
def test_names_and_receipts_of_before_are_kept_by_the_keys_that_made_them(
    centres, settings, changed
):
    opener = UserFactory(secretariat=True)
    motion = open_motion(by=opener)
    ballot = cast(motion, centres[1])
    names = set(motion.aliases.values_list("user", "alias"))
    RecordAlias.objects.all().delete()
    Ballot.objects.update(receipt_key="")
    if changed:
        change_secret(settings)

    migration = import_module(MIGRATION)
    migration.keep_names(apps, None)
    migration.say_which_key(apps, None)

    assert set(motion.aliases.values_list("user", "alias")) == names
    assert opener.pk in dict(names)
    assert Ballot.objects.get().receipt_key == ballot.receipt_key


def test_what_no_key_of_ours_made_gets_no_name_and_no_key(centres, settings):
    opener = UserFactory(secretariat=True)
    motion = open_motion(by=opener)
    cast(motion, centres[1])
    RecordAlias.objects.all().delete()
    Ballot.objects.update(receipt_key="")
    change_secret(settings, named=False)

    migration = import_module(MIGRATION)
    migration.keep_names(apps, None)
    migration.say_which_key(apps, None)

    assert not motion.aliases.filter(user=opener).exists()
    assert motion.aliases.count() == 3  # of the roll, where they stand already
    assert receipts.check(Ballot.objects.get()) == Finding.CANNOT_BE_CHECKED
