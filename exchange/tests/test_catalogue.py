import pytest

from common.refusals import Refused
from exchange import first_data
from exchange.enums import NEXT_SERVICE, ServiceStatus
from exchange.models import Service, ServiceOffer
from exchange.offering import centres_offering
from exchange.services import catalogue, offers
from exchange.tests.factories import ServiceFactory, ServiceOfferFactory
from members.tests.factories import (
    NOW,
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def how():
    return {"by": UserFactory(secretariat=True), "now": NOW}


def letter_of(service):
    return kinds.compose(Mail.objects.about(service).get(), NOW)


def test_an_empty_catalogue_begins_with_seven_services_and_keeps_what_was_made_of_it():
    names = list(Service.objects.values_list("name", flat=True))
    Service.objects.filter(name="Funding").update(name="Grants")
    first_data.ensure_services(NOW)

    assert names == [name for name, _description in first_data.SERVICES]
    assert Service.objects.count() == 7
    assert not Service.objects.filter(name="Funding").exists()


def test_what_a_centre_proposes_waits_for_the_secretariat():
    voice = RepresentativeFactory()

    made = catalogue.propose(
        name="Mediation", description="", centre=voice.centre, by=voice.user, now=NOW
    )

    assert made.status == ServiceStatus.PROPOSED
    assert made not in Service.objects.accepted()


def test_a_name_that_is_taken_is_not_proposed_again():
    voice = RepresentativeFactory()

    with pytest.raises(Refused, match="already a service of this name"):
        catalogue.propose(
            name="helpdesk", description="", centre=voice.centre, by=voice.user, now=NOW
        )


def test_accepting_tells_whoever_proposed_it(how):
    service = catalogue.accept(ServiceFactory(name="Mediation"), **how)

    assert service.is_accepted
    letter = letter_of(service)
    assert letter.subject == "The service that you proposed is in the catalogue"
    assert "> Mediation\n" in letter.text
    assert Mail.objects.get().user == service.proposed_by


def test_merging_names_the_other_service(how):
    other = Service.objects.get(name="Helpdesk")

    service = catalogue.merge(ServiceFactory(), into=other, note="The same.", **how)

    assert service.merged_into == other
    assert "under another name: “Helpdesk”" in letter_of(service).text
    assert "The secretariat writes: The same." in letter_of(service).text


def test_a_proposal_is_merged_only_into_the_catalogue(how):
    with pytest.raises(Refused, match="in the catalogue"):
        catalogue.merge(ServiceFactory(), into=ServiceFactory(retired=True), **how)


def test_a_returned_proposal_says_why(how):
    service = catalogue.send_back(ServiceFactory(), note="Too wide.", **how)

    assert service.status == ServiceStatus.RETURNED
    assert "Too wide." in letter_of(service).text


def test_a_retired_service_stays_with_its_offers_and_may_come_back(how):
    offer = ServiceOfferFactory()

    catalogue.retire(offer.service, **how)
    assert offer not in ServiceOffer.objects.open()
    catalogue.bring_back(offer.service, **how)

    offer.service.refresh_from_db()
    assert offer in ServiceOffer.objects.open()
    assert offer.service.retired_at is None


ACTS = {
    catalogue.accept: (ServiceStatus.ACCEPTED, {}),
    catalogue.retire: (ServiceStatus.RETIRED, {}),
    catalogue.send_back: (ServiceStatus.RETURNED, {"note": "Why."}),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_step_is_taken_only_where_the_life_cycle_has_it(act, how):
    target, said = ACTS[act]
    for trait, status in (
        ("accepted", ServiceStatus.ACCEPTED),
        ("retired", ServiceStatus.RETIRED),
        ("returned", ServiceStatus.RETURNED),
    ):
        service = ServiceFactory(**{trait: True})
        if target in NEXT_SERVICE.get(status, ()):
            assert act(service, **said, **how).status == target
        else:
            with pytest.raises(Refused, match="no longer possible"):
                act(service, **said, **how)


def test_a_mail_about_a_decision_that_has_changed_is_not_sent(how):
    service = catalogue.accept(ServiceFactory(), **how)
    catalogue.retire(service, **how)

    assert letter_of(service) is None


def test_a_centre_declares_changes_and_withdraws_an_offer(how):
    offer = offers.declare(
        Service.objects.get(name="Training"), CentreFactory(member=True), since="2019", **how
    )
    offers.change(offer, note="Online.", **how)
    withdrawn = offers.withdraw(offer, **how)

    assert (withdrawn.note, withdrawn.since, withdrawn.declared_at) == ("Online.", "2019", NOW)
    assert (withdrawn.withdrawn_at, withdrawn.withdrawn_by) == (NOW, how["by"])
    with pytest.raises(Refused, match="withdrawn already"):
        offers.withdraw(offer, **how)


def test_an_offer_is_declared_once_for_the_catalogue_and_within_the_network(how):
    offer = ServiceOfferFactory()

    for service, centre, why in (
        (offer.service, offer.centre, "already offers"),
        (ServiceFactory(), offer.centre, "not in the catalogue"),
        (offer.service, MembershipFactory(status="ended").centre, "not in the Network"),
    ):
        with pytest.raises(Refused, match=why):
            offers.declare(service, centre, **how)


def test_the_centres_that_offer_a_service_are_those_in_the_network():
    offer = ServiceOfferFactory()
    gone = MembershipFactory(status="ended").centre
    ServiceOfferFactory(service=offer.service, centre=gone)
    ServiceOfferFactory(service=offer.service, withdrawn=True)

    found = centres_offering(offer.service)

    assert [row["centre"] for row in found] == [offer.centre_id]
