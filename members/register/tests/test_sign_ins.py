"""A sign-in is locked by one person at once, unlocked by two; and a stolen one is noticed."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from common.refusals import Refused
from common.tests.step_pages import confirm, fields, look, press, text
from members.models import Representative
from members.register import lock_links
from members.register.services import accounts
from members.register.sign_in_adapter import AccountAdapter
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from outbox import services as outbox
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services
from proposals.models import ActAlone, Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate():
    return RepresentativeFactory(user__name="Dora Delegate", centre__name="First centre")


@pytest.fixture
def chief():
    return UserFactory(is_staff=True, is_superuser=True)


def person_page(person):
    return reverse("admin:members_user_change", args=[person.pk])


def form_page(person):
    return reverse("admin:members_user_edit", args=[person.pk])


def step_page(person, name):
    return reverse("admin:members_user_step", args=[person.pk, name])


def is_active(person):
    person.refresh_from_db()
    return person.is_active


def released(by, *, later=timedelta(hours=1)):
    """What waits, released by that person and in effect."""
    proposal = Proposal.objects.waiting().get()
    services.release(proposal, by=by, now=timezone.now())
    return services.put_into_effect(proposal, now=timezone.now() + later)


def told(kind="members.sign_in_event"):
    mails = Mail.objects.filter(kind=kind).order_by("pk")  # of each address the newest
    return {mail.to: compose(mail, NOW).text for mail in mails}


def test_a_lock_says_first_what_it_takes_and_who_will_be_told(desk, delegate):
    page = step_page(delegate.user, "lock")

    asked = text(look(desk, page, reason="A stolen laptop."))

    assert "acts for no centre. Sessions, tokens and the private calendar address end" in asked
    assert "The sign-in of Dora Delegate is locked" in asked  # the letter
    assert f"Acts for {delegate.centre}: {delegate.get_role_display()}." in text(desk.get(page))
    assert is_active(delegate.user)


def test_one_of_the_secretariat_locks_at_once_with_a_reason_that_all_read(
    desk, secretariat, delegate, settings
):
    observer = RepresentativeFactory(centre=delegate.centre, role="observer")

    done = text(
        press(desk, step_page(delegate.user, "lock"), reason="A stolen laptop.", follow=True)
    )

    assert "The sign-in of Dora Delegate is locked." in done
    assert not is_active(delegate.user)
    assert delegate not in Representative.objects.acting(delegate.valid_from)
    event = delegate.user.sign_in_events.get()
    assert (event.what, event.by, event.reason) == ("locked", secretariat, "A stolen laptop.")
    letters = told()
    assert set(letters) == {delegate.user.email, observer.user.email, settings.CONTACT_EMAIL}
    assert all(f"{secretariat} did it" in letter for letter in letters.values())
    assert all("A stolen laptop." in letter for letter in letters.values())


def test_the_letter_about_a_lock_reaches_the_person_who_is_locked(
    delegate, secretariat, mailoutbox
):
    accounts.lock(delegate.user, reason="A stolen laptop.", by=secretariat, now=NOW)

    outbox.deliver_due(lambda: NOW)

    assert [delegate.user.email] in [mail.to for mail in mailoutbox]


@pytest.mark.parametrize("name", ["unlock", "end-for-good"])
def test_unlocking_and_ending_for_good_take_two_people(desk, secretariat, delegate, name):
    accounts.lock(delegate.user, reason="A stolen laptop.", by=secretariat, now=NOW)

    done = text(press(desk, step_page(delegate.user, name), reason="Found.", follow=True))

    assert "once a second person has read and released it" in done
    assert not is_active(delegate.user)
    with pytest.raises(Refused, match="You proposed this"):
        released(secretariat)
    released(colleague := UserFactory(secretariat=True))
    assert is_active(delegate.user) == (name == "unlock")
    event = delegate.user.sign_in_events.last()
    assert (event.by, event.released_by) == (secretariat, colleague)
    delegate.refresh_from_db()
    assert (delegate.valid_until is None) == (name == "unlock")
    assert f"{secretariat} proposed it and {colleague} released" in told()[delegate.user.email]


def test_what_has_ended_for_good_is_not_unlocked(delegate, secretariat, colleague):
    two = {"by": secretariat, "released_by": colleague, "now": NOW}
    accounts.end_for_good(delegate.user, reason="Has left.", **two)

    with pytest.raises(Refused, match="ended for good"):
        accounts.unlock(delegate.user, reason="Back.", **two)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("two_people", {"what": "unlocked"}),
        ("two_people", {"what": "unlocked", "by": "one"}),
        ("two_people", {"what": "ended", "by": "one", "released_by": "one"}),
        ("two_people", {"what": "locked", "by": "one", "released_by": "two"}),
        ("two_people", {"what": "factor_off", "by": "one"}),
        ("two_people", {"what": "factor_off", "by": "one", "released_by": "one"}),
        ("two_people", {"what": "password", "by": "one"}),
        ("two_people", {"what": "password"}),
        ("has_a_reason", {"what": "locked", "reason": ""}),
    ],
)
def test_the_database_lets_nobody_unlock_or_end_a_sign_in_alone(
    delegate, secretariat, colleague, constraint, facts
):
    people = {"one": secretariat, "two": colleague}
    facts = {"reason": "x", **{name: people.get(to, to) for name, to in facts.items()}}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        delegate.user.sign_in_events.create(at=NOW, **facts)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("observer of the centre", True),
        ("alternate of the centre", True),
        ("delegate of another", False),
        ("staff without rights", False),
        ("oneself", False),
    ],
)
def test_anybody_of_the_same_centre_locks_and_nobody_else(delegate, who, may):
    by = {
        "observer of the centre": lambda: (
            RepresentativeFactory(centre=delegate.centre, role="observer").user
        ),
        "alternate of the centre": lambda: (
            RepresentativeFactory(centre=delegate.centre, role="alternate").user
        ),
        "delegate of another": lambda: RepresentativeFactory().user,
        "staff without rights": lambda: UserFactory(staff=True),
        "oneself": lambda: delegate.user,
    }[who]()

    with nullcontext() if may else pytest.raises(Refused):
        accounts.lock(delegate.user, reason="A stolen laptop.", by=by, now=NOW)

    assert is_active(delegate.user) != may


def test_who_is_locked_while_signed_in_is_out_with_the_next_page(client, delegate, chief):
    client.force_login(delegate.user)
    page = reverse("members:preferences")
    assert client.get(page).status_code == 200

    accounts.lock(delegate.user, reason="A stolen laptop.", by=chief, now=NOW)

    assert client.get(page).status_code == 302


# --- The link in a letter


def link_to_lock(user):
    return lock_links.path_for(lock_links.token_for(user))


def test_the_link_locks_at_once_without_signing_in_and_only_by_its_button(client, delegate):
    link = link_to_lock(delegate.user)

    assert "Lock the sign-in of Dora Delegate?" in text(client.get(link))
    assert is_active(delegate.user)
    done = text(client.post(link))

    assert "The sign-in of Dora Delegate is locked" in done
    assert not is_active(delegate.user)
    assert delegate.user.sign_in_events.get().by is None
    assert "by the link in a letter" in told()[delegate.user.email]


def test_an_old_link_does_not_lock_what_two_people_unlocked(
    client, delegate, secretariat, colleague
):
    link = link_to_lock(delegate.user)
    client.post(link)
    accounts.unlock(delegate.user, reason="Found.", by=secretariat, released_by=colleague, now=NOW)

    assert client.post(link).status_code == 404
    assert client.get(reverse("members:lock_by_link", args=["forged"])).status_code == 404
    assert is_active(delegate.user)


# --- A stolen sign-in is noticed


@pytest.fixture
def person():
    user = UserFactory(email="ada@example.org", last_login=NOW)
    user.set_password("a-long-password")
    user.save()
    return user


def sign_in(client, password="a-long-password"):
    return client.post(reverse("account_login"), {"login": "ada@example.org", "password": password})


def noticed():
    rows = Mail.objects.filter(kind="members.sign_in_changed").order_by("pk")
    return [mail.details["what"] for mail in rows]


def test_a_browser_that_was_not_seen_before_is_told_once(client, person):
    sign_in(client)
    client.post(reverse("account_logout"))
    sign_in(client)

    assert noticed() == ["browser"]
    letter = compose(Mail.objects.get(), NOW)
    assert "from a browser that we do not know" in letter.subject
    assert "/accounts/lock/" in letter.text
    assert lock_links.token_for(person)[:20] not in letter.redacted().text


def test_another_persons_browser_is_not_ones_own(client, person):
    other = UserFactory(email="bea@example.org", password=person.password, last_login=NOW)
    client.post(reverse("account_login"), {"login": other.email, "password": "a-long-password"})
    client.post(reverse("account_logout"))

    sign_in(client)

    assert [mail.user for mail in Mail.objects.order_by("pk")] == [other, person]


def test_the_very_first_sign_in_is_not_reported_as_a_strange_browser(client, person):
    person.last_login = None
    person.save()

    sign_in(client)

    assert noticed() == []


def test_a_new_password_is_told(client, person):
    sign_in(client)
    typed = {"oldpassword": "a-long-password", "password1": "a-brand-new-one"}

    client.post(reverse("account_change_password"), {**typed, "password2": "a-brand-new-one"})

    assert noticed() == ["browser", "password"]
    assert history(person) == [("password", person, None)]


def history(person):
    return [
        (event.what, event.by, event.released_by) for event in person.sign_in_events.order_by("pk")
    ]


def test_a_second_step_is_told_when_it_comes_and_when_it_goes(rf, person):
    adapter = AccountAdapter(rf.get("/"))

    for prefix in ("totp_activated", "recovery_codes_generated", "totp_deactivated"):
        adapter.send_notification_mail(f"mfa/email/{prefix}", person)

    assert noticed() == ["factor_on", "codes", "factor_off"]
    assert history(person) == [(what, person, None) for what in noticed()]


def test_a_person_and_the_secretariat_read_what_happened_to_a_sign_in(client, desk, person):
    accounts.note_own_change(person, "factor_on", now=NOW)

    assert "A second step was switched on" in text(desk.get(person_page(person)))
    client.force_login(person)
    shown = text(client.get(reverse("members:preferences")))
    assert "What happened to your sign-in" in shown
    assert "A second step was switched on" in shown


# --- Past the steps


def test_nobody_sets_somebody_elses_password_in_the_admin(client, chief, delegate):
    client.force_login(chief)
    page = reverse("admin:auth_user_password_change", args=[delegate.user.pk])

    assert client.get(page).status_code == 403


@pytest.mark.parametrize("who", ["secretariat", "chief"])
def test_no_form_switches_a_sign_in_off(client, secretariat, chief, delegate, who):
    client.force_login({"secretariat": secretariat, "chief": chief}[who])
    page = client.get(form_page(delegate.user))
    typed = {**fields(page, having="wants_reminders"), "name": "Dora D."}
    assert "is_active" not in typed

    client.post(form_page(delegate.user), typed)

    assert is_active(delegate.user)
    assert delegate.user.name == "Dora D."


def test_nobody_locks_their_own_sign_in_in_the_admin(client, chief):
    client.force_login(chief)

    assert step_page(chief, "lock") not in text(client.get(person_page(chief)))
    with pytest.raises(Refused, match="their own sign-in"):
        accounts.lock(chief, reason="x", by=chief, now=NOW)


def test_only_a_superuser_locks_the_sign_in_of_the_staff(client, secretariat, chief):
    colleague = UserFactory(secretariat=True)
    client.force_login(secretariat)
    shown = text(client.get(step_page(colleague, "lock"), follow=True))
    assert "Only a superuser locks or unlocks the sign-in of somebody of the staff." in shown
    with pytest.raises(Refused, match="Only a superuser"):
        accounts.lock(colleague, reason="x", by=secretariat, now=NOW)
    assert is_active(colleague)

    client.force_login(chief)
    press(client, step_page(colleague, "lock"), reason="Has left.")

    assert not is_active(colleague)


def test_who_only_reads_people_locks_nobody(client, delegate):
    client.force_login(UserFactory(staff=True))

    assert client.get(step_page(delegate.user, "lock")).status_code == 403


def test_a_sign_in_is_locked_once_only(desk, secretariat, delegate):
    page = look(desk, step_page(delegate.user, "lock"), reason="x")
    accounts.lock(delegate.user, reason="First.", by=secretariat, now=NOW)

    said = text(confirm(desk, step_page(delegate.user, "lock"), page, reason="x"))

    assert "not possible now" in said
    with pytest.raises(Refused, match="locked already"):
        accounts.lock(delegate.user, reason="x", by=secretariat, now=NOW)


def test_what_a_superuser_writes_by_hand_stands_where_members_read_it(client, chief, delegate):
    person = UserFactory(email="old@example.org", name="Pia")
    client.force_login(chief)
    typed = fields(client.get(form_page(person)), having="wants_reminders")

    client.post(form_page(person), {**typed, "is_staff": "on"})

    act = ActAlone.objects.get()
    assert (act.by, act.subject) == (chief, person)
    assert "Pia" not in act.words
    letter = Mail.objects.get(kind="members.sign_in_changed")
    assert letter.to == "old@example.org"
    assert "changed the rights of your sign-in" in compose(letter, NOW).text
    page = reverse("members:acts_alone")
    client.force_login(delegate.user)
    shown = text(client.get(page))
    assert "May enter the admin" in shown
    assert "Pia" in shown
    client.force_login(UserFactory())
    assert client.get(page).status_code == 403


def test_one_of_the_secretariat_writes_no_rights_and_no_address(desk, delegate):
    person = delegate.user
    typed = fields(desk.get(form_page(person)), having="wants_reminders")
    forged = {"is_staff": "on", "is_superuser": "on", "email": "mine@example.org"}

    desk.post(form_page(person), {**typed, **forged})

    before = person.email
    person.refresh_from_db()
    assert (person.email, person.is_staff, person.is_superuser) == (before, False, False)


def test_no_raw_form_of_a_package_writes_past_the_services(client, chief):
    client.force_login(chief)

    assert client.get(reverse("admin:auth_group_add")).status_code == 403
    shown = client.get(reverse("admin:auth_group_changelist"))
    assert shown.status_code == 200
    for name in ("account_emailaddress_changelist", "mfa_authenticator_changelist"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}")


def test_a_lost_second_step_is_switched_off_by_two_people_and_told(desk, secretariat, delegate):
    Authenticator.objects.create(user=delegate.user, type="totp", data={"secret": "x"})

    press(desk, step_page(delegate.user, "remove-second-step"), reason="Lost telephone.")
    assert Authenticator.objects.exists()
    released(UserFactory(secretariat=True))

    assert not Authenticator.objects.exists()
    assert noticed() == ["factor_off"]
    (entry,) = history(delegate.user)
    assert entry[:2] == ("factor_off", secretariat)
    assert entry[2] not in (None, secretariat)
