from datetime import date, timedelta

import pytest
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import press
from members import tasks
from members.applications.services import admission
from members.enums import MembershipStatus
from members.models import Mandate, ProcessRules
from members.register.services import mandates
from members.register.services.expiry import warn_of_mandates
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    MandateFactory,
    MembershipFactory,
    RepresentativeFactory,
)
from outbox.kinds import compose
from outbox.models import Mail
from tests.waiting import found

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
SOON = TODAY + timedelta(days=60)  # the rules' default is 60 days before


def recipients(kind, at=NOW):
    return sorted(mail.to for mail in Mail.objects.filter(kind=kind) if compose(mail, at))


@pytest.fixture
def delegate():
    return RepresentativeFactory(centre=CentreFactory(member=True, country="NL"))


def test_an_admitted_centre_keeps_the_mandate_of_its_application(secretariat):
    application = ApplicationFactory(
        submitted=True,
        status="in_vote",
        mandate_basis="Decree 12/2024",
        mandate_authority="Ministry of Economy",
        mandate_valid_until=SOON,
    )

    centre = admission.admit(
        application, by=secretariat, now=NOW, on=TODAY, newly_established_years=5
    )

    mandate = centre.mandates.get()
    assert (mandate.legal_basis, mandate.issuing_authority, mandate.valid_until) == (
        "Decree 12/2024",
        "Ministry of Economy",
        SOON,
    )


def test_an_application_without_a_mandate_in_words_makes_none(secretariat):
    application = ApplicationFactory(submitted=True, status="in_vote", mandate_basis="")

    admission.admit(application, by=secretariat, now=NOW, on=TODAY, newly_established_years=5)

    assert not Mandate.objects.exists()


def test_a_new_mandate_keeps_the_earlier_one_and_leaves_a_trace(secretariat):
    membership = MembershipFactory()
    earlier = MandateFactory(centre=membership.centre)

    mandates.replace_mandate(membership.centre, legal_basis="Law 3/2026", by=secretariat, now=NOW)

    earlier.refresh_from_db()
    assert earlier.replaced_at == NOW
    assert membership.centre.mandates.current().get().legal_basis == "Law 3/2026"
    event = membership.events.get()
    assert (event.note, event.by) == ("Mandate replaced", secretariat)


def test_a_mandate_needs_a_legal_basis(secretariat):
    with pytest.raises(Refused):
        mandates.replace_mandate(CentreFactory(), legal_basis=" ", by=secretariat, now=NOW)


def test_the_delegate_and_the_secretariat_are_warned_once(delegate, settings):
    MandateFactory(centre=delegate.centre, valid_until=SOON)
    RepresentativeFactory(centre=delegate.centre, role="alternate")

    for hours in range(3):
        warn_of_mandates(NOW + timedelta(hours=hours))

    assert recipients("members.mandate_expiring") == sorted(
        [delegate.user.email, settings.CONTACT_EMAIL]
    )
    assert Mail.objects.count() == 2


def test_the_alternates_are_warned_where_there_is_no_delegate(settings):
    alternate = RepresentativeFactory(role="alternate")
    RepresentativeFactory(role="observer", centre=alternate.centre)
    MandateFactory(centre=alternate.centre, valid_until=SOON)

    warn_of_mandates(NOW)

    assert recipients("members.mandate_expiring") == sorted(
        [alternate.user.email, settings.CONTACT_EMAIL]
    )


def test_a_mandate_that_ends_later_warns_nobody_yet(delegate):
    MandateFactory(centre=delegate.centre, valid_until=SOON + timedelta(days=1))
    MandateFactory(centre=CentreFactory(member=True))

    warn_of_mandates(NOW)

    assert not Mail.objects.exists()


def test_the_days_of_the_warning_are_a_rule(delegate):
    ProcessRules.objects.create(version=2, adopted_at=NOW, expiry_warning_days=10)
    MandateFactory(centre=delegate.centre, valid_until=TODAY + timedelta(days=11))

    warn_of_mandates(NOW)

    assert not Mail.objects.exists()


def test_when_it_has_ended_they_are_told_once_more(delegate, settings):
    MandateFactory(centre=delegate.centre, valid_until=TODAY)

    warn_of_mandates(NOW)
    later = NOW + timedelta(days=1)
    warn_of_mandates(later)

    assert len(recipients("members.mandate_expiring")) == 2
    assert recipients("members.mandate_expiring", later) == []  # dropped if it has not left by then
    assert recipients("members.mandate_expired", later) == sorted(
        [delegate.user.email, settings.CONTACT_EMAIL]
    )


def test_a_replaced_mandate_is_not_warned_of(delegate, secretariat):
    MandateFactory(centre=delegate.centre, valid_until=SOON)
    warn_of_mandates(NOW)

    mandates.replace_mandate(delegate.centre, legal_basis="New", by=secretariat, now=NOW)

    assert recipients("members.mandate_expiring") == []


def test_a_new_last_day_is_warned_of_anew(delegate, secretariat):
    MandateFactory(centre=delegate.centre, valid_until=SOON)
    warn_of_mandates(NOW)
    mandates.replace_mandate(
        delegate.centre, legal_basis="New", valid_until=SOON, by=secretariat, now=NOW
    )

    warn_of_mandates(NOW)

    assert len(recipients("members.mandate_expiring")) == 2


def test_a_centre_that_left_is_not_warned():
    ended = MembershipFactory(status=MembershipStatus.ENDED, ended="2025")
    MandateFactory(centre=ended.centre, valid_until=TODAY)

    warn_of_mandates(NOW)

    assert not Mail.objects.exists()


def test_the_warning_tells_the_centre_and_the_secretariat_what_each_can_do(delegate):
    MandateFactory(centre=delegate.centre, valid_until=SOON)
    warn_of_mandates(NOW)
    to_centre, to_desk = (compose(mail, NOW) for mail in Mail.objects.order_by("pk"))

    assert "1 January 2027" in to_centre.subject
    assert delegate.centre.get_absolute_url() in to_centre.text
    assert "/admin/" not in to_centre.text
    assert f"/admin/members/centre/{delegate.centre.pk}/change/" in to_desk.text


def test_the_hourly_task_warns(delegate):
    MandateFactory(centre=delegate.centre, valid_until=date(2020, 1, 1))

    tasks.warn_of_expiry()

    assert Mail.objects.filter(kind="members.mandate_expired").count() == 2


def test_the_public_page_shows_the_act_and_only_its_own_people_the_last_day(client, delegate):
    MandateFactory(
        centre=delegate.centre, issuing_authority="Ministry", since="2024-03", valid_until=SOON
    )
    page = delegate.centre.get_absolute_url()

    public = client.get(page).content.decode()
    client.force_login(RepresentativeFactory().user)
    other = client.get(page).content.decode()
    client.force_login(delegate.user)
    own = client.get(page).content.decode()

    for shown in (public, other, own):
        assert "Decree 12/2024" in shown
        assert "issued by Ministry" in shown
        assert "since March 2024" in shown
    assert ["1 January 2027" in shown for shown in (public, other, own)] == [False, False, True]


def test_the_secretariat_replaces_a_mandate_on_a_page_of_its_own(client, secretariat):
    centre = MandateFactory().centre
    client.force_login(secretariat)
    page = reverse("admin:members_centre_mandate", args=[centre.pk])

    asked = client.get(page).content.decode()
    press(client, page, legal_basis="Law 3/2026", since="2026-01")

    assert "Decree 12/2024" in asked
    assert centre.mandates.current().get().legal_basis == "Law 3/2026"
    change = client.get(reverse("admin:members_centre_change", args=[centre.pk])).content.decode()
    assert "Decree 12/2024" in change
    assert "Law 3/2026" in change
    assert page in change


def test_a_wrong_date_is_said_beside_its_field(client, secretariat):
    client.force_login(secretariat)
    page = reverse("admin:members_centre_mandate", args=[CentreFactory().pk])

    shown = press(client, page, legal_basis="Law", since="last year")

    assert "Write a year" in shown.content.decode()
    assert not Mandate.objects.exists()


def test_only_the_secretariat_replaces_a_mandate(client, delegate):
    client.force_login(delegate.user)

    page = reverse("admin:members_centre_mandate", args=[delegate.centre.pk])

    assert client.post(page, {"legal_basis": "Law"}).status_code in (302, 403)
    assert not Mandate.objects.exists()


def test_the_desk_leads_to_the_centres_whose_mandate_ends(client, secretariat):
    MandateFactory(centre=CentreFactory(member=True, name="Ending"), valid_until=TODAY)
    MandateFactory(centre=CentreFactory(member=True, name="Lasting"))
    row = found(secretariat, NOW)["Members' mandates that end soon or have ended"]
    client.force_login(secretariat)

    shown = client.get(row.page).content.decode()

    assert row.count == 1
    assert "Ending" in shown
    assert "Lasting" not in shown


def test_members_without_a_mandate_on_record_are_found(client, secretariat):
    MandateFactory(centre=CentreFactory(member=True, name="Known"))
    CentreFactory(member=True, name="Unknown")
    CentreFactory(name="Outside")
    client.force_login(secretariat)

    page = reverse("admin:members_centre_changelist")
    shown = client.get(f"{page}?queue=no_mandate").content.decode()

    assert "Unknown" in shown
    assert "Known<" not in shown
    assert "Outside" not in shown
