"""Who speaks for a centre: one person for one centre, one delegate, no gap between two."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from common.dates import network_day
from common.refusals import Refused
from members.models import Centre, Representative
from members.register import lock_links
from members.register.representation import lines
from members.register.services import accounts, representing
from members.tests.at_once import all_at_once, refused
from members.tests.factories import (
    NOW,
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.kinds import compose
from outbox.models import Mail, MailStatus

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LATER = date(2026, 12, 1)
HEIR = {"name": "Hei Ress", "email": "heir@example.org"}


@pytest.fixture
def delegate():
    return RepresentativeFactory()


def invite(centre, by, **changes):
    facts = {"role": "alternate", "on": TODAY, **HEIR, **changes}
    return representing.invite(centre, **facts, by=by, now=NOW)


def words(kind, **of):
    return compose(Mail.objects.get(kind=kind, **of), NOW).text


def test_the_delegate_invites_by_mail_from_a_day(delegate):
    person = invite(delegate.centre, delegate.user, on=LATER)

    assert (person.user.name, person.valid_from) == ("Hei Ress", LATER)
    assert person.invited_by == delegate.user
    assert Mail.objects.get(kind="members.invitation").to == "heir@example.org"
    assert (
        not Representative.objects.acting(LATER - timedelta(days=1)).filter(pk=person.pk).exists()
    )


@pytest.mark.parametrize("role", ["alternate", "observer"])
def test_others_of_the_centre_do_not_say_who_speaks_for_it(role):
    person = RepresentativeFactory(role=role)

    with pytest.raises(Refused, match="delegate or the head"):
        invite(person.centre, person.user)


def test_the_head_names_a_delegate():
    head = RepresentativeFactory(role="head")

    assert invite(head.centre, head.user, role="delegate").basis == "own_act"


@pytest.mark.parametrize("act", ["invite", "hand_over", "end"])
def test_the_secretariat_alone_changes_nobody_who_speaks_for_a_centre(delegate, secretariat, act):
    """Not with itself, nor with a colleague, a co-chair or a superuser beside it."""
    chair = RepresentativeFactory()
    CoChairTermFactory(centre=chair.centre)
    seconds = {
        None: "Nobody decides alone",
        secretariat: "Nobody decides alone",
        UserFactory(secretariat=True): "delegate or head confirms",
        UserFactory(is_staff=True, is_superuser=True): "delegate or head confirms",
        chair.user: "delegate or head confirms",
    }
    acts = {
        "invite": lambda **how: invite(delegate.centre, secretariat, **how),
        "hand_over": lambda **how: representing.hand_over(
            delegate, **HEIR, on=LATER, by=secretariat, now=NOW, **how
        ),
        "end": lambda **how: representing.end(delegate, on=LATER, by=secretariat, now=NOW, **how),
    }

    for second, why in seconds.items():
        with pytest.raises(Refused, match=why):
            acts[act](released_by=second)

    assert list(delegate.centre.representatives.not_ended_by(LATER)) == [delegate]
    assert not Mail.objects.exists()


def test_what_the_secretariat_proposes_the_centre_confirms_by_its_own_act(delegate, secretariat):
    person = invite(delegate.centre, secretariat, released_by=delegate.user)

    assert (person.basis, person.invited_by, person.confirmed_by) == (
        "own_act",
        secretariat,
        delegate.user,
    )
    told = words("members.invitation")
    assert f"{secretariat} of the secretariat proposed it, and {delegate.user} of" in told


def test_where_nobody_of_the_centre_is_left_two_people_name_somebody(secretariat, colleague):
    alternate = RepresentativeFactory(role="alternate")

    person = invite(alternate.centre, secretariat, role="delegate", released_by=colleague)

    assert (person.basis, person.confirmed_by) == ("two_people", colleague)
    told = words("members.representative_changed", user=alternate.user)
    assert "Nobody of the centre was left who could confirm it" in told


def test_a_locked_sign_in_does_not_make_the_delegate_nobody(delegate, secretariat, colleague):
    accounts.lock(delegate.user, reason="Lost telephone.", by=secretariat, now=NOW)

    with pytest.raises(Refused, match="delegate or head confirms"):
        invite(delegate.centre, secretariat, released_by=colleague)


def test_everybody_of_the_centre_its_mailbox_and_the_secretariat_read_who_did_it(settings):
    delegate = RepresentativeFactory(user__name="Dora", centre__mailbox="office@centre.example")
    observer = RepresentativeFactory(centre=delegate.centre, role="observer")

    invite(delegate.centre, delegate.user, on=TODAY)

    told = Mail.objects.filter(kind="members.representative_changed")
    assert {mail.to for mail in told} == {
        delegate.user.email,
        observer.user.email,
        "office@centre.example",
        settings.CONTACT_EMAIL,
    }
    for mail in told:
        text = compose(mail, NOW).text
        assert "Hei Ress (heir@example.org) acts as alternate" in text
        assert "Dora of the centre did it, and signed in again for it." in text
        assert ("Lock the sign-in of Dora" in text) == (mail.to != settings.CONTACT_EMAIL)
        assert lock_links.token_for(delegate.user)[:20] not in compose(mail, NOW).redacted().text


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("named_by", {"basis": ""}),
        ("named_by", {"basis": "two_people"}),
        ("named_by", {"basis": "two_people", "invited_by": "one", "confirmed_by": "one"}),
        ("named_by", {"basis": "own_act", "invited_by": "one", "confirmed_by": "one"}),
        ("named_by", {"basis": "own_act"}),
        ("named_by", {"basis": "vote", "confirmed_by": "one"}),
        ("ended_by", {"ended_basis": "two_people", "ended_by": "one"}),
        ("ended_by", {"ended_basis": "own_act", "ended_by": "one", "end_confirmed_by": "one"}),
    ],
)
def test_the_database_lets_no_single_clerk_name_or_end_anybody(
    delegate, secretariat, constraint, changes
):
    changes = {name: secretariat if to == "one" else to for name, to in changes.items()}
    with (
        pytest.raises(IntegrityError, match=f"representative_is_{constraint}_the_centre"),
        transaction.atomic(),
    ):
        Representative.objects.filter(pk=delegate.pk).update(**changes)


def test_only_the_secretariat_reaches_back(delegate, secretariat):
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Refused, match="today or a later day"):
        invite(delegate.centre, delegate.user, on=yesterday)

    proposed = {"on": yesterday, "released_by": delegate.user}
    assert invite(delegate.centre, secretariat, **proposed).valid_from == yesterday


def test_one_person_acts_for_one_centre_at_a_time_dated_periods_too(delegate):
    elsewhere = RepresentativeFactory(role="observer", valid_until=LATER)
    same = {"name": "", "email": elsewhere.user.email}
    with pytest.raises(Refused, match="one centre at a time"):
        invite(delegate.centre, delegate.user, **same, on=LATER - timedelta(days=1))

    assert invite(delegate.centre, delegate.user, **same, on=LATER)


def test_a_centre_has_one_delegate_at_a_time(delegate):
    with pytest.raises(Refused, match="Hand the role over"):
        invite(delegate.centre, delegate.user, role="delegate")
    with pytest.raises(Refused, match="acts for this centre already"):
        invite(delegate.centre, delegate.user, email=delegate.user.email)


def test_nobody_of_the_secretariat_acts_for_a_centre(delegate, secretariat):
    with pytest.raises(Refused, match="never acts"):
        invite(delegate.centre, delegate.user, email=secretariat.email)


def test_the_role_is_handed_over_without_a_gap_and_both_are_told(delegate):
    heir = representing.hand_over(delegate, **HEIR, on=LATER, by=delegate.user, now=NOW)

    for day in (TODAY, LATER - timedelta(days=1), LATER, LATER + timedelta(days=1)):
        acting = Representative.objects.acting(day).get(centre=delegate.centre, role="delegate")
        assert acting == (delegate if day < LATER else heir)
    mails = {mail.kind: mail for mail in Mail.objects.filter(user__isnull=False)}
    assert mails["members.invitation"].user == heir.user
    told = compose(mails["members.delegate_handed_over"], NOW)
    assert "You hand over as delegate" in told.subject
    assert "1 December 2026" in told.text


def test_an_alternate_who_becomes_delegate_gives_up_the_other_role(delegate):
    alternate = RepresentativeFactory(centre=delegate.centre, role="alternate")

    heir = representing.hand_over(
        delegate, name="", email=alternate.user.email, on=LATER, by=delegate.user, now=NOW
    )

    alternate.refresh_from_db()
    assert (alternate.valid_until, heir.valid_from) == (LATER, LATER)


def test_nothing_is_handed_over_to_somebody_who_acts_elsewhere(delegate):
    busy = RepresentativeFactory()

    with pytest.raises(Refused, match="another centre"):
        representing.hand_over(
            delegate, name="", email=busy.user.email, on=LATER, by=delegate.user, now=NOW
        )

    delegate.refresh_from_db()
    assert delegate.valid_until is None


def test_a_colleague_is_ended_and_told(delegate):
    colleague = RepresentativeFactory(centre=delegate.centre, role="alternate")

    row = representing.end(colleague, on=LATER, by=delegate.user, now=NOW)

    assert (row.valid_until, row.ended_by) == (LATER, delegate.user)
    mail = Mail.objects.get(kind="members.representation_ended")
    assert mail.user == colleague.user
    assert "From 1 December 2026 you no longer act as alternate" in compose(mail, NOW).text
    with pytest.raises(Refused, match="already"):
        representing.end(colleague, on=LATER, by=delegate.user, now=NOW)


def test_an_invitation_taken_back_before_its_day_is_no_longer_mailed(delegate):
    person = invite(delegate.centre, delegate.user, on=LATER)
    invitation = Mail.objects.get(kind="members.invitation")

    representing.end(person, on=TODAY, by=delegate.user, now=NOW)

    person.refresh_from_db()
    assert person.valid_until == LATER
    assert not Representative.objects.acting(LATER).filter(pk=person.pk).exists()
    assert compose(invitation, NOW) is None
    assert [line.row for line in lines(delegate.centre, TODAY)] == [delegate]
    told = Mail.objects.get(kind="members.representation_ended")
    assert "The invitation was taken back" in compose(told, NOW).text
    assert invite(delegate.centre, delegate.user, on=LATER)


def test_a_centre_may_only_end_its_own_people(delegate):
    with pytest.raises(Refused):
        representing.end(RepresentativeFactory(), on=LATER, by=delegate.user, now=NOW)


def state_of(person):
    (line,) = [line for line in lines(person.centre, TODAY) if line.row == person]
    return line.state


def test_the_state_of_an_invitation_is_visible(delegate):
    person = invite(delegate.centre, delegate.user)
    invitation = Mail.objects.filter(user=person.user)
    seen = [state_of(person)]

    invitation.update(status=MailStatus.SENT, sent_at=NOW)
    seen.append(state_of(person))
    invitation.update(status=MailStatus.FAILED, sent_at=None, why="No such address.")
    seen.append(state_of(person))
    person.user.last_login = NOW
    person.user.save()
    seen.append(state_of(person))

    assert seen == ["queued", "invited", "failed", "active"]


def test_a_member_with_alternates_only_has_no_valid_delegate(delegate):
    lacking = RepresentativeFactory(role="alternate").centre
    gone = RepresentativeFactory(user__is_active=False).centre
    CentreFactory(associate=True)

    assert set(Centre.objects.without_a_delegate(TODAY)) == {lacking, gone}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_centres_that_invite_one_person_at_once_one_gets_them():
    leading = RepresentativeFactory.create_batch(2)

    outcomes = all_at_once(*[lambda it=it: invite(it.centre, it.user, on=LATER) for it in leading])

    assert len(refused(outcomes)) == 1
    assert Representative.objects.filter(user__email=HEIR["email"]).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_role_handed_over_to_two_at_once_goes_to_one():
    delegate = RepresentativeFactory()
    heirs = [{"name": "", "email": f"heir{number}@example.org"} for number in range(3)]

    outcomes = all_at_once(
        *[
            lambda it=it: representing.hand_over(
                delegate, **it, on=LATER, by=delegate.user, now=NOW
            )
            for it in heirs
        ]
    )

    assert len(refused(outcomes)) == 2
    assert Representative.objects.acting(LATER).filter(centre=delegate.centre).count() == 1


def test_where_the_centre_hands_over_the_successor_says_whom_they_succeed(delegate, secretariat):
    head = RepresentativeFactory(centre=delegate.centre, role="head").user
    other = RepresentativeFactory()
    heirs = [
        representing.hand_over(row, name="Next", email=email, on=LATER, **people, now=NOW)
        for row, email, people in (
            (delegate, "one@example.org", {"by": head}),
            (other, "two@example.org", {"by": secretariat, "released_by": other.user}),
        )
    ]

    assert [heir.succeeds for heir in heirs] == [delegate, None]


def test_who_acts_from_a_later_day_is_told_so(delegate, client):
    later = network_day(timezone.now()) + timedelta(days=3)
    heir = RepresentativeFactory(centre=delegate.centre, role="alternate", valid_from=later)
    client.force_login(heir.user)

    words = f"You act from {date_format(later, 'j F Y')}"
    assert words in client.get(reverse("home")).content.decode()
    refused = client.get(reverse("voting:motions"))
    assert (refused.status_code, words in refused.content.decode()) == (403, True)
    client.force_login(delegate.user)
    assert "You act from" not in client.get(reverse("home")).content.decode()
