from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from members.enums import ApplicationStatus
from members.models import Centre, User
from members.permissions import co_chair_centre
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
)
from outbox.kinds import compose
from outbox.models import Mail
from voting import services
from voting.enums import MotionStatus
from voting.permissions import can_certify
from voting.tests.factories import (
    closed_motion,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_observer,
    make_rule_set,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CARRIED, LOST = ["yes"] * 3, ["no"] * 3


def certify(motion, person, reasons="Not yet ready.", on=None):
    return services.certify(
        motion, reasons=reasons, by=person.user, now=NOW + 20 * DAY, on=on or date(2026, 11, 22)
    )


def mailed(kind):
    return sorted(mail.to for mail in Mail.objects.filter(kind=kind))


def test_a_certified_admission_makes_a_member():
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    application = ApplicationFactory(eligible=True, centre_name="KEINO")
    motion = closed_motion([chair, *others], CARRIED, application=application)

    certified = certify(motion, chair, reasons="")

    application.refresh_from_db()
    assert (certified.status, certified.certified_by) == (MotionStatus.CERTIFIED, chair.user)
    assert application.status == ApplicationStatus.ADMITTED
    centre = Centre.objects.get(name="KEINO")
    assert centre.memberships.get().effective == "2026-11-22"
    assert mailed("members.application_admitted") == [application.contact_email]
    assert mailed("members.invitation") == [application.delegate_email]
    assert len(mailed("voting.certified")) == 3


def test_a_refused_applicant_gets_the_members_reasons_and_the_numbers():
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    application = ApplicationFactory(eligible=True)
    motion = closed_motion([chair, *others], LOST, application=application)

    certify(motion, chair, reasons="The mandate is regional.")

    application.refresh_from_db()
    assert application.status == ApplicationStatus.REFUSED
    assert application.decision_reasons.startswith("The mandate is regional.\n\n0 of 3 yes and no")
    assert mailed("members.application_refused") == [application.contact_email]
    assert not Centre.objects.filter(name=application.centre_name).exists()


def test_the_letter_of_a_refusal_says_from_when_to_apply_again():
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    rule_set = make_rule_set(reapplication_after_days=90)
    motion = closed_motion([chair, *others], LOST, rule_set=rule_set)

    certify(motion, chair, on=date(2026, 11, 22))
    letter = compose(Mail.objects.get(kind="members.application_refused"), NOW + 20 * DAY)

    motion.application.refresh_from_db()
    assert motion.application.reapply_from == date(2027, 2, 20)
    assert "You may apply again from 20 February 2027 on." in letter.text
    assert "You may apply again from 20 February 2027 on." in letter.html


@pytest.mark.parametrize("reasons", ["", "  \n"])
def test_a_refusal_without_reasons_is_not_certified(reasons):
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    motion = closed_motion([chair, *others], LOST)

    with pytest.raises(services.Refused, match="Say why"):
        certify(motion, chair, reasons=reasons)

    motion.refresh_from_db()
    assert motion.status == MotionStatus.CLOSED


def test_nothing_takes_effect_before_certification():
    application = ApplicationFactory(eligible=True)

    closed_motion(make_delegates(3), CARRIED, application=application)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.IN_VOTE


def of_the_applicants_country():
    return make_co_chair(RepresentativeFactory(centre=CentreFactory(member=True, country="PL")))


def with_a_term_that_is_over():
    (person,) = make_delegates(1)
    CoChairTermFactory(centre=person.centre, began="2020", handed_over="2021")
    return person


def whose_term_has_not_begun():
    (person,) = make_delegates(1)
    CoChairTermFactory(centre=person.centre, began="2999")
    return person


def observing_for_a_co_chair():
    (person,) = make_delegates(1)
    return make_observer(make_co_chair(person))


def in_the_secretariat():
    (person,) = make_delegates(1)
    make_co_chair(person)
    person.user.is_staff = True
    person.user.save()
    return person


def delegate_of_another_member():
    return make_delegates(1)[0]


@pytest.mark.parametrize(
    "who",
    [
        of_the_applicants_country,
        with_a_term_that_is_over,
        whose_term_has_not_begun,
        observing_for_a_co_chair,
        in_the_secretariat,
        delegate_of_another_member,
    ],
)
def test_only_a_co_chair_of_another_country_certifies(who):
    motion = closed_motion(make_delegates(3), CARRIED)
    person = who()

    with pytest.raises(services.Refused, match="Only a co-chair certifies"):
        certify(motion, person)

    assert not can_certify(person.user, motion)


def test_an_alternate_of_a_co_chair_certifies():
    chair, *others = make_delegates(3)
    alternate = make_alternate(make_co_chair(chair))
    motion = closed_motion([chair, *others], CARRIED)

    assert certify(motion, alternate).certified_by == alternate.user


def test_a_co_chair_of_the_applicants_country_is_not_asked_to_certify():
    barred = of_the_applicants_country()
    people = make_delegates(2)

    closed_motion([*people, barred], CARRIED)

    assert mailed("voting.certification_asked") == []
    assert barred.user.email in mailed("voting.closed")


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Europe/Brussels", "Pacific/Kiritimati"])
def test_a_co_chairs_term_begins_and_ends_with_the_networks_day_whoever_clicks(zone, monkeypatch):
    leaving, coming = make_delegates(2)
    CoChairTermFactory(centre=leaving.centre, handed_over="2027-01-01")
    CoChairTermFactory(centre=coming.centre, began="2027-01-01")
    before = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)  # half an hour before midnight in Brussels
    leads = {}

    for instant in (before, before + timedelta(hours=1)):
        monkeypatch.setattr("django.utils.timezone.now", lambda instant=instant: instant)
        with timezone.override(zone):
            leads[instant] = [
                co_chair_centre(User.objects.get(pk=person.user_id)) is not None
                for person in (leaving, coming)
            ]

    assert list(leads.values()) == [[True, False], [False, True]]
