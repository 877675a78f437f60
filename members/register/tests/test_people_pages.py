"""Who may open which page of a centre, and what its delegate and head do there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Representative
from members.tests.factories import ProfileChangeFactory, RepresentativeFactory, UserFactory
from members.tests.signing_in import sign_in_again
from outbox.models import Mail

pytestmark = pytest.mark.django_db
ROLES = ("public", "stranger", "other", "observer", "alternate", "head", "delegate", "secretariat")
MAY = {  # page, in the order of ROLES
    "people": (302, 404, 404, 200, 200, 200, 200, 404),
    "edit_profile": (302, 404, 404, 403, 200, 200, 200, 404),
    "check_profile": (302, 404, 404, 403, 200, 200, 200, 404),
    "withdraw_profile": (302, 404, 404, 403, 200, 200, 200, 404),
    "hand_over_delegate": (302, 404, 404, 403, 403, 200, 200, 404),
    "end_representative": (302, 404, 404, 403, 403, 200, 200, 404),
    "lock_colleague": (302, 404, 404, 200, 200, 200, 403, 404),  # nobody locks their own
}
HEIR = {"name": "Hei Ress", "email": "heir@example.org"}


def today():
    return timezone.localdate()


@pytest.fixture
def delegate():
    return RepresentativeFactory(user__name="Dora Delegate")


def viewer(role, delegate):
    return {
        "public": lambda: None,
        "stranger": UserFactory,
        "other": lambda: RepresentativeFactory().user,
        "delegate": lambda: delegate.user,
        "secretariat": lambda: UserFactory(secretariat=True),
    }.get(role, lambda: RepresentativeFactory(centre=delegate.centre, role=role).user)()


def page(name, person):
    place = [person.centre.slug]
    if name in ("hand_over_delegate", "end_representative", "lock_colleague"):
        place.append(person.pk)
    return reverse(f"members:{name}", args=place)


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_for_those_who_may(client, delegate, role):
    ProfileChangeFactory(centre=delegate.centre, saved_by=delegate.user)
    if user := viewer(role, delegate):
        client.force_login(user)

    answers = {name: client.get(page(name, delegate)).status_code for name in MAY}

    assert answers == {name: codes[ROLES.index(role)] for name, codes in MAY.items()}


@pytest.mark.parametrize("role", ["observer", "alternate"])
def test_who_only_reads_the_list_invites_nobody(client, delegate, role):
    client.force_login(viewer(role, delegate))
    shown = client.get(page("people", delegate)).content.decode()

    answer = client.post(page("people", delegate), {**HEIR, "role": "observer", "on": today()})

    assert "Dora Delegate" in shown
    assert "Send the invitation" not in shown
    assert answer.status_code == 403


def test_the_delegate_invites_and_sees_the_state_of_it(client, delegate):
    sign_in_again(client, delegate.user)
    sent = {**HEIR, "role": "alternate", "on": today()}

    shown = client.post(page("people", delegate), sent, follow=True).content.decode()

    assert "heir@example.org" in shown
    assert "invitation on its way" in shown
    again = client.post(page("people", delegate), sent).content.decode()
    assert "acts for this centre already" in again
    assert 'value="Hei Ress"' in again


def test_the_delegate_hands_over_and_stays_until_the_day_before(client, delegate):
    sign_in_again(client, delegate.user)
    day = today() + timedelta(days=7)

    shown = client.post(page("hand_over_delegate", delegate), {**HEIR, "on": day}, follow=True)

    assert "The hand-over is settled" in shown.content.decode()
    assert Representative.objects.acting(day).get(role="delegate").user.email == HEIR["email"]
    assert Representative.objects.acting(day - timedelta(days=1)).get(role="delegate") == delegate


def test_whoever_ends_their_own_role_today_lands_on_the_public_page(client, delegate):
    sign_in_again(client, delegate.user)
    ended = client.post(page("end_representative", delegate), {"on": today()}, follow=True)

    assert ended.redirect_chain[-1][0] == delegate.centre.get_absolute_url()
    assert ended.status_code == 200
    assert not Representative.objects.acting(today()).exists()


@pytest.mark.parametrize("name", ["people", "hand_over_delegate", "end_representative"])
def test_who_speaks_for_a_centre_changes_only_after_signing_in_again(client, delegate, name):
    delegate.user.set_password("a-long-password")
    delegate.user.save()
    client.force_login(delegate.user)
    typed = {**HEIR, "role": "alternate", "on": today() + timedelta(days=7)}

    asked = client.post(page(name, delegate), typed)

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert list(Representative.objects.filter(valid_until=None)) == [delegate]

    done = client.post(
        reverse("account_reauthenticate"),
        {"password": "a-long-password", "next": page(name, delegate)},
        follow=True,
    )

    assert done.status_code == 200
    delegate.refresh_from_db()
    assert delegate.valid_until or delegate.centre.representatives.count() == 2


def test_a_colleague_locks_a_sign_in_at_once_with_a_reason(client, delegate):
    observer = RepresentativeFactory(centre=delegate.centre, role="observer")
    sign_in_again(client, observer.user)
    lock = page("lock_colleague", delegate)
    assert lock in client.get(page("people", delegate)).content.decode()

    client.post(lock, {"reason": ""})
    assert Representative.objects.acting(today()).filter(pk=delegate.pk).exists()
    client.post(lock, {"reason": "A stolen laptop."})

    assert not Representative.objects.acting(today()).filter(pk=delegate.pk).exists()


@pytest.fixture
def invited(delegate):
    person = RepresentativeFactory(centre=delegate.centre, role="observer")
    person.user.set_unusable_password()
    person.user.save()
    return person


@pytest.mark.parametrize(
    "role, status",
    dict(zip(ROLES, (302, 404, 404, 403, 403, 302, 302, 404), strict=True)).items(),
)
def test_who_leads_a_centre_sends_an_invitation_again(client, delegate, invited, role, status):
    if user := viewer(role, delegate):
        client.force_login(user)
    place = reverse("members:invite_again", args=[delegate.centre.slug, invited.pk])

    assert client.get(place).status_code in (302, 404, 405)
    assert client.post(place).status_code == status

    sent = Mail.objects.filter(kind="members.password_link", to=invited.user.email)
    assert sent.exists() == (role in ("head", "delegate"))


def test_whoever_has_come_in_is_not_invited_again(client, delegate, invited):
    client.force_login(delegate.user)
    people = reverse("members:people", args=[delegate.centre.slug])
    assert "Send the invitation again" in client.get(people).content.decode()
    invited.user.last_login = timezone.now()
    invited.user.save()

    assert "Send the invitation again" not in client.get(people).content.decode()
    client.post(reverse("members:invite_again", args=[delegate.centre.slug, invited.pk]))
    assert not Mail.objects.filter(to=invited.user.email).exists()
