"""A centre's role mailbox: letters about a stolen sign-in go there, so no clerk moves it alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.edit_conflicts import fingerprint
from common.refusals import Refused
from common.tests.step_pages import fields, press, text
from members.register.importing import planning
from members.register.importing.mistakes import UnusableError
from members.register.services import mailboxes, profiles
from members.tests.factories import NOW, CentreFactory, RepresentativeFactory, UserFactory
from members.tests.signing_in import sign_in_again
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
WHY = {"mailbox": "new@centre.example", "reason": "A new office."}


@pytest.fixture
def delegate():
    return RepresentativeFactory(
        user__name="Dora", centre__name="First", centre__mailbox="office@centre.example"
    )


def step_page(centre):
    return reverse("admin:members_centre_step", args=[centre.pk, "mailbox"])


def mailbox_of(centre):
    centre.refresh_from_db()
    return centre.mailbox


def told():
    return {
        mail.to: compose(mail, NOW).text
        for mail in Mail.objects.filter(kind="members.mailbox_changed")
    }


def test_a_clerk_only_proposes_another_mailbox_and_the_centre_confirms_it(
    desk, delegate, secretariat, settings
):
    observer = RepresentativeFactory(centre=delegate.centre, role="observer")

    press(desk, step_page(delegate.centre), **WHY)

    assert mailbox_of(delegate.centre) == "office@centre.example"
    proposal = Proposal.objects.get()
    asked = Mail.objects.get()
    assert (asked.kind, asked.user) == ("members.confirmation_asked", delegate.user)
    with pytest.raises(Refused, match="The delegate or the head"):
        services.release(proposal, by=UserFactory(secretariat=True), now=NOW)

    services.release(proposal, by=delegate.user, now=timezone.now())
    services.put_into_effect(proposal, now=timezone.now() + timedelta(hours=1))

    assert mailbox_of(delegate.centre) == WHY["mailbox"]
    letters = told()
    assert set(letters) == {
        "office@centre.example",
        WHY["mailbox"],
        delegate.user.email,
        observer.user.email,
        settings.CONTACT_EMAIL,
    }
    words = f"{secretariat} of the secretariat proposed it, and Dora of the centre confirmed it."
    assert all(words in letter for letter in letters.values())
    assert "/accounts/lock/" in letters["office@centre.example"]
    assert "/admin/" in letters[settings.CONTACT_EMAIL]


def test_where_nobody_of_the_centre_is_left_a_second_person_releases_it(secretariat, colleague):
    centre = CentreFactory(member=True, mailbox="")

    with pytest.raises(Refused, match="Nobody decides alone"):
        mailboxes.change(centre, **WHY, by=secretariat, released_by=secretariat, now=NOW)
    mailboxes.change(centre, **WHY, by=secretariat, released_by=colleague, now=NOW)

    assert mailbox_of(centre) == WHY["mailbox"]
    assert centre.profile_versions.get().fields == ["mailbox"]
    assert all("as a second person" in letter for letter in told().values())


def test_the_second_person_is_no_substitute_for_a_centre_that_has_people(
    delegate, secretariat, colleague
):
    with pytest.raises(Refused, match="delegate or head confirms"):
        mailboxes.change(delegate.centre, **WHY, by=secretariat, released_by=colleague, now=NOW)


def test_no_form_of_the_admin_writes_the_mailbox_of_a_centre(client, delegate):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = reverse("admin:members_centre_edit", args=[delegate.centre.pk])
    typed = fields(client.get(page), having="slug")
    assert "mailbox" not in typed

    client.post(page, {**typed, **WHY})

    assert mailbox_of(delegate.centre) == "office@centre.example"


def test_an_import_moves_no_mailbox_of_a_centre_in_the_network(delegate):
    row = (2, {"slug": delegate.centre.slug, "mailbox": "mine@example.org"})

    with pytest.raises(UnusableError) as found:
        planning.plan([row], on=NOW.date())

    assert [mistake.column for mistake in found.value.mistakes] == ["mailbox"]


def written(person, **changes):
    centre = person.centre
    start = profiles.start_of(profiles.open_change(centre), centre)
    profiles.save(centre, start | changes, seen=fingerprint(start), by=person.user, now=NOW)
    return {"seen": fingerprint(profiles.start_of(profiles.open_change(centre), centre))}


def submit_page(person):
    return reverse("members:check_profile", args=[person.centre.slug])


def test_a_centre_that_moves_its_mailbox_signs_in_again_and_is_told(
    client, delegate, secretariat, settings
):
    client.force_login(delegate.user)
    seen = written(delegate, mailbox="new@centre.example")
    assert "So you sign in again" in text(client.get(submit_page(delegate)))

    asked = client.post(submit_page(delegate), seen)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not profiles.open_change(delegate.centre).is_submitted
    sign_in_again(client, delegate.user)
    client.post(submit_page(delegate), seen)

    change = profiles.open_change(delegate.centre)
    assert (change.is_submitted, change.submitted_by) == (True, delegate.user)
    assert mailbox_of(delegate.centre) == "office@centre.example"
    profiles.accept(change, seen=profiles.version_of(change), by=secretariat, now=NOW)
    assert mailbox_of(delegate.centre) == "new@centre.example"
    letters = told()
    assert set(letters) == {
        "office@centre.example",
        "new@centre.example",
        delegate.user.email,
        settings.CONTACT_EMAIL,
    }
    assert all("Dora of the centre did it, and signed in again" in one for one in letters.values())


def test_another_change_of_the_profile_asks_for_nothing_more(client, delegate):
    client.force_login(delegate.user)

    client.post(submit_page(delegate), written(delegate, about="We advise everybody."))

    assert profiles.open_change(delegate.centre).is_submitted
    assert not told()
