"""Drills: each key of the site is changed while people are in the middle of something."""

import base64
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from common.encryption import fingerprint
from knowledge_exchange.discovery.services import subscribing
from knowledge_exchange.tests.factories import SubscriptionFactory
from members.applications import codes
from members.applications.tests.test_applicant_pages import owner_of
from members.models import Collaborator
from members.register import lock_links
from members.register.password_links import PasswordLinks
from members.register.second_step_adapter import SecondStepAdapter
from members.tests.factories import ApplicationFactory, UserFactory
from voting.models import Ballot, RecordEntry
from voting.records import receipts
from voting.records.receipts import Finding
from voting.records.record_format import Signer
from voting.tests.factories import cast, make_delegates, open_motion

pytestmark = pytest.mark.django_db
SEED = "JBSWY3DPEHPK3PXP"


def printed(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def put_in(settings, kind):
    """What an operator does with the lines that `new_key` prints."""
    lines = [line for line in printed("new_key", kind).splitlines() if not line.startswith("#")]
    for name, _, value in (line.partition("=") for line in lines if line):
        is_list = name in ("SECRET_KEY_FALLBACKS", "ENCRYPTION_KEYS")
        setattr(settings, name, value.split(",") if is_list else value)


def second_step(user):
    kept = {"secret": SecondStepAdapter().encrypt(SEED)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=kept)


def opens(step):
    step.refresh_from_db()
    return SecondStepAdapter().decrypt(step.data["secret"]) == SEED


@pytest.fixture
def underway(client, settings):
    """A session, links of every kind, a second step and a ballot, all by the key of today."""
    settings.ENCRYPTION_KEYS = []
    [delegate] = make_delegates(1)
    motion = open_motion(now=timezone.now())
    cast(motion, delegate, at=timezone.now())
    client.force_login(delegate.user)
    user = delegate.user
    subscription, person = SubscriptionFactory(), owner_of(ApplicationFactory())
    links = PasswordLinks()
    made = {
        "applicant": person.link_token,
        "code": codes.code(person),
        "password": links.make_token(user),
        "lock": lock_links.token_for(user),
        "subscription": subscribing.token(subscription),
    }
    step = second_step(user)
    own_page = reverse("members:preferences")

    def state():
        return {
            "session": client.get(own_page).status_code == 200,
            "applicant": Collaborator.objects.by_link(made["applicant"]).exists(),
            "code": codes.is_right(person, made["code"]),
            "password": links.check_token(user, made["password"]),
            "lock": lock_links.user_of(made["lock"]) == user,
            "subscription": subscribing.by_token(made["subscription"]) == subscription,
            "second step": opens(step),
            "receipt": receipts.check(Ballot.objects.get()) == Finding.HOLDS,
        }

    assert all(state().values())
    return state


def test_a_new_secret_key_ends_nothing_until_the_former_one_is_dropped(underway, settings):
    former = settings.SECRET_KEY

    put_in(settings, "secret")

    assert former != settings.SECRET_KEY
    assert [name for name, works in underway().items() if not works] == []
    told = printed("check_keys")
    assert f"{fingerprint(former)}  former  receipts 1, second steps 1, sessions 0" in told
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CommandError, match="1 receipts cannot be checked.*1 secrets of second"):
        printed("check_keys")
    # The page that was asked for meanwhile has written the session with the new key.
    assert [name for name, works in underway().items() if works] == ["session"]
    assert receipts.check(Ballot.objects.get()) == Finding.CANNOT_BE_CHECKED


def test_a_session_goes_over_to_the_new_secret_key_when_it_is_used(client, settings):
    client.force_login(UserFactory())
    former = settings.SECRET_KEY
    put_in(settings, "secret")
    assert f"{fingerprint(former)}  former  receipts 0, second steps 0, sessions 1" in printed(
        "check_keys"
    )

    client.get(reverse("members:preferences"))

    told = printed("check_keys")
    assert f"{fingerprint(settings.SECRET_KEY)}  in use  " in told
    assert "nothing that is kept here needs it any more" in told


def test_encryption_keys_are_changed_one_after_the_other_and_second_steps_go_on(settings):
    settings.ENCRYPTION_KEYS = []
    step = second_step(UserFactory())
    for _ in range(2):  # the first one at all, and its successor
        put_in(settings, "encryption")
        assert opens(step)
        printed("encrypt_again")
        newest = settings.ENCRYPTION_KEYS[0]
        assert f"{fingerprint(newest)}  in use  second steps 1" in printed("check_keys")

    former = settings.ENCRYPTION_KEYS.pop()

    assert former != settings.ENCRYPTION_KEYS[0]
    assert opens(step)
    assert "Nothing has lost its key." in printed("check_keys")


def test_a_former_encryption_key_that_is_dropped_too_early_is_told(settings):
    settings.ENCRYPTION_KEYS = ["the first"]
    step = second_step(UserFactory())
    put_in(settings, "encryption")

    told = printed("check_keys")
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]

    assert f"{fingerprint('the first')}  former  second steps 1" in told
    assert not opens(step)
    with pytest.raises(CommandError, match="1 secrets of second steps are opened by no key"):
        printed("check_keys")


def test_a_new_signing_key_signs_on_and_what_was_signed_needs_no_key_of_ours(settings):
    [delegate] = make_delegates(1)
    motion = open_motion()
    former = Signer(settings.RECORD_SIGNING_KEY)

    put_in(settings, "signing")
    cast(motion, delegate)

    told = printed("check_keys")
    assert f"{Signer(settings.RECORD_SIGNING_KEY).key_id}  in use  1 entries of 1 records" in told
    assert f"{former.key_id}  former  1 entries of 1 records" in told
    assert "Nothing has lost its key." in told


def test_an_entry_that_bears_a_wrong_signature_is_told(settings):
    make_delegates(1)
    opened = open_motion().record.get()
    RecordEntry(  # as somebody past the site would write it
        **{name: getattr(opened, name) for name in FIELDS},
        index=1,
        hash="0" * 64,
    ).save()

    with pytest.raises(CommandError, match="1 entries of records do not bear the signature"):
        printed("check_keys")


FIELDS = "motion previous at what body body_sha256 key public_key signature".split()


def test_new_key_prints_the_id_to_write_on_paper_and_changes_nothing(settings):
    before = settings.RECORD_SIGNING_KEY

    told = printed("new_key", "signing")

    seed = told.partition("RECORD_SIGNING_KEY=")[2].split()[0]
    assert len(base64.b64decode(seed)) == 32
    assert Signer(seed).key_id in told
    assert before not in told
    assert before == settings.RECORD_SIGNING_KEY


def test_a_key_with_a_comma_is_not_put_into_a_list(settings):
    settings.SECRET_KEY = "one,two" * 9

    with pytest.raises(CommandError, match="comma"):
        printed("new_key", "secret")
