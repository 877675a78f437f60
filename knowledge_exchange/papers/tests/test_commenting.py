"""Members' comments on the passages of a draft, and the pages of a paper's clearance."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import network_day
from common.refusals import Refused
from common.tests.step_pages import press
from knowledge_exchange.models import Comment, Position
from knowledge_exchange.papers import anchors
from knowledge_exchange.papers.enums import Stage
from knowledge_exchange.papers.services import clearing, commenting, consulting, writing
from knowledge_exchange.tests.factories import NOW, PaperFactory, PaperVersionFactory
from knowledge_exchange.tests.roles import READERS_OF_DRAFTS, ROLES, as_role
from members.enums import VOTING_ROLES
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BODY = "# Why\n\nBuyers *ask* early.\n\nThey pay late."


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def delegate():
    return RepresentativeFactory().user


@pytest.fixture
def version(secretariat):
    """Open for comments by the clock on the wall."""
    paper = PaperVersionFactory(body=BODY).paper
    now = timezone.now()
    return consulting.open_comments(paper, until=now + 5 * DAY, by=secretariat, now=now)


def url(name, *args):
    return reverse(f"knowledge_exchange:{name}", args=args)


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def post(client, address, status=302, **said):
    response = client.post(address, said)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def test_who_has_ceased_to_act_hears_no_more_of_the_conversation(version, delegate, secretariat):
    comment = commenting.comment(version, text="Why?", by=delegate, now=timezone.now())
    delegate.representations.update(valid_until=network_day(timezone.now()))

    commenting.reply(comment, text="So.", by=secretariat, now=timezone.now())
    commenting.resolve(comment, resolution="Said.", by=secretariat, now=timezone.now())

    assert not Mail.objects.filter(kind__in=[commenting.ANSWERED, commenting.RESOLVED]).exists()


# --- Passages ---------------------------------------------------------------------------


def test_a_text_falls_into_its_passages():
    found = anchors.split("<h2>Why</h2>\n<p>One <em>two</em>.</p>\n<ul><li>a</li></ul>")

    assert [(it.number, it.words) for it in found] == [(1, "Why"), (2, "One two."), (3, "a")]
    assert found[1].html == "<p>One <em>two</em>.</p>"


def test_an_empty_text_has_no_passage():
    assert anchors.split("") == []


# --- Commenting -------------------------------------------------------------------------


def test_a_comment_stands_beside_its_passage_until_that_changes(client, version, delegate):
    client.force_login(delegate)
    page = url("comments", version.paper.slug)

    post(client, page, passage="Buyers ask early.", text="Which <buyers>?")

    assert "Which &lt;buyers&gt;?" in read(client, page)
    assert "passages that have changed since" not in read(client, page)
    writing.save_text(version.paper, "# Why\n\nAll do.", by=delegate, now=NOW, seen=None)
    changed = read(client, page)
    assert "passages that have changed since" in changed
    assert "Buyers ask early." in changed


def test_the_form_stands_beside_the_chosen_passage(client, version, delegate):
    client.force_login(delegate)

    page = read(client, url("comments", version.paper.slug) + "?passage=2")

    assert '<input type="hidden" name="passage" value="Buyers ask early.">' in page
    assert page.count('id="comment-form"') == 1


def test_what_was_typed_on_a_passage_that_changed_is_kept(client, version, delegate):
    client.force_login(delegate)

    page = post(
        client, url("comments", version.paper.slug), 200, passage="Gone.", text="My long words"
    )

    assert "has changed meanwhile" in page
    assert "My long words" in page
    assert not Comment.objects.exists()


def test_comments_are_answered_resolved_opened_again_and_taken_back(client, version, delegate):
    comment = commenting.comment(version, text="Why?", by=delegate, now=timezone.now())
    client.force_login(delegate)
    page, paper = url("comment", comment.pk), url("comments", version.paper.slug)

    post(client, page, **{"reply": 1, "reply-text": "Because."})
    assert "Say what" not in read(client, page)
    assert "This field is required" in post(client, page, 200, **{"resolve": 1})
    post(client, page, **{"resolve": 1, "resolve-resolution": "Said why."})
    assert "Said why." in read(client, paper)
    assert "0 comments are not resolved yet" in read(client, paper)
    post(client, url("reopen_comment", comment.pk))
    assert "1 comment is not resolved yet" in read(client, paper)
    post(client, url("take_comment_back", comment.pk))
    assert "took this comment back" in read(client, paper)
    assert "Because." in read(client, paper)


def test_after_the_deadline_only_the_writers_go_on(version, delegate):
    observer = RepresentativeFactory(role="observer").user
    later = version.comments_until
    comment = commenting.comment(version, text="Why?", by=delegate, now=later - DAY)

    with pytest.raises(Refused, match="over"):
        commenting.comment(version, text="Late.", by=delegate, now=later)
    with pytest.raises(Refused, match="over"):
        commenting.reply(comment, text="Late.", by=observer, now=later)
    assert commenting.reply(comment, text="Seen.", by=delegate, now=later)
    assert commenting.resolve(comment, resolution="Done.", by=delegate, now=later)


def test_only_its_author_takes_a_comment_back_and_only_while_it_is_open(version, delegate):
    now, other = timezone.now(), UserFactory()
    comment = commenting.comment(version, text="Why?", by=delegate, now=now)

    with pytest.raises(Refused, match="Only its author"):
        commenting.take_back(comment, by=other, now=now)
    commenting.resolve(comment, resolution="Done.", by=delegate, now=now)
    with pytest.raises(Refused, match="resolved already"):
        commenting.take_back(comment, by=delegate, now=now)
    commenting.reopen(comment, by=delegate, now=NOW)
    commenting.take_back(comment, by=delegate, now=now)
    for act in (
        lambda: commenting.reply(comment, text="x", by=delegate, now=now),
        lambda: commenting.resolve(comment, resolution="x", by=delegate, now=now),
    ):
        with pytest.raises(Refused, match="taken back"):
            act()


def test_a_pdf_is_commented_by_page_and_words(client, secretariat, delegate):
    version = PaperVersionFactory(uploaded=True)
    now = timezone.now()
    consulting.open_comments(version.paper, until=now + 5 * DAY, by=secretariat, now=now)
    client.force_login(delegate)

    post(client, url("comments", version.paper.slug), passage="Page 3, line 2", text="Why?")

    assert "Page 3, line 2" in read(client, url("comments", version.paper.slug))


def test_comments_ask_no_more_however_many(
    client, version, delegate, django_assert_max_num_queries
):
    for number in range(8):
        comment = commenting.comment(version, text=f"{number}", by=delegate, now=timezone.now())
        commenting.reply(comment, text="So.", by=UserFactory(), now=timezone.now())
    client.force_login(delegate)

    with django_assert_max_num_queries(16):
        client.get(url("comments", version.paper.slug))


# --- Asking for them --------------------------------------------------------------------


def test_members_are_asked_and_those_who_said_nothing_reminded_once(secretariat, delegate):
    silent = RepresentativeFactory(role="observer").user
    paper = PaperVersionFactory().paper
    version = consulting.open_comments(paper, until=NOW + 14 * DAY, by=secretariat, now=NOW)
    commenting.comment(version, text="Why?", by=delegate, now=NOW)

    assert Mail.objects.filter(kind="knowledge_exchange.comments_asked").count() == 2
    assert consulting.remind(NOW + 10 * DAY) == 0
    assert [consulting.remind(NOW + 12 * DAY) for _again in range(2)] == [1, 0]
    reminder = Mail.objects.get(kind="knowledge_exchange.comments_due")
    assert reminder.user == silent
    assert "has not commented" in kinds.compose(reminder, NOW + 12 * DAY).text
    consulting.end_comments(paper, by=secretariat, now=NOW)
    assert kinds.compose(Mail.objects.get(pk=reminder.pk), NOW + 12 * DAY) is None


def composed(kind, now=NOW):
    mails = Mail.objects.filter(kind=f"knowledge_exchange.{kind}").order_by("pk")
    return [(mail.user, kinds.compose(mail, now)) for mail in mails]


def test_those_who_took_part_hear_of_an_answer_and_of_what_was_done(secretariat, delegate):
    version = PaperVersionFactory()
    consulting.open_comments(version.paper, until=NOW + 5 * DAY, by=secretariat, now=NOW)
    comment = commenting.comment(version, text="Why five years?", by=delegate, now=NOW)

    commenting.reply(comment, text="The law says so.", by=secretariat, now=NOW)
    commenting.reply(comment, text="Which one?", by=delegate, now=NOW)
    commenting.resolve(comment, resolution="Now it names it.", by=secretariat, now=NOW)

    (first, told), (second, asked) = composed("comment_answered")
    assert (first, second) == (delegate, secretariat)
    assert "The law says so." in told.text
    assert "Why five years?" in told.text
    assert "Which one?" in asked.text
    [(author, done)] = composed("comment_resolved")
    assert author == delegate
    assert "Now it names it." in done.text
    commenting.reopen(comment, by=delegate, now=NOW)
    assert composed("comment_resolved") == [(delegate, None)]


def test_the_secretariat_hears_once_that_a_round_is_over(secretariat, delegate):
    version = PaperVersionFactory()
    consulting.open_comments(version.paper, until=NOW + 5 * DAY, by=secretariat, now=NOW)
    for text in ("Why?", "How?"):
        commenting.comment(version, text=text, by=delegate, now=NOW)
    commenting.resolve(Comment.objects.first(), resolution="Done.", by=secretariat, now=NOW)

    assert consulting.notify_of_end(NOW) == 0
    assert [consulting.notify_of_end(NOW + 5 * DAY) for _again in range(2)] == [1, 0]

    [(person, letter)] = composed("comments_over")
    assert person == secretariat
    assert "There are 2 comments. 1 of them is still open." in " ".join(letter.text.split())
    consulting.end_comments(version.paper, by=secretariat, now=NOW + DAY)
    assert composed("comments_over") == [(secretariat, None)]


def test_a_moved_deadline_is_told_and_the_old_letter_not_sent(secretariat, delegate):
    paper = PaperVersionFactory().paper
    consulting.open_comments(paper, until=NOW + 14 * DAY, by=secretariat, now=NOW)

    consulting.move_deadline(paper, until=NOW + 20 * DAY, by=secretariat, now=NOW + DAY)

    letters = [kinds.compose(mail, NOW + DAY) for mail in Mail.objects.order_by("pk")]
    assert letters[0] is None
    assert f"{NOW + 20 * DAY:%-d %B %Y}" in letters[1].text


def test_nothing_is_asked_of_a_past_day_or_without_a_draft(secretariat):
    paper = PaperVersionFactory().paper
    with pytest.raises(Refused, match="passed already"):
        consulting.open_comments(paper, until=NOW, by=secretariat, now=NOW)
    for other in (PaperFactory(), PaperFactory(published=True), PaperFactory(withdrawn=True)):
        with pytest.raises(Refused, match="no version in preparation"):
            consulting.open_comments(other, until=NOW + 5 * DAY, by=secretariat, now=NOW)
    with pytest.raises(Refused, match="not being asked"):
        consulting.end_comments(paper, by=secretariat, now=NOW)


# --- Who reaches what -------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_the_pages_of_a_draft_that_are_for_it(client, role, version):
    comment = commenting.comment(version, text="Why?", by=UserFactory(), now=timezone.now())
    as_role(client, role)
    slug = version.paper.slug
    reads = role in READERS_OF_DRAFTS
    refusal = 302 if role == "public" else 404

    for page in (url("comments", slug), url("clearance", slug), url("comment", comment.pk)):
        assert client.get(page).status_code == (200 if reads else refusal)
    resolved = client.post(url("comment", comment.pk), {"resolve": 1, "resolve-resolution": "x"})
    can_write = role in {"secretariat", *VOTING_ROLES}
    expected = 302 if can_write else 403 if reads else refusal
    assert resolved.status_code == expected
    comment.refresh_from_db()
    assert comment.is_resolved == can_write


@pytest.mark.parametrize("role", ROLES)
def test_only_who_speaks_for_a_member_centre_objects_and_states_positions(
    client, role, secretariat
):
    paper, now = PaperVersionFactory().paper, timezone.now()
    silence = clearing.begin(paper, until=now + 5 * DAY, by=secretariat, now=now)
    as_role(client, role)
    page = url("clearance", paper.slug)
    speaks = role in VOTING_ROLES

    said = [
        client.post(page, {"state": 1, "stance": "reserve", "text": "Not all."}),
        client.post(page, {"object": 1, "reasons": "No."}),
    ]

    assert {response.status_code == 302 for response in said} == {speaks or role == "public"}
    assert silence.objections.count() == Position.objects.count() == int(speaks)
    for name in ("withdraw_objection", "take_position_back"):
        client.post(url(name, paper.slug))
    assert silence.objections.standing().count() == Position.objects.count() == 0


def test_a_reservation_without_words_is_asked_for_them(client, secretariat, delegate):
    paper, now = PaperVersionFactory().paper, timezone.now()
    clearing.begin(paper, until=now + 5 * DAY, by=secretariat, now=now)
    client.force_login(delegate)

    page = post(client, url("clearance", paper.slug), 200, state=1, stance="dissent", text="")

    assert "does not simply endorse" in page


# --- In the admin -----------------------------------------------------------------------


def act(name, paper):
    return reverse(f"admin:knowledge_exchange_paper_{name}", args=[paper.pk])


def test_the_secretariat_walks_the_whole_way_in_the_admin(client, secretariat, delegate):
    paper = PaperVersionFactory().paper
    client.force_login(secretariat)
    soon = (timezone.now() + 6 * DAY).date().isoformat()

    for name, said in (
        ("open_comments", {"until": soon}),
        ("move_comments", {"until": soon}),
        ("end_comments", {}),
        ("begin_silence", {"until": soon}),
        ("stop_silence", {"why": "A slip."}),
    ):
        assert name in read(
            client, reverse("admin:knowledge_exchange_paper_change", args=[paper.pk])
        ).replace("-", "_")
        assert "next-step" in read(client, act(name, paper)) or not said or name == "stop_silence"
        press(client, act(name, paper), **said)

    assert paper.versions.get().stage == Stage.DRAFT
    assert paper.events.count() == 5


@pytest.mark.parametrize("name", ["open_comments", "begin_silence"])
def test_a_past_day_is_refused_plainly_and_others_do_nothing(client, secretariat, delegate, name):
    paper = PaperVersionFactory().paper
    client.force_login(delegate)
    client.post(act(name, paper), {"until": "2999-01-01"})
    client.force_login(secretariat)

    response = press(client, act(name, paper), until="2020-01-01")

    assert "or a later day." in response.content.decode()
    assert "1 January 2020" in response.content.decode()
    assert paper.versions.get().stage == Stage.DRAFT
