"""Several people on one application: who may do what, and who gets the mails."""

from datetime import timedelta

import pytest
from django.db.models import Q

from common.refusals import Refused
from members.applications.services import applying, colleagues
from members.applications.services.moves import locked
from members.applications.services.notifications import notify_applicant
from members.models import Collaborator
from members.tests.factories import NOW, ApplicationFactory, CollaboratorFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory(complete=True)


@pytest.fixture
def owner(application):
    return application.collaborators.get()


@pytest.fixture
def colleague(application, owner):
    return CollaboratorFactory(application=application, confirmed_at=NOW)


def stored(person):
    return Collaborator.objects.get(pk=person.pk)


def test_an_invited_colleague_gets_a_link_of_their_own(application, owner):
    invited = colleagues.invite(application, "Bob@Example.org", by=owner, now=NOW)

    assert (invited.email, invited.is_owner, invited.confirmed_at) == (
        "bob@example.org",
        False,
        None,
    )
    assert Mail.objects.get().kind == "members.colleague_invited"
    assert Mail.objects.get().to == "bob@example.org"


@pytest.mark.parametrize("again", ["owner", "colleague"])
def test_nobody_is_invited_twice(application, owner, colleague, again):
    known = {"owner": owner, "colleague": colleague}[again]

    with pytest.raises(Refused, match="already"):
        colleagues.invite(application, known.email.upper(), by=owner, now=NOW)


def test_somebody_who_was_removed_can_be_invited_again(application, owner, colleague):
    colleagues.remove(colleague, by=owner, now=NOW)

    again = colleagues.invite(application, colleague.email, by=owner, now=NOW)

    assert again.pk != colleague.pk


def test_twenty_people_work_on_an_application_at_most(application, owner):
    CollaboratorFactory.create_batch(19, application=application)

    with pytest.raises(Refused, match="Up to 20 people"):
        colleagues.invite(application, "more@example.org", by=owner, now=NOW)


def test_inviting_and_removing_over_and_over_does_not_flood_mailboxes(application, owner):
    CollaboratorFactory.create_batch(19, application=application, removed_at=NOW)

    with pytest.raises(Refused, match="for one day"):
        colleagues.invite(application, "more@example.org", by=owner, now=NOW)
    colleagues.invite(application, "more@example.org", by=owner, now=NOW + timedelta(days=1))


OWNERS_ALONE = {
    "invite": lambda other, by: colleagues.invite(other.application, "x@y.example", by=by, now=NOW),
    "resend": lambda other, by: colleagues.resend_link(other, by=by, now=NOW),
    "replace": lambda other, by: colleagues.replace_link(other, by=by, now=NOW),
    "remove": lambda other, by: colleagues.remove(other, by=by, now=NOW),
    "hand over": lambda other, by: colleagues.hand_over(other, by=by, now=NOW),
    "withdraw": lambda other, by: applying.withdraw(other.application, by=by, now=NOW),
}


@pytest.mark.parametrize("act", OWNERS_ALONE.values(), ids=OWNERS_ALONE)
def test_some_steps_are_the_owners_alone(application, owner, colleague, act):
    other = CollaboratorFactory(application=application, confirmed_at=NOW)
    stranger = ApplicationFactory().collaborators.get()

    for person in (colleague, stranger):
        with pytest.raises(Refused, match="Only the owner"):
            act(other, person)
    act(other, owner)


def test_a_colleague_submits_and_the_trace_says_who(application, owner, colleague):
    applying.submit(application, by=colleague, now=NOW)

    assert application.events.get().collaborator == colleague
    receipt = Mail.objects.get(kind="members.application_received")
    assert receipt.to == owner.email


def test_replacing_a_colleagues_link_ends_the_old_one(owner, colleague):
    old = colleague.link_token

    colleagues.replace_link(colleague, by=owner, now=NOW)

    assert not Collaborator.objects.by_link(old).exists()
    assert Mail.objects.get().to == colleague.email


def test_the_owner_is_not_removed(application, owner):
    with pytest.raises(Refused, match="Hand the application over"):
        colleagues.remove(owner, by=owner, now=NOW)


def test_who_was_removed_gets_no_link_any_more(owner, colleague):
    colleagues.remove(colleague, by=owner, now=NOW)

    for act in (colleagues.resend_link, colleagues.replace_link, colleagues.remove):
        with pytest.raises(Refused, match="no longer works on"):
            act(colleague, by=owner, now=NOW)


def test_handing_over_makes_the_colleague_owner_and_contact(application, owner, colleague):
    colleagues.hand_over(colleague, by=owner, now=NOW)

    application.refresh_from_db()
    assert application.contact_email == colleague.email
    assert stored(colleague).is_owner
    assert not stored(owner).is_owner
    assert Mail.objects.get().kind == "members.handed_over"
    assert Mail.objects.get().to == colleague.email


def test_mails_about_the_case_that_wait_follow_the_owner(application, owner, colleague):
    applying.submit(application, by=owner, now=NOW)
    Mail.objects.filter(kind="members.application_received").update(status="held")

    colleagues.hand_over(colleague, by=owner, now=NOW)
    notify_applicant(locked(application), "members.application_eligible", now=NOW)

    about_the_case = Mail.objects.about(application).exclude(
        Q(kind__contains="desk") | Q(kind__contains="named")
    )
    assert {mail.to for mail in about_the_case} == {colleague.email}


def test_handing_over_needs_somebody_who_has_been_there(owner, colleague):
    Collaborator.objects.filter(pk=colleague.pk).update(confirmed_at=None)

    with pytest.raises(Refused, match="open the application once"):
        colleagues.hand_over(colleague, by=owner, now=NOW)


def test_a_draft_does_not_go_to_an_address_that_has_one_already(application, owner, colleague):
    applying.start(colleague.email, now=NOW)

    with pytest.raises(Refused, match="cannot be handed over"):
        colleagues.hand_over(colleague, by=owner, now=NOW)

    assert stored(owner).is_owner


def test_events_say_who_acted_and_hold_no_addresses(application, owner, colleague):
    invited = colleagues.invite(application, "bob@example.org", by=owner, now=NOW)
    colleagues.replace_link(colleague, by=owner, now=NOW)
    colleagues.remove(invited, by=owner, now=NOW)
    colleagues.hand_over(stored(colleague), by=owner, now=NOW)

    events = application.events.all()
    assert [event.collaborator for event in events] == [owner] * 4
    assert "@" not in " ".join(event.what for event in events)
