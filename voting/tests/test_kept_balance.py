"""The balance that is kept with a vote, and a centre's class, which nothing recomputes."""

import pytest
from django.utils import timezone

from common.templatetags.p2i import moment
from members.enums import Maturity
from members.models import Membership
from members.tests.factories import ApplicationFactory, CentreFactory, MembershipFactory
from voting import services
from voting.motions import balance
from voting.tests.factories import cast, close, make_rule_set, open_motion
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def motion(network):
    Membership.objects.update(maturity=Maturity.EXPERIENCED)
    application = ApplicationFactory(eligible=True, centre_name="KEINO", established="2024-03")
    return open_motion(application=application, now=timezone.now())


def decide(motion, network):
    for role in ("delegate", "other"):
        cast(motion, Voter(network[role]), "yes")
    close(motion)
    now = motion.closes_at
    return services.certify(motion, by=network["chair"], now=now, on=now.date())


def change_the_register():
    for country in ("SE", "DK", "PL"):
        centre = CentreFactory(country=country)
        MembershipFactory(centre=centre, maturity=Maturity.NEW)
    Membership.objects.filter(centre__country="AT").update(maturity=Maturity.NEW)


def test_the_balance_is_frozen_at_opening_and_shown_as_it_was(motion, as_role):
    change_the_register()

    kept = balance.kept(motion)

    assert kept.sentence.startswith("With KEINO the Network would have 3 experienced and 1 new")
    for name in ("motion", "ballot"):
        shown = text(as_role("delegate").get(page(name, motion)))
        assert kept.sentence in shown
        assert "As the register stood when the vote opened" in shown


def test_the_published_decision_keeps_the_balance_of_its_moment(motion, network, as_role):
    MembershipFactory(centre=CentreFactory(country="SE"), maturity=Maturity.NEW)
    motion = decide(motion, network)
    said = balance.kept(motion).sentence
    assert "3 experienced and 2 new" in said  # the one who joined while the vote was open

    change_the_register()

    for role in ("public", "delegate"):
        shown = text(as_role(role).get(page("result", motion)))
        assert said in shown
        assert "As the register stood when the result was certified" in shown
    data = as_role("public").get(page("result_json", motion)).json()
    assert data["composition"]["sentence"] == said
    assert (data["kind"], data["subject"]) == ("admission", {"name": "KEINO", "country": "PL"})


def test_the_case_shows_the_balance_until_and_after_the_vote(desk, network, motion):
    other = ApplicationFactory(eligible=True, established="2020-01", country="NO")
    before = text(desk.get(admin_page_of(other)))
    assert "Northern Europe would have its first" in before
    assert "newly established for its first 5 years. That is an assumption." in before
    assert "works since January 2020: experienced" in before

    motion = decide(motion, network)
    change_the_register()
    after = text(desk.get(admin_page_of(motion.application)))
    assert balance.kept(motion).sentence in after
    assert "As it was kept when the result was certified" in after


def admin_page_of(application):
    return f"/admin/members/application/{application.pk}/change/"


def test_the_case_leads_to_its_motion_and_tells_until_when(desk, network, motion):
    address = admin_page_of(motion.application)

    written = desk.get(address).content.decode()

    assert f"/admin/voting/motion/{motion.pk}/change/" in written
    assert 'href="#vote"' in written
    assert f"closes {moment(motion.closes_at)}" in " ".join(written.split())
    close(motion)
    assert "to be certified by" in desk.get(address).content.decode()


def test_a_case_without_rules_in_force_has_no_balance(desk, network):
    application = ApplicationFactory(eligible=True)

    assert "balance with this centre" not in text(desk.get(admin_page_of(application)))


def test_nothing_changes_a_centres_class_by_the_rules_years(client, network):
    old = CentreFactory(country="EE", name="Estonian centre", established="2015-01")
    MembershipFactory(centre=old, maturity=Maturity.NEW)
    for years in (5, 1):
        make_rule_set(newly_established_years=years)
        shown = text(client.get("/governance/"))

    membership = old.memberships.get()
    assert membership.maturity == Maturity.NEW
    assert not membership.events.exists()
    assert "Estonian centre</strong>: new by the Network's own list;" in shown
    assert "so experienced by the rule's definition" in shown


def test_an_earlier_vote_without_a_kept_balance_still_shows_todays(motion, as_role):
    del motion.frozen["composition"]
    motion.save(update_fields=["frozen"])

    shown = text(as_role("delegate").get(page("motion", motion)))

    assert "With KEINO the Network would have" in shown
    assert "As the register stood" not in shown
