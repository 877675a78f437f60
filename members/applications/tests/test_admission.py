from datetime import date

import pytest

from common.refusals import Refused
from members.applications.services import admission
from members.enums import ApplicationStatus, Maturity, RepresentativeRole
from members.models import Membership, Representative
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def put_to_vote(secretariat, **facts):
    application = ApplicationFactory(eligible=True, **facts)
    return admission.put_to_vote(application, by=secretariat, now=NOW)


def admit(application, secretariat):
    return admission.admit(
        application, by=secretariat, now=NOW, on=TODAY, newly_established_years=5
    )


def test_admission_makes_a_member_with_its_host(secretariat):
    application = put_to_vote(secretariat, country="PL", established="2024-03")

    centre = admit(application, secretariat)

    membership = Membership.objects.entitled_to_vote().get(centre=centre)
    assert membership.maturity == Maturity.NEW
    assert membership.effective == "2026-11-02"
    assert [host.name for host in centre.hosts.all()] == [application.organisation_name]
    application.refresh_from_db()
    assert application.status == ApplicationStatus.ADMITTED
    assert application.centre == centre


def test_the_named_people_are_invited_and_may_act_at_once(secretariat):
    application = put_to_vote(
        secretariat, alternate_name="Al Ternate", alternate_email="al@example.org"
    )

    centre = admit(application, secretariat)

    acting = Representative.objects.acting(TODAY).filter(centre=centre)
    assert {(person.role, person.user.email) for person in acting} == {
        (RepresentativeRole.DELEGATE, application.delegate_email),
        (RepresentativeRole.ALTERNATE, "al@example.org"),
    }
    assert set(Mail.objects.filter(kind="members.invitation").values_list("to", flat=True)) == {
        application.delegate_email,
        "al@example.org",
    }


def test_somebody_who_acts_for_another_centre_is_not_moved(secretariat):
    busy = RepresentativeFactory()
    application = put_to_vote(secretariat, delegate_email=busy.user.email.upper())

    centre = admit(application, secretariat)

    assert not centre.representatives.exists()
    assert Representative.objects.get(user=busy.user) == busy


def test_a_name_taken_by_another_centre_still_gets_an_address(secretariat):
    CentreFactory(slug="same-name")

    centre = admit(put_to_vote(secretariat, centre_name="Same name"), secretariat)

    assert centre.slug.startswith("same-name-p2i-")


def test_admitting_twice_is_refused(secretariat):
    application = put_to_vote(secretariat)
    admit(application, secretariat)

    with pytest.raises(Refused):
        admit(application, secretariat)

    assert Membership.objects.count() == 1


def test_a_refusal_keeps_the_reasons_and_tells_the_applicant(secretariat):
    application = put_to_vote(secretariat)

    application = admission.refuse(
        application, reasons="The mandate is not national.", by=secretariat, now=NOW
    )

    assert application.status == ApplicationStatus.REFUSED
    assert application.decision_reasons == "The mandate is not national."
    assert Mail.objects.get().kind == "members.application_refused"


def test_a_vote_called_off_makes_the_application_eligible_again(secretariat):
    application = put_to_vote(secretariat)

    application = admission.take_back_from_vote(application, by=secretariat, now=NOW)

    assert application.status == ApplicationStatus.ELIGIBLE


def test_an_invited_person_has_no_usable_password(secretariat):
    application = put_to_vote(secretariat)

    centre = admit(application, secretariat)

    assert not centre.representatives.get().user.has_usable_password()


def test_an_existing_login_is_used_whatever_the_letter_case(secretariat):
    known = UserFactory(email="known@example.org")
    application = put_to_vote(secretariat, delegate_email="Known@Example.org")

    centre = admit(application, secretariat)

    assert centre.representatives.get().user == known


def test_somebody_who_will_act_elsewhere_does_not_stop_the_admission(secretariat):
    later = RepresentativeFactory(valid_from=date(2027, 1, 1))
    application = put_to_vote(secretariat, delegate_email=later.user.email)

    centre = admit(application, secretariat)

    assert not centre.representatives.exists()
