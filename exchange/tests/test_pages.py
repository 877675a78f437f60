"""What the members do in the browser."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import network_day
from exchange.forms import this_year
from exchange.models import Answer, BuddyPair, Post, Service
from exchange.tests.factories import (
    AnswerFactory,
    BuddyPairFactory,
    PostFactory,
    ServiceFactory,
    ServiceOfferFactory,
    experienced,
    new,
)
from members.tests.factories import CentreFactory, RepresentativeFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db
POSTS = reverse("exchange:posts")


@pytest.fixture
def voice(client):
    """A delegate of an experienced centre, logged in."""
    made = RepresentativeFactory(centre=experienced())
    client.force_login(made.user)
    return made


def read(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def send(client, view, /, *args, **form):
    response = client.post(reverse(f"exchange:{view}", args=args), form, follow=True)
    return " ".join(response.content.decode().split())


def soon(days=10):
    return (network_day(timezone.now()) + timedelta(days=days)).isoformat()


def test_the_navigation_leads_members_to_the_exchange(client, voice):
    assert '<a href="/exchange/" aria-current="page">Exchange</a>' in read(client, POSTS)
    client.logout()
    assert ">Exchange<" not in read(client, "/contact/")


def test_a_centre_declares_changes_and_withdraws_a_service(client, voice):
    training = Service.objects.get(name="Training")
    form = {"note": "Six courses.", "since": "2019-05", "languages": ["Dutch"], "link": "a.example"}

    send(client, "offer", training.pk, **form)
    offer = voice.centre.service_offers.get()
    assert (offer.since, offer.languages, offer.link) == ("2019-05", ["Dutch"], "https://a.example")
    page = send(client, "offer", training.pk, note="Seven courses.")
    assert "Seven courses." in page
    send(client, "withdraw_offer", offer.pk)

    assert not voice.centre.service_offers.open().exists()


def test_a_wrong_date_is_said_and_nothing_typed_is_lost(client, voice):
    page = send(client, "offer", Service.objects.first().pk, note="Kept words", since="05/19")

    assert "There is 1 problem" in page
    assert "Kept words" in page
    assert not voice.centre.service_offers.exists()


def test_a_proposed_service_is_shown_with_what_became_of_it(client, voice):
    page = send(client, "propose_service", name="Mediation", description="Between both sides.")
    assert "Your proposal is with the secretariat" in page
    ServiceFactory(voice=voice, returned=True, note="Too wide.")

    page = read(client, reverse("exchange:own_services"))

    assert "Mediation" in page
    assert "Too wide." in page


def test_a_name_that_is_taken_is_said_above_the_form(client, voice):
    page = send(client, "propose_service", name="Training")

    assert "already a service of this name" in page
    assert "There is 1 problem" in page


def test_new_centres_without_a_buddy_are_visible_and_one_is_asked(client, voice):
    young = new(name="Young centre")
    assert "Young centre" in read(client, reverse("exchange:buddies"))

    page = send(client, "propose_buddy", other=young.pk, year=this_year())

    pair = BuddyPair.objects.get()
    assert (pair.supporter, pair.supported) == (voice.centre, young)
    assert pair.proposed_for == voice.centre
    assert "None: every new centre has one, or was asked." in page
    assert "already has a buddy" in send(client, "propose_buddy", other=young.pk, year=this_year())


def test_a_new_centre_asks_an_experienced_one(client):
    voice = RepresentativeFactory(centre=new())
    asked = experienced()
    client.force_login(voice.user)

    send(client, "propose_buddy", other=asked.pk, year=this_year())

    assert BuddyPair.objects.get().supporter == asked


def test_a_centre_of_unknown_maturity_reads_why_it_cannot_propose(client):
    client.force_login(RepresentativeFactory().user)

    assert "neither as experienced nor as new" in read(client, reverse("exchange:propose_buddy"))


def test_a_pair_is_agreed_noted_and_ended_on_its_page(client, voice):
    pair = BuddyPairFactory(supporter=voice.centre)
    assert "Your centre was asked: agree or decline." in read(client, pair.get_absolute_url())

    send(client, "agree_buddies", pair.pk)
    assert "First call held." in send(client, "pair", pair.pk, text="First call held.")
    page = send(client, "end_buddies", pair.pk)

    pair.refresh_from_db()
    assert pair.status == "ended"
    assert "First call held." in page


def test_the_buddies_of_another_year_have_their_own_page(client, voice):
    BuddyPairFactory(year=2020, supported=new(name="Long ago"))
    buddies = reverse("exchange:buddies")

    assert "Long ago" in read(client, buddies, year="2020")
    assert '<a href="?year=2020">2020</a>' in read(client, buddies)
    assert "Buddies in" in read(client, buddies, year="x")


def test_a_post_is_made_changed_and_closed(client, voice):
    training = Service.objects.get(name="Training")
    form = {
        "kind": "request",
        "title": "Triage?",
        "text": "Who has done it?",
        "open_until": soon(),
        "services": [training.pk],
        "form_token": uuid4(),
    }
    send(client, "new_post", **form)
    send(client, "new_post", **form)  # the same page sent twice
    post = Post.objects.get()
    send(client, "edit_post", post.pk, **{**form, "title": "Digital triage?", "services": []})
    page = send(client, "close_post", post.pk)

    post.refresh_from_db()
    assert (post.title, post.services.count(), post.centre) == ("Digital triage?", 0, voice.centre)
    assert "Closed: no more answers are taken." in page


def test_a_post_does_not_end_before_it_begins(client, voice):
    page = send(client, "new_post", open_until=soon(-1), form_token=uuid4())

    assert "Choose today or a day to come." in page


def test_the_list_shows_open_posts_and_is_searched_and_filtered(client, voice):
    service = Service.objects.get(name="Funding")
    PostFactory(title="Alpha about courses").services.add(service)
    PostFactory(title="Beta", kind="offer")
    PostFactory(title="Gamma", over=True)
    PostFactory(title="Delta", closed=True)

    def titles(**query):
        page = read(client, POSTS, **query)
        return [name for name in ("Alpha", "Beta", "Gamma", "Delta") if f">{name}" in page]

    assert titles() == ["Alpha", "Beta"]
    assert titles(state="over") == ["Gamma", "Delta"]
    assert titles(kind="offer") == ["Beta"]
    assert titles(service=service.pk) == ["Alpha"]
    assert titles(q="courses alpha") == ["Alpha"]
    assert "Nothing fits" in read(client, POSTS, q="nothing")


def test_an_answer_is_sent_once_and_kept_for_both_centres(client, voice):
    post = PostFactory()
    form = {"text": "We have.", "reply_to": "person", "form_token": uuid4()}
    send(client, "answer", post.pk, **form)
    page = send(client, "answer", post.pk, **form)
    assert "We have." in page  # the answering centre sees its own
    client.force_login(post.by)

    page = read(client, post.get_absolute_url())

    assert Answer.objects.count() == Mail.objects.count() == 1
    assert "We have." in page
    assert voice.user.email in page  # who chose it so
    client.force_login(RepresentativeFactory().user)
    assert "We have." not in read(client, post.get_absolute_url())


def test_the_form_says_who_will_see_what(client, voice):
    post = PostFactory(voice=RepresentativeFactory(centre__name="Asking centre"))
    page = read(client, reverse("exchange:answer", args=[post.pk]))

    assert "The people who speak for Asking centre" in page
    assert f"my own address, {voice.user.email}, which they will see" in page
    assert "Your centre has no role mailbox on record" in page
    assert post.by.email not in page


def test_a_closed_post_takes_no_answer(client, voice):
    post = PostFactory(closed=True)
    address = reverse("exchange:answer", args=[post.pk])
    form = {"text": "We have.", "reply_to": "person", "form_token": uuid4()}

    assert "takes no answers any more" in read(client, address)
    assert "This is closed" in send(client, "answer", post.pk, **form)
    assert not Answer.objects.exists()


def test_the_lists_say_what_will_be_there(client, voice):
    assert "Nothing is open at present" in read(client, POSTS)
    assert "No pair in this year yet" in read(client, reverse("exchange:buddies"))
    Service.objects.all().delete()
    assert "The catalogue is empty" in read(client, reverse("exchange:own_services"))
    assert "No note yet" in read(
        client, BuddyPairFactory(supporter=voice.centre).get_absolute_url()
    )
    assert "No answer yet" in read(client, PostFactory(voice=voice).get_absolute_url())


@pytest.mark.parametrize("count", [3, 12])
def test_the_pages_cost_the_same_however_much_there_is(
    client, voice, django_assert_num_queries, count
):
    own = PostFactory(voice=voice)
    for country in "AT DE NL ES SE EE GR IE IT PT FI LT".split()[:count]:
        centre = CentreFactory(member=True, country=country)
        post = PostFactory(voice=RepresentativeFactory(centre=centre))
        post.services.add(*Service.objects.all()[:3])
        AnswerFactory(post=own)
        BuddyPairFactory(year=this_year())
        new()
        ServiceOfferFactory(centre=voice.centre)

    for address, queries in (
        (POSTS, 12),
        (own.get_absolute_url(), 11),
        (reverse("exchange:buddies"), 11),
        (reverse("exchange:own_services"), 11),
    ):
        with django_assert_num_queries(queries):
            client.get(address)
