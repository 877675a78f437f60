from datetime import timedelta
from uuid import uuid4

import pytest

from common.refusals import Refused
from exchange.enums import PostKind, ReplyTo
from exchange.models import Answer, Post, Service
from exchange.services import posts
from exchange.tests.factories import PostFactory
from members.models import Representative
from members.tests.factories import NOW, CentreFactory, RepresentativeFactory
from outbox import kinds
from outbox import services as outbox
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return PostFactory(title="Triage?")


@pytest.fixture
def voice():
    """Somebody of another centre, which has a role mailbox."""
    centre = CentreFactory(member=True, name="Helpful centre", mailbox="desk@helpful.example")
    return RepresentativeFactory(centre=centre)


def answer(post, voice, **said):
    given = {"text": "We have.", "reply_to": ReplyTo.MAILBOX, "form_token": uuid4(), **said}
    return posts.answer(post, centre=voice.centre, by=voice.user, now=NOW, **given)


def test_the_same_form_sent_twice_is_one_post_and_one_answer(post, voice):
    facts = {"kind": PostKind.OFFER, "title": "T", "text": "T", "open_until": NOW.date()}
    how = {"services": Service.objects.all()[:1], "centre": voice.centre, "form_token": uuid4()}
    made = [posts.publish(**facts, **how, by=voice.user, now=NOW) for _time in range(2)]
    token = uuid4()
    answers = [answer(post, voice, form_token=token) for _time in range(2)]

    assert made[0] == made[1]
    assert answers[0] == answers[1]
    assert Mail.objects.count() == 1


def test_an_answer_is_mailed_to_those_who_speak_for_the_centre_and_to_the_poster(post, voice):
    observer = RepresentativeFactory(centre=post.centre, role="observer").user
    head = RepresentativeFactory(centre=post.centre, role="head").user

    answer(post, voice)

    assert {mail.user for mail in Mail.objects.all()} == {post.by, head}
    by_observer = PostFactory(centre=post.centre, by=observer)
    assert observer in {one.user for one in posts.readers(by_observer, NOW)}


def test_the_reply_goes_to_the_role_mailbox_and_nobodys_address_is_in_the_letter(post, voice):
    answer(post, voice)

    letter = kinds.compose(Mail.objects.get(), NOW)

    assert letter.subject == "Helpful centre answers what your centre posted"
    assert "> Triage?\n" in letter.text
    assert letter.reply_to == "desk@helpful.example"
    assert "We have." in letter.text
    for address in (voice.user.email, post.by.email):
        assert address not in letter.text + letter.html


def test_the_mail_itself_says_where_the_reply_goes(post, voice, mailoutbox):
    answer(post, voice)

    outbox.deliver_due(lambda: NOW)

    assert [(mail.to, mail.reply_to) for mail in mailoutbox] == [
        ([post.by.email], ["desk@helpful.example"])
    ]


def test_whoever_chose_it_gets_the_reply_in_person(post, voice):
    answer(post, voice, reply_to=ReplyTo.PERSON)

    assert kinds.compose(Mail.objects.get(), NOW).reply_to == voice.user.email


def test_a_role_mailbox_taken_away_since_leaves_no_address(post, voice):
    answer(post, voice)
    voice.centre.mailbox = ""
    voice.centre.save()

    letter = kinds.compose(Mail.objects.get(), NOW)

    assert letter.reply_to == ""
    assert "Do not answer this email" in letter.text


def test_nobody_who_has_left_the_centre_gets_the_answer(post, voice):
    answer(post, voice)
    Representative.objects.filter(user=post.by).update(valid_until=NOW.date())

    assert kinds.compose(Mail.objects.get(), NOW) is None


def test_where_nobody_acts_the_answer_goes_to_the_mailbox_or_waits_on_the_page(post, voice):
    Representative.objects.filter(user=post.by).update(valid_until=NOW.date())
    answer(post, voice)
    assert not Mail.objects.exists()

    post.centre.mailbox = "desk@asking.example"
    post.centre.save()
    answer(post, voice)

    assert Mail.objects.get().to == "desk@asking.example"
    assert kinds.compose(Mail.objects.get(), NOW).reply_to == "desk@helpful.example"
    assert Answer.objects.count() == 2


def test_an_answer_is_refused_where_it_makes_no_sense(post, voice):
    own = Representative.objects.get(user=post.by)
    without = RepresentativeFactory()

    for asked, by, why in (
        (PostFactory(over=True, open_until=NOW.date() - timedelta(days=1)), voice, "closed"),
        (PostFactory(closed=True), voice, "closed"),
        (post, own, "posted this itself"),
        (post, without, "no role mailbox"),
    ):
        with pytest.raises(Refused, match=why):
            answer(asked, by)
    assert not Answer.objects.exists()


def test_a_post_takes_answers_on_its_last_day(voice):
    assert answer(PostFactory(open_until=NOW.date()), voice).pk


def test_a_post_is_changed_until_it_is_closed(post, voice):
    posts.change(post, services=[], title="Other", by=post.by, now=NOW)
    posts.close(post, by=post.by, now=NOW)

    assert Post.objects.get().title == "Other"
    for act in (
        lambda: posts.change(post, services=[], by=post.by, now=NOW),
        lambda: posts.close(post, by=post.by, now=NOW),
    ):
        with pytest.raises(Refused, match="closed already"):
            act()
