"""What if: the chart, and the public page that never speaks of what is not certified."""

import pytest
from django.urls import reverse

from members.tests.factories import NOW, ApplicationFactory, UserFactory
from voting import rules, services, what_if
from voting.enums import MotionStatus
from voting.models import Motion
from voting.rules import shipped
from voting.services import rule_sets
from voting.tally import Counts, tally
from voting.tests.factories import (
    DEFAULT_RULES,
    cast,
    close,
    closed_motion,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
)
from voting.tests.pages import text

PAGE = "/governance/what-if/"
NUMBERS = {"rule_set": "file-default", "entitled": 13, "recused": 0}
NUMBERS |= {"yes": 8, "no": 3, "abstain": 1}


@pytest.mark.parametrize("name", shipped.NAMES)
@pytest.mark.parametrize(
    "entitled, recused, abstain", [(13, 0, 0), (13, 2, 1), (9, 1, 4), (1, 1, 0)]
)
def test_the_chart_says_what_counting_each_vote_says(name, entitled, recused, abstain):
    read = rules.parse(shipped.document(name))

    rows = what_if.chart(read, entitled=entitled, recused=recused, abstain=abstain)

    assert [row.took_part for row in rows] == list(range(entitled - recused + 1))
    for row in rows:
        spoke = row.took_part - row.abstain
        carry = [
            yes
            for yes in range(spoke + 1)
            if tally(read, Counts(yes, spoke - yes, row.abstain, entitled, recused)).carried
        ]
        assert row.needed_yes == (carry[0] if carry else None)
        assert row.most_no == (spoke - carry[0] if carry else None)


@pytest.mark.django_db
class TestPage:
    def read(self, client, **changes):
        numbers = {**NUMBERS, **changes}
        return text(client.get(PAGE, {k: v for k, v in numbers.items() if v is not None}))

    def test_governance_leads_to_it(self, client):
        make_rule_set()

        assert f'href="{PAGE}"' in text(client.get("/governance/"))

    def test_it_decides_and_explains_without_a_script(self, client):
        shown = self.read(client)

        assert (
            "8 of 11 yes and no votes are yes; at least 2/3, that is 8, are needed: carried."
            in shown
        )
        assert '<form class="what-if" method="get"' in shown

    def test_it_opens_with_a_proposal_under_the_rules_in_force(self, client):
        services.adopt("Admission", {**DEFAULT_RULES, "title": "House rules"}, now=NOW)

        shown = text(client.get(PAGE))

        assert "By the rule set “House rules”." in shown
        assert "Quorate" in shown

    def test_a_script_gets_the_part_that_changes(self, client):
        part = client.get(PAGE, NUMBERS, headers={"X-Part": "true"})

        assert "8 of 11 yes and no votes" in text(part)
        assert "<html" not in text(part)
        assert "X-Part" in part["Vary"]

    @pytest.mark.parametrize("name", shipped.NAMES)
    def test_every_shipped_rule_set_can_be_chosen(self, client, name):
        title = shipped.document(name)["title"]

        assert f"By the rule set “{title}”." in self.read(client, rule_set=f"file-{name}")

    def test_the_chart_has_a_table_as_its_equal(self, client):
        shown = self.read(client)

        assert 'role="img" aria-labelledby="chart-name"' in shown
        assert shown.count('<th scope="row" class="number">') == 14
        assert "nothing carries" in shown

    @pytest.mark.parametrize(
        "changes, said",
        [
            ({"yes": "9" * 500}, "less than or equal to 200"),
            ({"yes": "-1"}, "greater than or equal to 0"),
            ({"yes": "1.5"}, "Enter a whole number."),
            ({"yes": ""}, "Yes: This field is required."),
            ({"entitled": "0"}, "greater than or equal to 1"),
            ({"entitled": "11"}, "make 12 together, more than the 11 entitled."),
            ({"rule_set": "version-4711"}, "Select a valid choice."),
        ],
    )
    def test_what_cannot_be_is_said_and_counts_nothing(self, client, changes, said):
        shown = self.read(client, **changes)

        assert said in shown
        assert "Past votes under this rule set" not in shown

    def test_everybody_recused_still_has_a_chart(self, client):
        shown = self.read(client, entitled=1, recused=1, yes=0, no=0, abstain=0)

        assert "Not carried" in shown

    def test_a_draft_is_not_on_the_public_page(self, client):

        draft = rule_sets.draft("Admission", {**DEFAULT_RULES, "title": "Secret plan"})

        assert "Secret plan" not in self.read(client)
        assert "Select a valid choice" in self.read(client, rule_set=f"version-{draft.pk}")


@pytest.fixture
def decided(db):
    """Seven yes and four no, abstain one: not two thirds, but a simple majority."""
    delegates = make_delegates(12)
    make_co_chair(delegates[0])
    motion = closed_motion(delegates, ["yes"] * 7 + ["no"] * 4 + ["abstain"])
    return delegates, motion


def certified(decided):
    delegates, motion = decided
    return services.certify(
        motion,
        reasons="Too early.",
        by=delegates[0].user,
        now=motion.closed_at,
        on=motion.closed_at.date(),
    )


def replayed(client, name):
    return text(client.get(PAGE, {**NUMBERS, "rule_set": f"file-{name}"}))


def test_a_certified_result_is_replayed_and_marked_where_it_would_differ(client, decided):
    motion = certified(decided)

    shown = replayed(client, "simple-majority")

    assert motion.title in shown
    assert "Differs" in shown
    assert "7 of 11 yes and no votes are yes; more than half, that is 6, are needed" in shown
    assert "Differs" not in replayed(client, "default")
    assert Motion.objects.get(pk=motion.pk).carried is False


def test_nothing_is_said_of_a_motion_before_its_result_is_certified(client, decided):
    _delegates, motion = decided
    for status in ("closed", "annulled"):
        Motion.objects.filter(pk=motion.pk).update(status=status)
        assert motion.title not in replayed(client, "simple-majority")


def test_the_page_does_not_depend_on_an_open_vote(client, db):
    delegates = make_delegates(3)
    before = {name: replayed(client, name) for name in shipped.NAMES}

    make_rule_set()
    rule_set_there = {name: replayed(client, name) for name in shipped.NAMES}
    motion = open_motion(rule_set=make_rule_set())
    opened = {name: replayed(client, name) for name in shipped.NAMES}
    cast(motion, delegates[0], "no")
    voted = {name: replayed(client, name) for name in shipped.NAMES}
    close(motion)
    closed = {name: replayed(client, name) for name in shipped.NAMES}

    assert before != rule_set_there  # the list of rule sets, and nothing else
    assert rule_set_there == opened == voted == closed


def many_certified(count):
    rule_set, application = make_rule_set(), ApplicationFactory()
    result = tally(rule_set.rules, Counts(8, 3, 1, entitled=13)).as_dict()
    Motion.objects.bulk_create(
        Motion(
            title=f"Motion {number}",
            application=application,
            question="?",
            rule_set=rule_set,
            status=MotionStatus.CERTIFIED,
            opened_at=NOW,
            closes_at=NOW.replace(year=NOW.year + 1),
            frozen_sha256="0",
            result=result,
            carried=True,
            certified_at=NOW,
            certified_by=UserFactory(),
        )
        for number in range(count)
    )


def test_the_past_is_paged_and_costs_the_same_however_long(client, db, django_assert_num_queries):
    many_certified(45)

    with django_assert_num_queries(3):
        shown = text(client.get(PAGE, {**NUMBERS, "page": 2}))

    assert "Page 2 of 3" in shown
    assert shown.count("/result/") == 20
    assert "yes=8" in shown.partition('rel="next" href="')[2].partition('"')[0]


@pytest.mark.parametrize("page", ["x", "99", "-1", ""])
def test_a_page_that_is_not_there_is_the_nearest(client, db, page):
    many_certified(21)

    assert client.get(PAGE, {**NUMBERS, "page": page}).status_code == 200


def test_posting_is_not_asked_for(client, db):
    assert client.post(reverse("voting:what_if")).status_code == 405
