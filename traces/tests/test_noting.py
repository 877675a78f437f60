"""What is noted of sign-ins, exports and tokens, and what of it can be erased."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from api import services as tokens
from members.models import User
from members.register.roles import SECRETARIAT
from members.tests.factories import NOW, CentreFactory, UserFactory
from traces import services
from traces.enums import Act, Part
from traces.models import Detail, Trace

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet otters swim"


@pytest.fixture
def person(db):
    person = UserFactory(email="dora@example.org")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, password, address="dora@example.org"):
    form = {"login": address, "password": password}
    return client.post(reverse("account_login"), form, REMOTE_ADDR="192.0.2.7")


def noted(*acts):
    """Who did it and to whom, of these acts, the oldest first."""
    rows = Trace.objects.filter(what__in=acts).order_by("pk")
    return [(row.what, row.by_id, row.about_key) for row in rows]


def addresses():
    return [*Detail.objects.filter(part=Part.ADDRESS).values_list("text", flat=True)]


def test_a_sign_in_names_the_person_by_number_and_the_address_apart(client, person):
    sign_in(client, PASSWORD)

    assert noted(Act.SIGNED_IN) == [("signed_in", person.pk, str(person.pk))]
    assert addresses() == ["192.0.2.7"]


def test_a_failed_sign_in_keeps_nothing_that_was_typed(client, person):
    sign_in(client, "a guess")
    sign_in(client, "a guess", address="nobody.known@example.org")

    assert noted(Act.SIGN_IN_FAILED) == [
        ("sign_in_failed", None, str(person.pk)),
        ("sign_in_failed", None, ""),
    ]
    kept = [*Detail.objects.values_list("text", flat=True)]
    assert not any("guess" in text or "nobody" in text for text in kept)


def test_whoever_goes_on_guessing_is_noted_as_locked_out_once(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/5m/ip"}
    for _time in range(4):
        sign_in(client, "a guess")

    assert noted(Act.LOCKED_OUT) == [("locked_out", None, str(person.pk))]


def test_a_reset_is_noted_for_known_and_unknown_addresses_alike(client, person):
    for address in ("dora@example.org", "nobody.known@example.org"):
        client.post(reverse("account_reset_password"), {"email": address})

    assert noted(Act.RESET_ASKED) == [
        ("reset_asked", None, str(person.pk)),
        ("reset_asked", None, ""),
    ]


def test_a_recovery_code_that_is_used_is_noted(rf, person):
    from allauth.mfa.signals import authenticator_used  # noqa: PLC0415

    for kind in ("recovery_codes", "totp"):
        step = Authenticator(user=person, type=kind, data={})
        authenticator_used.send(Authenticator, request=rf.get("/"), user=person, authenticator=step)

    assert noted(Act.CODE_USED) == [("code_used", person.pk, str(person.pk))]


def test_a_group_given_and_taken_is_noted_as_a_right_with_its_name(person):
    group = Group.objects.get(name=SECRETARIAT)
    person.groups.add(group)
    group.user_set.remove(person)

    assert noted(Act.RIGHTS) == [("rights", None, str(person.pk))] * 2
    changes = Detail.objects.filter(part=Part.CHANGES).order_by("pk").values_list("text", flat=True)
    assert [*changes] == ['{"groups": ["", "Secretariat"]}', '{"groups": ["Secretariat", ""]}']


def test_a_right_is_told_apart_from_other_changes_of_the_same_person(person):
    person.is_staff, person.name = True, "Dora D."
    person.save()

    assert [act for act, _by, _about in noted(Act.RIGHTS, Act.CHANGED)] == ["changed", "rights"][
        ::-1
    ]


def test_a_token_made_and_revoked_is_noted_once_each():
    holder, now = UserFactory(secretariat=True), timezone.now()
    token, _secret = tokens.make(name="Sheet", days=5, by=holder, on=now.date())
    for _time in range(2):
        tokens.revoke(token, now=now)

    assert [act for act, _by, about in noted(Act.TOKEN_MADE, Act.TOKEN_ENDED)] == [
        "token_made",
        "token_ended",
    ]


def test_the_register_taken_away_as_a_file_is_noted(client):
    by = UserFactory(secretariat=True)
    client.force_login(by)
    client.get(reverse("admin:members_centre_export", args=["csv"]))

    assert noted(Act.EXPORTED) == [("exported", by.pk, "")]


def test_only_staff_are_noted_as_taking_evidence_away():
    staff, about = UserFactory(secretariat=True), CentreFactory()
    for viewer in (staff, UserFactory(), object()):
        services.note_download(viewer, about)

    assert noted(Act.DOWNLOADED) == [("downloaded", staff.pk, str(about.pk))]


# --- Erasing ------------------------------------------------------------------------------


def test_addresses_are_erased_when_their_time_is_over_and_the_trace_stays(client, person):
    sign_in(client, PASSWORD)
    now = timezone.now()

    assert services.erase_details(before=now - timedelta(days=1), now=now) == 0
    assert services.erase_details(before=now, now=now) == 1
    assert addresses() == [""]
    assert Detail.objects.get(part=Part.ADDRESS).erased_at == now
    assert noted(Act.SIGNED_IN) == [("signed_in", person.pk, str(person.pk))]


def test_erasing_a_person_leaves_what_others_did_and_the_names_of_rights(client, person):
    other = CentreFactory(name="Old name")
    other.name = "New name"
    other.save()
    person.name, person.is_staff = "Another name", True
    person.save()
    sign_in(client, PASSWORD)

    services.erase_words_of(person, now=NOW)

    left = "".join(Detail.objects.values_list("text", flat=True))
    assert "Another name" not in left
    assert "192.0.2.7" not in left
    assert "is_staff" in left
    assert "Old name" in left


def test_the_command_erases_by_age_or_of_one_person_and_says_how_much(client, person, capsys):
    sign_in(client, PASSWORD)

    call_command("erase_traces", "--days", "1")
    call_command("erase_traces", "--person", str(person.pk))
    with pytest.raises(CommandError, match="no person"):
        call_command("erase_traces", "--person", "0")

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "0 parts of traces were erased."
    assert said[1] != "0 parts of traces were erased."
    assert addresses() == [""]


def test_a_person_that_is_gone_leaves_the_number():
    person = User.objects.create(email="gone@example.org")
    services.note(Act.SIGNED_IN, by=person, now=NOW)
    key = person.pk
    User.objects.filter(pk=key)._raw_delete("default")

    assert Trace.objects.get(what=Act.SIGNED_IN).by_id == key
