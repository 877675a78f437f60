from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from knowledge_exchange.tests.factories import PaperFactory
from members.tests.factories import (
    NOW,
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
    UserFactory,
)
from voting import services
from voting.enums import MotionStatus
from voting.models import Motion
from voting.tests.factories import DEFAULT_RULES, make_delegates, make_rule_set, open_motion

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/contact/", "/governance/", "/members/", "/accounts/login/"]


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_make_sense_before_anything_is_known(client, address):
    assert "<h1>" in read(client, address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_only_answer_to_reading(client, address):
    if address != "/accounts/login/":
        assert client.post(address).status_code == 405


def test_the_home_page_counts_and_names_who_is_in(client):
    CentreFactory(member=True, country="GR", name="Greek centre")
    CentreFactory(associate=True, country="FI", name="Finnish centre")

    page = read(client, "/")

    assert 'aria-label="Map of Europe with 2 centres"' in page
    assert 'aria-label="Greece: Member, Greek centre"' in page
    assert "Finnish centre, associate" in page


def test_the_home_page_shows_the_latest_published_papers(client):
    PaperFactory(published=True, title="Strategies that work")
    PaperFactory(title="Not cleared yet")

    page = read(client, "/")

    assert "Strategies that work" in page
    assert "Not cleared yet" not in page


def test_governance_says_the_rules_in_force_and_that_they_are_an_assumption(client):
    make_rule_set()

    page = read(client, "/governance/")

    assert "An assumption." in page
    assert "at least 2/3 of the yes and no votes" in page


def test_governance_keeps_earlier_rules_in_sight(client):
    for day, voting_days in enumerate((14, 21)):
        document = {**DEFAULT_RULES, "voting_days": voting_days}
        services.adopt("Rules", document, now=NOW + timedelta(days=day))

    page = read(client, "/governance/")

    assert "open for 21 days" in page
    assert "Earlier rules" in page


def test_governance_names_the_co_chairs(client):
    CoChairTermFactory(centre__name="Leading centre", body="Ministry", handed_over="2022-06")

    page = read(client, "/governance/")

    assert "Leading centre" in page
    assert "handed over June 2022" in page


def test_an_open_vote_is_no_decision(client):
    make_delegates(3)
    motion = open_motion()

    for address in ("/", "/governance/"):
        assert motion.title not in read(client, address)


def test_a_certified_result_is_a_decision_that_leads_to_its_page(client):
    make_delegates(3)
    motion = open_motion()
    Motion.objects.filter(pk=motion.pk).update(
        status=MotionStatus.CERTIFIED,
        result={},
        carried=False,
        certified_at=NOW,
        certified_by=UserFactory(),
    )

    for address in ("/", "/governance/"):
        page = read(client, address)
        assert f'<a href="/votes/{motion.pk}/result/">{motion.title}</a>' in page
        assert "Not carried, certified on 2 November 2026" in page


def test_a_delegate_sees_that_a_vote_waits(client):
    delegate, *_others = make_delegates(3)
    open_motion(now=timezone.now())
    client.force_login(delegate.user)

    page = read(client, "/")

    assert "1 task waits for you" in page
    assert '<span class="count">1<' in page


def test_the_navigation_knows_where_the_visitor_is(client):
    page = read(client, "/members/")

    assert '<a href="/members/" aria-current="page">Members</a>' in page


def test_the_navigation_fits_the_visitor(client):
    observer = RepresentativeFactory(role="observer")
    stranger = UserFactory()
    secretariat = UserFactory(secretariat=True)
    shown = {}
    for name, person in {"observer": observer.user, "none": stranger, "staff": secretariat}.items():
        client.force_login(person)
        page = read(client, "/contact/")
        shown[name] = [
            label for label in ("Your centre", "Votes", "Secretariat") if f">{label}" in page
        ]

    assert shown == {
        "observer": ["Your centre", "Votes"],
        "none": [],
        "staff": ["Votes", "Secretariat"],
    }


def test_a_missing_page_offers_a_way_on(client):
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_the_page_for_our_own_faults_needs_neither_request_nor_database(
    django_assert_num_queries,
):
    with django_assert_num_queries(0):
        assert "Something went wrong here" in render_to_string("500.html")


@pytest.mark.parametrize("address", ["/", "/governance/"])
def test_the_pages_cost_the_same_however_many_centres_there_are(
    client, django_assert_max_num_queries, address
):
    make_rule_set()
    for country in ("AT", "DE", "NL", "SE", "FI"):
        CentreFactory(member=True, country=country)

    with django_assert_max_num_queries(12):
        client.get(address)


def test_whoever_finds_a_hole_reads_whom_to_tell(client, settings):
    settings.SECURITY_EMAIL = "security@example.org"

    answer = client.get("/.well-known/security.txt")

    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert told["Contact"] == "mailto:security@example.org"
    assert told["Canonical"] == "http://testserver/.well-known/security.txt"
    left = datetime.fromisoformat(told["Expires"]) - timezone.now()
    assert timedelta(days=100) < left < timedelta(days=365)
