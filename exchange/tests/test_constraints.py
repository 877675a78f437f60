"""What the database itself refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from exchange.enums import PairStatus, ServiceStatus
from exchange.models import BuddyNote, Service
from exchange.tests.factories import (
    AnswerFactory,
    BuddyNoteFactory,
    BuddyPairFactory,
    PostFactory,
    ServiceFactory,
    ServiceOfferFactory,
    new,
)
from members.tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(days=1)


def unique(name, column):
    """SQLite names the columns instead of the constraint."""
    return name if connection.vendor == "postgresql" else column


@pytest.mark.parametrize(
    ("factory", "fields", "constraint"),
    [
        (ServiceFactory, {"status": "lost", "decided_at": NOW}, "service_status_known"),
        (ServiceFactory, {"status": ServiceStatus.ACCEPTED}, "service_decided_says_when"),
        (ServiceFactory, {"decided_at": NOW}, "service_decided_says_when"),
        (ServiceFactory, {"retired": True, "retired_at": None}, "service_retired_says_when"),
        (ServiceFactory, {"accepted": True, "retired_at": NOW}, "service_retired_says_when"),
        (ServiceFactory, {"returned": True, "note": ""}, "service_returned_says_why"),
        (
            ServiceFactory,
            {"status": ServiceStatus.MERGED, "decided_at": NOW},
            "service_merged_says_into_which",
        ),
        (
            ServiceOfferFactory,
            {"withdrawn": True, "withdrawn_at": EARLIER},
            "offer_withdrawn_says_when_and_by_whom",
        ),
        (
            ServiceOfferFactory,
            {"withdrawn_at": NOW},
            "offer_withdrawn_says_when_and_by_whom",
        ),
        (BuddyPairFactory, {"year": 1999}, "buddy_year_plausible"),
        (BuddyPairFactory, {"status": "lost"}, "buddies_agreed_says_when"),
        (BuddyPairFactory, {"status": PairStatus.AGREED}, "buddies_agreed_says_when"),
        (BuddyPairFactory, {"status": PairStatus.ENDED}, "buddies_ended_says_when"),
        (BuddyPairFactory, {"ended_at": NOW}, "buddies_ended_says_when"),
        (BuddyNoteFactory, {"text": ""}, "buddy_note_has_a_text"),
        (PostFactory, {"kind": "rumour"}, "post_kind_known"),
        (PostFactory, {"title": ""}, "post_has_title_and_text"),
        (PostFactory, {"text": ""}, "post_has_title_and_text"),
        (PostFactory, {"closed_at": EARLIER}, "post_closed_after_it_was_posted"),
        (AnswerFactory, {"reply_to": "nobody"}, "answer_reply_to_known"),
        (AnswerFactory, {"text": ""}, "answer_has_a_text"),
    ],
)
def test_a_row_that_must_never_be_true_is_refused(factory, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        factory(**fields)


def test_a_service_is_never_merged_into_itself():
    service = ServiceFactory()

    with pytest.raises(IntegrityError, match="service_merged_says_into_which"):
        Service.objects.filter(pk=service.pk).update(
            status=ServiceStatus.MERGED, decided_at=NOW, merged_into=service
        )


def test_a_name_stands_once_in_the_catalogue_but_may_be_proposed_anew():
    ServiceFactory(name="Mediation", returned=True)
    ServiceFactory(name="Mediation", accepted=True)

    with pytest.raises(IntegrityError, match="one_service_per_name"):
        ServiceFactory(name="MEDIATION")


def test_a_centre_offers_a_service_once_at_a_time():
    offer = ServiceOfferFactory(withdrawn=True)
    same = {"centre": offer.centre, "service": offer.service}
    ServiceOfferFactory(**same)

    with pytest.raises(
        IntegrityError, match=unique("one_open_offer_per_centre_and_service", "offer.service_id")
    ):
        ServiceOfferFactory(**same)


def test_no_centre_is_its_own_buddy():
    centre = new()

    with pytest.raises(IntegrityError, match="no_centre_is_its_own_buddy"):
        BuddyPairFactory(supporter=centre, supported=centre)


def test_a_new_centre_has_one_buddy_a_year_that_has_not_ended():
    centre = BuddyPairFactory(ended=True).supported
    BuddyPairFactory(supported=centre, agreed=True)
    BuddyPairFactory(supported=centre, year=2027)

    with pytest.raises(
        IntegrityError, match=unique("one_buddy_per_new_centre_and_year", "pair.year")
    ):
        BuddyPairFactory(supported=centre)


def test_one_form_makes_one_post():
    post = PostFactory()

    with pytest.raises(IntegrityError, match=unique("one_post_per_form", "post.form_token")):
        PostFactory(centre=post.centre, by=UserFactory(), form_token=post.form_token)


def test_one_form_makes_one_answer():
    token = uuid4()
    answer = AnswerFactory(form_token=token)

    with pytest.raises(IntegrityError, match=unique("one_answer_per_form", "answer.form_token")):
        AnswerFactory(post=answer.post, by=answer.by, centre=answer.centre, form_token=token)


@pytest.mark.postgres
def test_a_note_of_buddies_is_never_changed_nor_deleted():
    note = BuddyNoteFactory()

    for act in (
        lambda: BuddyNote.objects.update(text="Other"),
        lambda: BuddyNote.objects.filter(pk=note.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            act()
    assert connection.vendor == "postgresql"
    assert BuddyNote.objects.get().text == "First call held."
