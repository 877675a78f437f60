import pytest

from common.refusals import Refused
from exchange.enums import PairStatus
from exchange.services import buddies
from exchange.tests.factories import YEAR, BuddyPairFactory, experienced, new
from members.tests.factories import NOW, CentreFactory, RepresentativeFactory, UserFactory
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db


def propose(supporter, supported, centre=None):
    return buddies.propose(
        supporter=supporter,
        supported=supported,
        year=YEAR,
        centre=centre,
        by=UserFactory(),
        now=NOW,
    )


def mailed_to(kind):
    return [mail.user for mail in Mail.objects.filter(kind=kind).order_by("pk")]


def test_the_side_that_did_not_propose_is_asked_by_mail():
    supporter, supported = experienced(), new(name="Young centre")
    delegate = RepresentativeFactory(centre=supported)
    RepresentativeFactory(centre=supporter)

    propose(supporter, supported, centre=supporter)

    letter = kinds.compose(Mail.objects.get(), NOW)
    assert mailed_to("exchange.buddies_proposed") == [delegate.user]
    assert "the buddy of Young centre in 2026?" in letter.subject


def test_the_secretariats_proposal_is_put_to_the_supporting_centre():
    delegate = RepresentativeFactory(centre=experienced())

    propose(delegate.centre, new())

    assert mailed_to("exchange.buddies_proposed") == [delegate.user]


def test_both_hear_that_they_agree_and_the_question_is_dropped():
    one, other = RepresentativeFactory(centre=experienced()), RepresentativeFactory(centre=new())
    pair = propose(one.centre, other.centre)

    buddies.agree(pair, by=one.user, now=NOW)

    assert mailed_to("exchange.buddies_agreed") == [one.user, other.user]
    question, *_told = Mail.objects.order_by("pk")
    assert kinds.compose(question, NOW) is None


@pytest.mark.parametrize(
    ("supporter", "supported", "why"),
    [
        (new, new, "does not list .* as experienced"),
        (experienced, experienced, "does not list .* as new"),
        (CentreFactory, new, "does not list .* as experienced"),
    ],
)
def test_the_networks_own_classification_decides_who_supports_whom(supporter, supported, why):
    with pytest.raises(Refused, match=why):
        propose(supporter(), supported())


def test_a_centre_is_neither_its_own_buddy_nor_has_two():
    pair = BuddyPairFactory()

    with pytest.raises(Refused, match="cannot support itself"):
        propose(pair.supporter, pair.supporter)
    with pytest.raises(Refused, match="already has a buddy in 2026"):
        propose(experienced(), pair.supported)


def test_a_pair_that_ended_leaves_room_for_another():
    pair = BuddyPairFactory()
    buddies.end(pair, by=UserFactory(), now=NOW)

    assert pair.supported in buddies.without_a_buddy(YEAR)
    assert propose(experienced(), pair.supported).status == PairStatus.PROPOSED
    assert pair.supported not in buddies.without_a_buddy(YEAR)


def test_only_a_proposal_is_agreed_and_nothing_ends_twice():
    agreed, ended = BuddyPairFactory(agreed=True), BuddyPairFactory(ended=True)

    for act, pair in ((buddies.agree, agreed), (buddies.agree, ended), (buddies.end, ended)):
        with pytest.raises(Refused, match="no longer possible"):
            act(pair, by=UserFactory(), now=NOW)


def test_notes_stand_in_the_order_in_which_they_were_added():
    pair = BuddyPairFactory(agreed=True)
    for text, centre in (("One", pair.supporter), ("Two", pair.supported), ("Three", None)):
        buddies.note(pair, text, centre=centre, by=UserFactory(), now=NOW)

    assert [note.text for note in pair.notes.all()] == ["One", "Two", "Three"]
