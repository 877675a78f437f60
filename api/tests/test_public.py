import pytest

from api.tests.reading import get, names
from declarations.tests.factories import (
    AimFactory,
    DeclarationFactory,
    SignatureFactory,
    TextVersionFactory,
)
from knowledge_exchange.tests.factories import (
    AuthorFactory,
    PaperFactory,
    PaperVersionFactory,
    PositionFactory,
    ThemeFactory,
)
from members.models import FormerName, Mandate
from members.tests.factories import (
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    OrganisationFactory,
)
from voting.tests.factories import closed_motion, make_delegates, make_rule_set, open_motion

pytestmark = pytest.mark.django_db


def centre(slug, country, hosts=(), **membership):
    made = CentreFactory(slug=slug, country=country, name=slug.title())
    MembershipFactory(centre=made, **membership)
    made.hosts.set(OrganisationFactory(name=host, country=country) for host in hosts)
    return made


@pytest.fixture
def network():
    centre("koinno", "DE", ["Buyers' association"], maturity="experienced")
    centre("hellas", "GR", ["Ministry of Development"], maturity="new")
    centre("keino", "FI", membership_class="associate", status="suspended")
    centre("old", "AT", maturity="experienced", status="ended", ended="2020-06")
    CentreFactory(slug="never", country="FR")


def certify(motion):
    """As a co-chair would, without what follows from it."""
    by = make_delegates(1)[0].user
    type(motion).objects.filter(pk=motion.pk).update(
        status="certified", certified_at=motion.closed_at, certified_by=by
    )
    motion.refresh_from_db()
    return motion


def test_the_list_holds_whoever_is_or_was_in_the_network(client, network):
    found = get(client, "/members")

    assert names(found) == ["koinno", "hellas", "keino", "old"]
    assert found["next"] is None


@pytest.mark.parametrize(
    "query, found",
    [
        ("country=GR", ["hellas"]),
        ("region=Northern+Europe", ["keino"]),
        ("class=associate", ["keino"]),
        ("maturity=experienced&status=ended", ["old"]),
        ("q=buyers", ["koinno"]),
        ("q=greece+ministry", ["hellas"]),
        ("q=nobody", []),
    ],
)
def test_the_list_is_filtered(client, network, query, found):
    assert names(get(client, f"/members?{query}")) == found


def test_a_centre_that_came_back_is_found_by_its_open_membership(client, network):
    again = centre("again", "NL", status="ended", ended="2020")
    MembershipFactory(centre=again, effective="2024-05")

    found = get(client, "/members/again")

    assert found["membership"]["status"] == "active"
    assert found["membership"]["effective"] == "2024-05"
    assert found["earlier_memberships"][0]["ended"] == "2020"
    assert names(get(client, "/members?status=ended")) == ["old"]


def test_a_member_is_shown_as_its_page_shows_it(client):
    made = centre("full", "SE", ["Agency"], maturity="new")
    FormerName.objects.create(organisation=made.hosts.get(), name="Board", until="2019-03")
    Mandate.objects.create(centre=made, legal_basis="Act 1", since="2018", valid_until="2031-01-01")
    CoChairTermFactory(centre=made)

    found = get(client, "/members/full")

    assert found["hosts"][0]["former_names"] == [{"name": "Board", "until": "2019-03"}]
    assert found["mandate"] == {"legal_basis": "Act 1", "issuing_authority": None, "since": "2018"}
    assert found["co_chair_terms"][0]["term"] == "pilot year"
    assert found["country"] == {"code": "SE", "name": "Sweden"}
    assert found["website"] is None


def test_pages_follow_each_other_without_gap_or_repetition(client, network):
    first = get(client, "/members?limit=3")
    second = client.get(first["next"]).json()

    assert names(first) + names(second) == ["koinno", "hellas", "keino", "old"]
    assert second["next"] is None


@pytest.mark.parametrize(
    "query", ["limit=101", "limit=0", "after=x", "after=9999", "region=Atlantis", "country=Greece"]
)
def test_parameters_that_do_not_fit_are_refused(client, network, query):
    assert get(client, f"/members?{query}", 400)["status"] == 400


def test_who_was_never_in_is_not_there(client, network):
    assert get(client, "/members/never", 404)["title"] == "Not Found"


def test_published_papers_are_listed_and_drafts_are_not(client):
    PaperFactory(published=True, slug="older", announced="2021")
    PaperFactory(published=True, slug="newer", announced="2024-03", abstract="Strategies")
    PaperFactory(drafted=True, slug="draft")
    PaperFactory(withdrawn=True, slug="gone", abstract="Secret")

    assert names(get(client, "/papers")) == ["newer", "older"]
    assert names(get(client, "/papers?q=strateg")) == ["newer"]
    assert get(client, "/papers/draft", 404)
    gone = get(client, "/papers/gone")
    assert gone["withdrawal_reasons"] == "The figures were wrong."
    assert gone["abstract"] is gone["pdf"] is None


def endorsed_paper(**facts):
    """With an author, a theme and a centre's position."""
    paper = PaperFactory(published=True, **facts)
    AuthorFactory(paper=paper, family_name="Jansen", given_names="Eva", orcid="0000-0002-1825-0097")
    paper.themes.add(ThemeFactory())
    PositionFactory(version=paper.versions.get(), text="We will use it.")
    return paper


def test_a_paper_says_all_that_its_page_says(client):
    paper = endorsed_paper(slug="paper", doi="10.1234/x", licence="CC BY 4.0", language="fr")
    author = centre("koinno", "DE")
    AuthorFactory(paper=paper, centre=author)
    earlier = PositionFactory(version=paper.versions.get(), saves=7, text="Earlier.")
    PositionFactory(version=PaperVersionFactory(paper=paper, number=2), text="Of a draft.")

    found = get(client, "/papers/paper")

    assert (found["doi"], found["language"]) == ("10.1234/x", "fr")
    assert found["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["themes"] == [paper.themes.get().name]
    person, body = found["author_list"]
    assert (person["name"], person["orcid"]) == ("Jansen, Eva", "0000-0002-1825-0097")
    assert (body["name"], body["centre"]) == ("Koinno", "koinno")
    [version] = found["versions"]
    assert "/papers/paper/versions/" in version["url"]
    [position] = version["positions"]
    assert (position["stance"], position["text"]) == ("endorse", "We will use it.")
    assert earlier.text not in str(found)


def test_only_certified_results_are_given(client):
    delegates = make_delegates(3)
    open_one = open_motion()
    provisional = closed_motion(delegates, ["yes", "yes", "no"])
    certified = certify(closed_motion(delegates, ["yes", "yes", ""]))

    found = get(client, "/results")

    assert names(found, "id") == [certified.pk]
    assert found["items"][0]["counts"]["yes"] == 2
    for hidden in (open_one, provisional):
        get(client, f"/results/{hidden.pk}", 404)


@pytest.mark.parametrize("rule, is_shown", [("members", False), ("public", True)])
def test_the_roll_call_is_given_where_the_rules_make_it_public(client, rule, is_shown):
    rule_set = make_rule_set(ballots_after_close=rule)
    motion = certify(closed_motion(make_delegates(2), ["yes", "no"], rule_set=rule_set))

    lines = get(client, f"/results/{motion.pk}")["roll_call"]

    assert bool(lines) is is_shown
    assert "reason" not in str(lines)


def test_the_declaration_shows_no_invitation_and_no_draft(client):
    made = DeclarationFactory(open=True)
    AimFactory(declaration=made, text="Buy better")
    TextVersionFactory(declaration=made, public=True, body="We agree.")
    TextVersionFactory(declaration=made, number=2, body="We might.")
    SignatureFactory(declaration=made, ministry="Invited only")
    SignatureFactory(declaration=made, announced=True, ministry="Ministry of Trade", country="NL")

    found = get(client, "/declaration")

    assert found["aims"] == ["Buy better"]
    assert [text["body"] for text in found["texts"]] == ["We agree."]
    assert [one["ministry"] for one in found["signatures"]] == ["Ministry of Trade"]


def test_without_a_declaration_there_is_nothing(client):
    get(client, "/declaration", 404)


def test_a_page_takes_as_many_queries_whatever_it_holds(client, django_assert_num_queries):
    delegates = make_delegates(2)
    for count in (2, 5):
        for number in range(count):
            made = centre(f"c{count}-{number}", "SE")
            made.hosts.add(OrganisationFactory())
            CoChairTermFactory(centre=made)
            endorsed_paper()
            certify(closed_motion(delegates, ["yes"]))
        for path, queries in (("/members", 7), ("/papers", 5), ("/results", 1)):
            with django_assert_num_queries(queries):
                client.get(f"/api/v1{path}")
