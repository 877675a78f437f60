"""What the pages say of a result that a unit contests, or that was annulled."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.tests.factories import ApplicationFactory, two_people
from voting import services
from voting.enums import MotionStatus
from voting.models import Motion
from voting.tests.factories import cast, close, make_rule_set, open_motion
from voting.tests.pages import Voter, admin_page, page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(motion, network):
    for role in ("delegate", "other", "chair"):
        cast(motion, Voter(network[role]), "yes", at=timezone.now())
    return close(motion)


@pytest.fixture
def contested(closed, network):
    services.contest(closed, reason="PLANTED", by=network["other"])
    return closed


def name_of(motion, person):
    return motion.roll.get(voters__user=person).name


def tag_by(name):
    return f'<span class="tag tag-bad">Contested</span> by {name}'


def annul(motion, network):
    services.annul(motion, reasons="Why.", **two_people(), now=timezone.now())


@pytest.mark.sample(2)
@pytest.mark.parametrize("role", ["delegate", "chair", "observer", "secretariat"])
def test_a_contested_result_says_so_at_the_top_of_each_page(as_role, contested, network, role):
    name = name_of(contested, network["other"])
    client = as_role(role)

    for shown in (text(client.get(page(it, contested))) for it in ("result", "motion")):
        assert tag_by(name) in shown.partition("</h1>")[0]
        assert f"<h2>Contested by {name}</h2>" in shown
    assert tag_by(name) in text(client.get(reverse("voting:motions")))


def test_a_co_chair_is_led_to_the_objection_and_not_to_certifying(as_role, contested):
    client = as_role("chair")

    pages = [
        text(client.get(address))
        for address in (reverse("voting:motions"), page("motion", contested))
    ]
    result = text(client.get(page("result", contested)))

    for shown in pages:
        assert f"{page('result', contested)}#contested" in shown
    for shown in (*pages, result):
        assert page("certify", contested) not in shown
    assert "PLANTED" in result.partition('id="contested"')[2].partition("<h2>The numbers")[0]


def test_the_certify_page_says_who_contests_and_has_no_form(as_role, contested, network):
    client = as_role("chair")

    shown, sent = (
        text(client.get(page("certify", contested))),
        client.post(page("certify", contested)),
    )

    name = name_of(contested, network["other"])
    assert f"<h2>Contested by {name}</h2>" in shown
    assert "nobody can certify it" in shown
    assert "What certifying does" not in shown
    assert shown.count("<button") == text(sent).count("<button")
    assert ">Certify the result<" not in shown.partition("<main")[2]
    assert Motion.objects.get().status == MotionStatus.CLOSED


def test_a_contest_that_is_taken_back_leaves_everything_as_before(as_role, contested, network):
    services.confirm(contested, by=network["other"])
    client = as_role("chair")

    for address in (reverse("voting:motions"), page("motion", contested)):
        shown = text(client.get(address))
        assert page("certify", contested) in shown
        assert "Contested" not in shown.partition("What happened so far")[0]
    assert "What certifying does" in text(client.get(page("certify", contested)))


@pytest.mark.parametrize("roles", [["other"], ["other", "delegate"]])
def test_the_refusal_names_one_and_many_centres_rightly(closed, network, roles):
    for role in roles:
        services.contest(closed, reason="No.", by=network[role])
    names = ", ".join(name_of(closed, network[role]) for role in roles)

    now = timezone.now()
    with pytest.raises(services.Refused) as refused:
        services.certify(closed, by=network["chair"], now=now, on=now.date())
    assert str(refused.value).startswith(f"The result is contested by {names}: settle")


def test_who_contests_is_warned_what_happens_next(as_role, closed):
    facts = {"contest": "1", "reason": "We voted no."}
    shown = text(as_role("other").post(page("confirm", closed), facts, follow=True))

    assert "alert-warning" in shown
    assert "alert-success" not in shown
    assert "Nobody can certify the result while this stands" in shown


def test_the_desk_reads_who_must_look_and_what_they_can_do(desk, contested, network):
    shown = text(desk.get(admin_page("motion_change", contested.pk)))

    assert f"contested by {name_of(contested, network['other'])}, so nobody can" in shown
    assert "you annul the result with reasons" in shown
    assert "A co-chair certifies" not in shown
    assert "PLANTED" in shown
    assert ">Contested</span>" in text(desk.get(admin_page("motion_changelist")))


def test_once_a_unit_has_answered_the_page_offers_a_quiet_link(as_role, closed, network):
    client = as_role("delegate")
    button = f'<a class="btn btn-primary" href="{page("confirm", closed)}">'
    for name in ("result", "motion"):
        assert button in text(client.get(page(name, closed)))

    services.confirm(closed, by=network["delegate"])

    quiet = f'<a href="{page("confirm", closed)}">See or change what you said</a>'
    for name in ("result", "motion"):
        shown = text(client.get(page(name, closed)))
        assert quiet in shown
        assert button not in shown


def test_a_line_without_an_answer_waits_for_those_who_vote_for_it(as_role, closed, network):
    link = page("confirm", closed)

    assert link in text(as_role("delegate").get(reverse("voting:motions")))
    assert link in text(as_role("alternate").get(reverse("voting:motions")))
    for role in ("observer", "own observer", "secretariat"):
        assert link not in text(as_role(role).get(reverse("voting:motions")))
    services.confirm(closed, by=network["delegate"])
    assert link not in text(as_role("alternate").get(reverse("voting:motions")))
    annul(closed, network)
    assert link not in text(as_role("other").get(reverse("voting:motions")))


def test_more_contested_results_take_no_more_queries(as_role, network):
    rule_set, counts, client = make_rule_set(), [], as_role("chair")
    for more in (2, 5):
        for _motion in range(more):
            application = ApplicationFactory(eligible=True)
            motion = close(open_motion(rule_set=rule_set, application=application))
            services.contest(motion, reason="No.", by=network["other"])
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("voting:motions"))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_an_annulled_vote_says_so_first_and_the_count_only_as_what_was_before(
    as_role, contested, network, desk
):
    annul(contested, network)
    before = "It had been counted as carried."
    client = as_role("delegate")

    result, motion = (text(client.get(page(name, contested))) for name in ("result", "motion"))
    past = text(client.get(reverse("voting:motions"))).partition('id="past"')[2]

    assert f"<h1>{contested.title}: annulled</h1>" in result
    assert "<h2>Annulled</h2>" in motion
    for shown in (result, motion):
        assert shown.index("Why.") < shown.index(before)
    assert f'Annulled <span class="meta line">{before}</span>' in past
    assert "Carried" not in past
    for shown in (result, motion, past):
        assert 'tag-bad">Contested</span> by' not in shown
    desk_page = text(as_role("secretariat").get(admin_page("motion_change", contested.pk)))
    assert "Result: annulled" in desk_page
