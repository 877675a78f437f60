"""The pages of motions that are no admissions: in the admin, to the members, to the public."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from common.tests.step_pages import press
from members.models import CoChairTerm
from members.tests.factories import CentreFactory, CoChairTermFactory, UserFactory, two_people
from outbox.models import Mail
from voting import services
from voting.enums import MotionKind
from voting.models import Motion
from voting.tests.factories import (
    cast,
    close,
    draft_motion,
    make_rule_set,
    open_drafted,
)
from voting.tests.pages import Voter, admin_page, page, text
from voting.tests.test_ballot_pages import Fields

pytestmark = pytest.mark.django_db
NOT_SECRETARIAT = ["delegate", "chair", "observer", "stranger", "outsider", "public"]
OTHERS = [MotionKind.RULE_SET, MotionKind.CO_CHAIR, MotionKind.POSITION]


def proposed(client, motion, **changes):
    form = client.get(admin_page("motion_put", motion.pk)).context["page"].form
    return {
        "rule_set": form["rule_set"].value(),
        "closes_on": form["closes_on"].value(),
        "closes_at": f"{form['closes_at'].value():%H:%M}",
        **changes,
    }


# --- In the admin -----------------------------------------------------------------------


def draft_pages(motion):
    return [
        admin_page("motion_new", "position"),
        *(admin_page(f"motion_{name}", motion.pk) for name in ("edit", "put", "discard")),
    ]


@pytest.mark.parametrize("role", NOT_SECRETARIAT)
def test_what_is_in_preparation_is_the_secretariats(as_role, network, role):
    motion = draft_motion(MotionKind.POSITION)
    client = as_role(role)

    assert client.get(admin_page("motion_change", motion.pk)).status_code in (302, 403)
    for path in draft_pages(motion):
        assert client.get(path).status_code in (302, 403), path
        assert client.post(path).status_code in (302, 403), path
    assert Motion.objects.get().is_draft
    if role in ("delegate", "chair"):
        assert client.get(page("motion", motion)).status_code == 404


def test_staff_who_may_only_look_prepare_nothing(client, network):
    user = UserFactory(staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_motion"))
    client.force_login(user)
    motion = draft_motion(MotionKind.POSITION)

    assert {client.get(path).status_code for path in draft_pages(motion)} == {403}
    assert client.get(admin_page("motion_change", motion.pk)).status_code == 404
    listed = text(client.get(admin_page("motion_changelist")))
    assert admin_page("motion_new", "position") not in listed
    assert admin_page("motion_change", motion.pk) not in listed


def test_a_new_draft_starts_with_words_to_change(desk, network):
    make_rule_set()

    assert "Should the Network adopt these rules?" in text(
        desk.get(admin_page("motion_new", "rule_set"))
    )


def test_the_secretariat_reads_each_of_these_pages(desk, network):
    motion = draft_motion(MotionKind.POSITION)

    for path in draft_pages(motion):
        assert desk.get(path).status_code == 200, path
    listed = text(desk.get(admin_page("motion_changelist"), {"queue": "drafts"}))
    assert admin_page("motion_change", motion.pk) in listed
    assert admin_page("motion_new", "position") in listed
    shown = text(desk.get(admin_page("motion_change", motion.pk)))
    for path in draft_pages(motion)[1:]:
        assert path in shown
    assert desk.get(admin_page("motion_new", "admission")).status_code == 404


def test_a_position_is_drafted_changed_and_put_to_the_vote_in_two_steps(desk, network):
    make_rule_set()
    sent = {"title": "On time", "question": "Should we?", "text": "It needs time."}
    made = desk.post(admin_page("motion_new", "position"), sent)
    motion = Motion.objects.get()
    assert made.url == admin_page("motion_change", motion.pk)
    desk.post(admin_page("motion_edit", motion.pk), {**sent, "text": "It needs more time."})

    looked = desk.post(admin_page("motion_put", motion.pk), proposed(desk, motion))
    shown = text(looked)
    assert "It needs more time." in shown
    assert "Go back, change nothing" in shown
    assert "if the applicant withdraws" not in shown
    done = desk.post(
        admin_page("motion_put", motion.pk), {**Fields(looked).values, "confirm": "yes"}
    )

    assert done.url == admin_page("motion_change", motion.pk)
    motion.refresh_from_db()
    assert motion.is_open
    assert motion.events.get().by == network["secretariat"]
    for path in ("edit", "discard"):
        assert desk.get(admin_page(f"motion_{path}", motion.pk)).status_code == 404
    assert desk.get(admin_page("motion_put", motion.pk)).url == done.url


def test_an_opening_notice_is_sent_to_oneself_first(desk, network):
    motion = draft_motion(MotionKind.POSITION)

    looked = desk.post(admin_page("motion_put", motion.pk), proposed(desk, motion, send="opened"))

    assert looked.status_code == 200
    assert Mail.objects.get(kind="voting.preview").user == network["secretariat"]


def test_an_election_is_drafted_with_what_it_ends(desk, network):
    make_rule_set()
    ending = CoChairTerm.objects.get()
    centre = network["delegate"].representations.get().centre
    begins = (timezone.now() + timedelta(days=90)).date()
    sent = {
        "title": "Co-chairs",
        "question": "Should it lead?",
        "candidate": centre.pk,
        "term": "2027-2028",
        "term_begins": begins.isoformat(),
        "hands_over": [ending.pk],
    }

    twice = desk.post(admin_page("motion_new", "co_chair"), {**sent, "second_candidate": centre.pk})
    assert "Choose two different centres" in text(twice)
    desk.post(admin_page("motion_new", "co_chair"), sent)

    motion = Motion.objects.get()
    assert (motion.candidate, motion.term_begins) == (centre, begins)
    shown = text(desk.get(admin_page("motion_change", motion.pk)))
    assert "The rules do not recuse the candidates" in shown
    assert ending.term in shown


def test_what_cannot_be_kept_or_opened_says_why(desk, network):
    motion = draft_motion(MotionKind.RULE_SET)
    again = {
        "title": "T",
        "question": "Q?",
        "proposed_rule_set": motion.proposed_rule_set_id,
    }
    assert "Another motion on these rules" in text(
        desk.post(admin_page("motion_new", "rule_set"), again)
    )
    empty = text(desk.post(admin_page("motion_new", "rule_set"), {"title": "", "question": ""}))
    assert empty.count("This field is required.") >= 3

    soon = draft_motion(MotionKind.CO_CHAIR, term_begins=timezone.localdate())
    looked = desk.post(admin_page("motion_put", soon.pk), proposed(desk, soon))
    refused = desk.post(
        admin_page("motion_put", soon.pk), {**Fields(looked).values, "confirm": "yes"}, follow=True
    )
    assert "The term begins before the vote closes" in text(refused)


def test_a_draft_is_discarded_on_a_page_of_its_own(desk, network):
    motion = draft_motion(MotionKind.POSITION)

    done = press(desk, admin_page("motion_discard", motion.pk))

    assert done.url == f"{admin_page('motion_changelist')}?queue=drafts"
    assert not Motion.objects.exists()


# --- To the members, then to everybody --------------------------------------------------

SAID = {
    MotionKind.RULE_SET: "A vote is open for 21 days",
    MotionKind.CO_CHAIR: "Term: 2027-2028",
    MotionKind.POSITION: "Innovation procurement needs time.",
}
BROUGHT = {
    MotionKind.RULE_SET: "The rules come into force at once",
    MotionKind.CO_CHAIR: "begins on",
    MotionKind.POSITION: "published as a position",
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("kind", OTHERS)
def test_every_page_of_the_vote_shows_what_is_proposed(as_role, network, kind):
    now = timezone.now()
    changes = {"candidate": network["delegate"].representations.get().centre} | {
        "term_begins": (now + timedelta(days=60)).date()
    }
    changes = changes if kind == MotionKind.CO_CHAIR else {}
    motion = open_drafted(draft_motion(kind, now=now, **changes), now=now)
    for name in ("motion", "ballot"):
        shown = text(as_role("delegate").get(page(name, motion)))
        assert SAID[kind] in shown
        assert "dossier" not in shown
        assert "The applicant" not in shown
    own = "about a centre of your own country" in text(
        as_role("delegate").get(page("motion", motion))
    )
    assert own == (kind == MotionKind.CO_CHAIR)
    assert as_role("delegate").get(page("ask", motion)).status_code == 404

    for role in ("delegate", "other"):
        cast(motion, Voter(network[role]), "yes")
    close(motion)
    client = as_role("chair")
    asked = text(client.get(page("certify", motion)))
    assert BROUGHT[kind] in asked
    assert "Why was the application" not in asked
    assert client.post(page("certify", motion)).url == page("result", motion)
    public = as_role("public")
    assert SAID[kind] in text(public.get(page("result", motion)))
    data = public.get(page("result_json", motion)).json()
    assert (data["kind"], bool(data["subject"])) == (kind, True)
    assert public.get(page("minutes", motion)).status_code == 200
    published = "The position as it is published" in text(public.get(page("result", motion)))
    assert published == (kind == MotionKind.POSITION)
    assert SAID[kind] in text(as_role("secretariat").get(admin_page("motion_change", motion.pk)))


def test_a_lost_motion_asks_for_no_reasons(as_role, network):
    motion = open_drafted(draft_motion(MotionKind.POSITION))
    for role in ("delegate", "other"):
        cast(motion, Voter(network[role]), "no")
    close(motion)

    client = as_role("chair")
    assert "Nothing changes" in text(client.get(page("certify", motion)))
    client.post(page("certify", motion))

    motion.refresh_from_db()
    assert motion.is_certified
    assert motion.reasons == ""


def test_the_own_country_is_a_start_for_the_reason_of_a_recusal(as_role, network):
    centre = network["delegate"].representations.get().centre
    now = timezone.now()
    begins = (now + timedelta(days=60)).date()
    drafted = draft_motion(MotionKind.CO_CHAIR, candidate=centre, term_begins=begins, now=now)
    motion = open_drafted(drafted, now=now)

    assert "about a centre of our own country" in text(
        as_role("delegate").get(page("recuse", motion))
    )
    assert "our own country" not in text(as_role("other").get(page("recuse", motion)))


def test_calling_it_off_sends_everybody_a_mail(network):
    motion = open_drafted(draft_motion(MotionKind.POSITION))

    services.withdraw(
        motion,
        reasons="Wrong text.",
        **two_people(),
        now=motion.opened_at,
    )

    assert Mail.objects.about(motion).filter(kind="voting.called_off").count() == 4


# --- From the act that a motion does ----------------------------------------------------


def test_the_page_that_enters_a_co_chair_leads_to_a_draft_of_its_election(client, network):
    centre = CentreFactory(member=True)
    client.force_login(UserFactory(secretariat=True))
    address = f"{admin_page('motion_new', 'co_chair')}?candidate={centre.pk}"

    entering = client.get(reverse("admin:members_centre_step", args=[centre.pk, "enter-term"]))
    assert address in entering.content.decode()
    form = client.get(address).context["form"]

    assert form["candidate"].value() == str(centre.pk)
    assert form["question"].value() == "Should these centres lead the Network?"
    assert not Motion.objects.exists()


def test_the_page_that_ends_a_term_leads_to_a_draft_that_ends_it(client, network):
    term = CoChairTermFactory()
    client.force_login(UserFactory(secretariat=True))
    address = f"{admin_page('motion_new', 'co_chair')}?hands_over={term.pk}"

    ending = client.get(reverse("admin:members_cochairterm_step", args=[term.pk, "end"]))
    assert address in ending.content.decode()

    assert client.get(address).context["form"]["hands_over"].value() == [str(term.pk)]


def test_the_list_of_terms_offers_to_prepare_an_election(client, network):
    client.force_login(UserFactory(secretariat=True))

    shown = client.get(reverse("admin:members_cochairterm_changelist")).content.decode()

    assert admin_page("motion_new", "co_chair") in shown


@pytest.mark.parametrize("typed", ["candidate=x", "candidate=", "title=Mine", "hands_over=0"])
def test_a_forged_address_fills_in_nothing_that_it_should_not(client, network, typed):
    client.force_login(UserFactory(secretariat=True))

    page = client.get(f"{admin_page('motion_new', 'co_chair')}?{typed}")

    assert page.status_code == 200
    assert page.context["form"]["title"].value() == "Election of co-chairs"
