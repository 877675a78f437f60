"""A paper becomes public, and is withdrawn, by two people; who may be which of them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from common.refusals import Refused
from knowledge_exchange.models import Author, PaperEvent
from knowledge_exchange.papers.services import authors, publishing, writing
from knowledge_exchange.tests.factories import NOW, PaperFactory, PaperVersionFactory
from members.tests.factories import (
    CoChairTermFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
ACTS = {
    "publish": lambda paper, **people: publishing.publish(
        paper, clearance="Adopted.", now=NOW, **people
    ),
    "withdraw": lambda paper, **people: publishing.withdraw(
        paper, reasons="Wrong.", now=NOW, **people
    ),
}


@pytest.fixture
def paper():
    return PaperFactory(drafted=True)


@pytest.fixture
def author(paper):
    """Who votes for the centre that is the author."""
    acting = RepresentativeFactory(centre=MembershipFactory().centre)
    authors.set_authors(paper, [Author(centre=acting.centre)], by=acting.user, now=NOW)
    return acting


def propose(paper, act, *, by):
    details = {"publish": {"clearance": "Adopted."}, "withdraw": {"reasons": "Wrong."}}[act]
    kind = f"knowledge_exchange.{act}"
    facts = {"title": kind, "reason": "It is ready."}
    return services.propose(paper, kind, details, **facts, by=by, now=NOW)


def refused(act, *arguments, **options):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **options)
    return str(refusal.value)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("is_superuser", [True, False])
def test_nobody_does_it_alone(paper, act, is_superuser):
    person = UserFactory(secretariat=True, is_superuser=is_superuser)

    for second in (None, person):
        said = refused(ACTS[act], paper, by=person, released_by=second)
        assert said.startswith("Nobody decides alone")
    row = propose(paper, act, by=person)
    assert "You proposed this" in refused(services.release, row, by=person, now=NOW)


def test_a_second_account_of_one_person_is_marked(paper):
    one, other = (UserFactory(secretariat=True, name=name) for name in ("Ana Ruiz", "Ruiz Ana"))

    assert services.release(
        propose(paper, "publish", by=one), by=other, now=NOW
    ).looks_like_one_person


def test_a_co_chair_releases_a_publication(paper):
    chair = RepresentativeFactory(centre=MembershipFactory().centre)
    CoChairTermFactory(centre=chair.centre)
    row = propose(paper, "publish", by=UserFactory(secretariat=True))

    services.release(row, by=chair.user, now=NOW)
    services.put_into_effect(row, now=LATER)

    paper.refresh_from_db()
    assert paper.is_published
    assert paper.versions.get().clearance.note == "Adopted."


@pytest.mark.parametrize("act", ACTS)
def test_a_centre_that_is_no_author_proposes_nothing(paper, author, act):
    other = RepresentativeFactory(centre=MembershipFactory().centre)

    assert "one of the authors" in refused(propose, paper, act, by=other.user)


def test_the_authors_centre_proposes_only_what_is_cleared(paper, author):
    assert "not cleared yet" in refused(propose, paper, "publish", by=author.user)
    paper.versions.update(stage="cleared")

    assert propose(paper, "publish", by=author.user).is_waiting


def test_the_authors_own_centre_releases_nothing_that_it_proposed(paper, author):
    CoChairTermFactory(centre=author.centre)
    alternate = RepresentativeFactory(centre=author.centre, role="alternate")
    row = propose(paper, "withdraw", by=author.user)

    said = refused(services.release, row, by=alternate.user, now=NOW)

    assert said == "Your own centre proposed this. Somebody else releases it."


def test_a_text_that_was_changed_after_the_proposal_is_not_published(paper):
    one, other = two_people().values()
    row = propose(paper, "publish", by=one)
    writing.save_text(paper, "Something else entirely.", by=one, now=NOW, seen=None)

    assert "was changed since" in refused(services.release, row, by=other, now=NOW)
    paper.refresh_from_db()
    assert not paper.is_published


def test_a_proposal_to_publish_lapses_once_the_paper_is_withdrawn(paper):
    row = propose(paper, "publish", by=UserFactory(secretariat=True))
    publishing.give_up(paper, by=row.proposed_by, reasons="No time.", now=NOW)

    assert services.lapse(row, now=NOW).status == "lapsed"


def test_the_members_are_told_of_a_withdrawal():
    RepresentativeFactory()
    paper = PaperFactory(published=True)

    publishing.withdraw(paper, reasons="Wrong.", **two_people(), now=NOW)

    assert Mail.objects.get().kind == publishing.WITHDRAWN


def test_what_the_members_know_is_not_given_up_by_one_person():
    paper = PaperFactory(published=True)

    said = refused(
        publishing.give_up, paper, by=UserFactory(secretariat=True), reasons="No.", now=NOW
    )

    assert "takes two people" in said


def test_only_a_version_of_a_withdrawn_paper_is_discarded(paper):
    person = UserFactory(secretariat=True)

    assert "withdrawn paper" in refused(writing.discard_version, paper, by=person, now=NOW)


def test_the_database_keeps_one_version_in_preparation_beside_discarded_ones(paper):
    paper.versions.update(stage="discarded")
    PaperVersionFactory(paper=paper, number=2)

    with (
        pytest.raises(IntegrityError, match="one_draft_version_per_paper|UNIQUE"),
        transaction.atomic(),
    ):
        PaperVersionFactory(paper=paper, number=3)


@pytest.mark.parametrize(
    "people", [{"by": "one"}, {"by": "one", "released_by": "one"}, {"released_by": "one"}]
)
@pytest.mark.parametrize("act", ["published", "corrected", "withdrawn"])
def test_the_database_lets_nobody_publish_or_withdraw_alone(paper, act, people):
    one = UserFactory()
    with (
        pytest.raises(IntegrityError, match="published_and_withdrawn_by_two_people"),
        transaction.atomic(),
    ):
        paper.events.create(at=NOW, what="x", act=act, **dict.fromkeys(people, one))


# --- What was published before it took two people ----------------------------------------


def published_by_one():
    """As the service left it: the version is public, and its event names one person."""
    paper = PaperFactory(published=True)
    then = {"at": paper.published_at, "status": "published", "what": "Version 1 published."}
    return paper.events.create(by=UserFactory(name="Ada Alone"), **then)


def test_what_one_person_published_before_releases_is_marked_and_nothing_else(paper):
    old = published_by_one()
    for at, status in [(old.at, "draft"), (LATER, "published")]:
        old.paper.events.create(at=at, by=old.by, status=status, what="Something else.")
    ACTS["publish"](paper, **two_people())

    import_module("knowledge_exchange.migrations.0014_before_releases").mark(apps, None)

    assert PaperEvent.objects.get(is_before_releases=True) == old


def test_the_history_says_what_was_entered_before_releases_beside_the_one_name():
    old = published_by_one()
    old.is_before_releases = True

    said = render_to_string("admin/_history.html", {"events": [old]})

    assert said.index("Ada Alone") < said.index("entered before releases existed")


def test_the_database_marks_no_act_of_two_people_as_from_before(paper):
    people = {"by": UserFactory(), "released_by": UserFactory(), "act": "published"}
    with (
        pytest.raises(IntegrityError, match="before_releases_is_none_of_two_people"),
        transaction.atomic(),
    ):
        paper.events.create(at=NOW, what="x", is_before_releases=True, **people)


# --- The page of the authors' centre ----------------------------------------------------


def test_the_authors_centre_proposes_on_its_page(client, paper, author):
    paper.versions.update(stage="cleared")
    client.force_login(author.user)
    address = reverse("knowledge_exchange:propose_publish", args=[paper.slug])
    write = reverse("knowledge_exchange:write", args=[paper.slug])
    assert address in client.get(write).content.decode()

    without = client.post(address, {"reason": " "}).content.decode()
    done = client.post(address, {"reason": "It is ready."}, follow=True).content.decode()

    assert 'href="#id_reason"' in without
    assert "Proposed. It happens once a second person" in done
    assert Proposal.objects.get().proposed_by == author.user


@pytest.mark.parametrize("act", ACTS)
def test_others_have_no_such_page(client, paper, author, act):
    client.force_login(RepresentativeFactory(centre=MembershipFactory().centre).user)
    address = reverse(f"knowledge_exchange:propose_{act}", args=[paper.slug])

    assert client.get(address).status_code == 403
