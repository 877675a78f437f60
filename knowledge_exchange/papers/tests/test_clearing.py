"""Clearance by silence: what may happen when, what it leaves, and who hears of it."""

from datetime import timedelta

import pytest

from common.refusals import Refused
from knowledge_exchange.models import Clearance, Paper, PaperVersion, SilenceProcedure
from knowledge_exchange.papers import tasks
from knowledge_exchange.papers.enums import ClearanceMeans, SilenceOutcome, Stage, Stance
from knowledge_exchange.papers.services import (
    clearing,
    commenting,
    consulting,
    positions,
    publishing,
    writing,
)
from knowledge_exchange.tests.factories import NOW, PaperVersionFactory
from members.tests.at_once import all_at_once, refused
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory, two_people
from outbox import kinds
from outbox.models import Mail
from voting.enums import MotionStatus
from voting.models import Motion
from voting.services import certify, discard_draft
from voting.tests.factories import (
    cast,
    close,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_drafted,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
END = NOW + 10 * DAY


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def delegate():
    return RepresentativeFactory().user


@pytest.fixture
def silence(secretariat, delegate):
    return clearing.begin(PaperVersionFactory().paper, until=END, by=secretariat, now=NOW)


def stage_of(silence):
    return PaperVersion.objects.get(pk=silence.version_id).stage


def what_happened(silence):
    return list(silence.version.paper.events.values_list("what", flat=True))


def letters(kind, now):
    mails = Mail.objects.filter(kind=f"knowledge_exchange.{kind}").order_by("pk")
    return [letter for mail in mails if (letter := kinds.compose(mail, now))]


# --- Adoption ---------------------------------------------------------------------------


def test_at_the_deadline_silence_adopts(silence):
    assert clearing.adopt_due(END - timedelta(seconds=1)) == 0
    assert clearing.adopt_due(END) == 1
    assert clearing.adopt_due(END) == 0

    silence.refresh_from_db()
    cleared = Clearance.objects.get()
    assert (silence.outcome, silence.ended_at) == (SilenceOutcome.ADOPTED, END)
    assert (cleared.means, cleared.silence, cleared.by) == (ClearanceMeans.SILENCE, silence, None)
    assert stage_of(silence) == Stage.CLEARED
    [letter] = letters("silence_ended", END)
    assert "Adopted by silence" in letter.subject


def test_a_late_tick_adopts_as_well(silence):
    assert clearing.adopt_due(END + 30 * DAY) == 1


def test_an_objection_stops_it_until_the_secretariat_says_how_it_goes_on(
    silence, delegate, secretariat
):
    clearing.object_to(silence, reasons="The costs are wrong.", by=delegate, now=NOW)

    assert clearing.adopt_due(END) == 0
    assert stage_of(silence) == Stage.CLEARANCE
    assert "The costs are wrong." in letters("objection_raised", NOW)[0].text
    clearing.return_to_discussion(silence, why="Mended soon.", by=secretariat, now=END)
    silence.refresh_from_db()
    assert (silence.outcome, stage_of(silence)) == (SilenceOutcome.DISCUSSION, Stage.DRAFT)
    assert "Mended soon." in letters("silence_ended", END)[0].text


def test_an_objection_that_is_withdrawn_in_time_does_not_count(silence, delegate):
    objection = clearing.object_to(silence, reasons="No.", by=delegate, now=NOW)

    clearing.withdraw_objection(objection, by=delegate, now=NOW + DAY)

    assert letters("objection_raised", NOW) == []
    assert clearing.adopt_due(END) == 1
    assert "withdrew its objection" in " ".join(what_happened(silence))


def test_a_centre_objects_once_and_in_time_and_withdraws_only_its_own(silence, delegate):
    with pytest.raises(Refused, match="over"):
        clearing.object_to(silence, reasons="Late.", by=delegate, now=END)
    objection = clearing.object_to(silence, reasons="No.", by=delegate, now=NOW)
    with pytest.raises(Refused, match="already"):
        clearing.object_to(silence, reasons="No.", by=delegate, now=NOW)
    with pytest.raises(Refused, match="does not object"):
        clearing.withdraw_objection(objection, by=RepresentativeFactory().user, now=NOW)
    with pytest.raises(Refused, match="over"):
        clearing.withdraw_objection(objection, by=delegate, now=END)


def test_the_text_stands_still_while_it_is_cleared(silence, secretariat):
    with pytest.raises(Refused, match="stands still"):
        writing.save_text(silence.version.paper, "Other words", by=secretariat, now=NOW, seen=None)
    assert silence.text_sha256 == clearing.fingerprint(silence.version)


def test_an_extension_is_later_and_told(silence, secretariat):
    later = END + 5 * DAY
    with pytest.raises(Refused, match="later"):
        clearing.extend(silence, until=END - DAY, by=secretariat, now=NOW)

    clearing.extend(silence, until=later, by=secretariat, now=NOW + DAY)

    assert clearing.adopt_due(END) == 0
    [letter] = letters("silence_begun", NOW + DAY)
    assert f"{later:%-d %B %Y}" in letter.text


def test_it_can_be_stopped_with_a_reason_and_begun_anew(silence, secretariat):
    with pytest.raises(Refused, match="reasons"):
        clearing.stop(silence, why=" ", by=secretariat, now=NOW)
    clearing.stop(silence, why="A page was missing.", by=secretariat, now=NOW)

    again = clearing.begin(silence.version.paper, until=END, by=secretariat, now=NOW)

    assert again.is_running
    assert letters("silence_ended", NOW)[0].text.count("A page was missing.") == 1


def test_reminders_go_once_to_centres_that_have_said_nothing(silence, delegate):
    silent = RepresentativeFactory().user
    positions.state(silence.version, stance=Stance.ENDORSE, text="", by=delegate, now=NOW)
    soon = END - DAY

    assert clearing.remind(NOW) == 0
    assert clearing.remind(soon) == 1
    assert clearing.remind(soon) == 0

    assert Mail.objects.get(kind="knowledge_exchange.silence_due").user == silent
    assert "counts as agreement" in letters("silence_due", soon)[0].text
    clearing.object_to(silence, reasons="No.", by=silent, now=soon)
    assert letters("silence_due", soon) == []


def test_it_does_not_begin_while_comments_run_or_are_open(secretariat, delegate):
    paper = PaperVersionFactory().paper
    version = consulting.open_comments(paper, until=NOW + 5 * DAY, by=secretariat, now=NOW)
    said = commenting.comment(version, text="Why?", by=delegate, now=NOW)

    with pytest.raises(Refused, match="can still comment"):
        clearing.begin(paper, until=END, by=secretariat, now=NOW)
    with pytest.raises(Refused, match="not resolved yet: 1"):
        clearing.begin(paper, until=END, by=secretariat, now=NOW + 5 * DAY)
    commenting.resolve(said, resolution="Said why.", by=delegate, now=NOW)
    assert clearing.begin(paper, until=END, by=secretariat, now=NOW + 5 * DAY).is_running


# --- The vote ---------------------------------------------------------------------------


@pytest.fixture
def people():
    delegates = make_delegates(3)
    make_co_chair(delegates[2])
    make_rule_set()
    return delegates


@pytest.fixture
def put_to_the_vote(people, silence, secretariat):
    clearing.object_to(silence, reasons="No.", by=people[0].user, now=NOW)
    return clearing.put_to_the_vote(silence, why="Let all decide.", by=secretariat, now=NOW)


def decide(motion, people, choice):
    """The whole vote, to its certification."""
    motion = open_drafted(motion)
    for person in people:
        cast(motion, person, choice)
    motion = close(motion)
    said = {"by": people[2].user, "now": motion.closes_at, "on": motion.closes_at.date()}
    return certify(motion, **said)


def test_a_contested_paper_goes_to_the_vote_under_its_fingerprint(put_to_the_vote):
    motion = put_to_the_vote.motion

    assert motion.status == MotionStatus.DRAFT
    assert put_to_the_vote.text_sha256 in motion.text
    assert stage_of(put_to_the_vote) == Stage.CLEARANCE
    assert clearing.settle_votes(NOW) == 0


@pytest.mark.parametrize(("choice", "stage"), [("yes", Stage.CLEARED), ("no", Stage.DRAFT)])
def test_the_certified_vote_clears_the_paper_or_returns_it(put_to_the_vote, people, choice, stage):
    decide(put_to_the_vote.motion, people, choice)

    assert [clearing.settle_votes(NOW), clearing.settle_votes(NOW)] == [1, 0]

    assert stage_of(put_to_the_vote) == stage
    means = list(Clearance.objects.values_list("means", flat=True))
    assert means == ([ClearanceMeans.MOTION] if choice == "yes" else [])


def test_a_drafted_vote_can_be_taken_back_but_not_thrown_away_elsewhere(
    put_to_the_vote, secretariat
):
    with pytest.raises(Refused, match="A paper waits"):
        discard_draft(put_to_the_vote.motion)

    clearing.take_back_from_the_vote(put_to_the_vote, why="Talked.", by=secretariat, now=NOW)

    assert not Motion.objects.exists()
    assert stage_of(put_to_the_vote) == Stage.DRAFT


def test_nothing_goes_to_the_vote_or_back_without_an_objection(silence, secretariat):
    for act in (clearing.put_to_the_vote, clearing.return_to_discussion):
        with pytest.raises(Refused, match="No centre objects"):
            act(silence, why="So.", by=secretariat, now=NOW)


# --- Positions and publishing -----------------------------------------------------------


def publish(silence, secretariat):
    return publishing.publish(silence.version.paper, **two_people(), now=END)


def test_a_paper_that_was_cleared_here_is_published_with_the_positions(
    silence, delegate, secretariat, client
):
    positions.state(
        silence.version, stance=Stance.RESERVE, text="Not for <small> buyers.", by=delegate, now=NOW
    )
    with pytest.raises(Refused, match="being asked"):
        publish(silence, secretariat)
    clearing.adopt_due(END)

    publish(silence, secretariat)

    page = client.get(silence.version.paper.get_absolute_url()).content.decode()
    assert "Has a reservation" in page
    assert "Not for &lt;small&gt; buyers." in page
    with pytest.raises(Refused, match="while a paper is being cleared"):
        positions.state(silence.version, stance=Stance.ENDORSE, text="", by=delegate, now=END)


def test_a_position_is_stated_anew_and_taken_back_until_then(silence, delegate):
    version = silence.version
    with pytest.raises(Refused, match="simply endorse"):
        positions.state(version, stance=Stance.DISSENT, text=" ", by=delegate, now=NOW)
    positions.state(version, stance=Stance.DISSENT, text="No.", by=delegate, now=NOW)
    positions.state(version, stance=Stance.ENDORSE, text="", by=delegate, now=NOW)

    assert version.positions.get().stance == Stance.ENDORSE
    positions.take_back(version, by=delegate, now=NOW)
    assert not version.positions.exists()
    first, second, third = [event.what for event in version.paper.events.order_by("-pk")[:3]]
    assert ("took its position back" in first, "Endorses" in second, "Dissents" in third) == (
        (True,) * 3
    )
    with pytest.raises(Refused, match="not stated"):
        positions.take_back(version, by=delegate, now=NOW)


def test_a_position_on_an_earlier_text_is_not_published(silence, delegate, secretariat):
    positions.state(silence.version, stance=Stance.ENDORSE, text="", by=delegate, now=NOW)
    clearing.stop(silence, why="Mended.", by=secretariat, now=NOW)
    writing.save_text(silence.version.paper, "Other", by=secretariat, now=NOW, seen=None)

    assert silence.version.positions.count() == 1
    assert not silence.version.positions.on_this_text().exists()


def test_a_clearance_is_taken_back_before_publication(silence, secretariat):
    clearing.adopt_due(END)

    clearing.take_back(silence.version.paper, why="A slip.", by=secretariat, now=END)

    assert (stage_of(silence), Clearance.objects.count()) == (Stage.DRAFT, 0)
    assert "Clearance taken back: A slip." in what_happened(silence)


def test_no_other_step_leads_out_of_a_running_procedure(silence, secretariat):
    paper = silence.version.paper

    with pytest.raises(Refused, match="not cleared"):
        clearing.take_back(paper, why="So.", by=secretariat, now=NOW)
    with pytest.raises(Refused, match="no longer possible"):
        consulting.open_comments(paper, until=END, by=secretariat, now=NOW)
    with pytest.raises(Refused, match="not being asked"):
        consulting.end_comments(paper, by=secretariat, now=NOW)
    assert stage_of(silence) == Stage.CLEARANCE


def test_a_paper_that_is_withdrawn_is_not_adopted(silence, secretariat):
    publishing.withdraw(silence.version.paper, **two_people(), reasons="Given up.", now=NOW)

    assert clearing.adopt_due(END) == 0
    silence.refresh_from_db()
    assert (silence.outcome, silence.why) == (SilenceOutcome.STOPPED, "Given up.")
    assert not Clearance.objects.exists()


# --- At once ----------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_adopt_once():
    paper, secretariat = PaperVersionFactory().paper, UserFactory(secretariat=True)
    RepresentativeFactory()
    clearing.begin(paper, until=END, by=secretariat, now=NOW)

    adopted = all_at_once(*(lambda: clearing.adopt_due(END) for _worker in range(4)))

    assert sum(adopted) == 1
    assert Mail.objects.filter(kind="knowledge_exchange.silence_ended").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_an_objection_that_races_the_deadline_counts_or_is_refused(_again):
    paper, secretariat = PaperVersionFactory().paper, UserFactory(secretariat=True)
    delegate = RepresentativeFactory().user
    silence = clearing.begin(paper, until=END, by=secretariat, now=NOW)

    outcomes = all_at_once(
        lambda: clearing.object_to(silence, reasons="No.", by=delegate, now=END - DAY),
        lambda: clearing.adopt_due(END),
    )

    is_adopted = stage_of(silence) == Stage.CLEARED
    assert is_adopted == bool(refused(outcomes))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_objections_of_one_centre_one_stands():
    paper, secretariat = PaperVersionFactory().paper, UserFactory(secretariat=True)
    centre = CentreFactory(member=True)
    people = [
        RepresentativeFactory(centre=centre, role=role).user for role in ("delegate", "alternate")
    ]
    silence = clearing.begin(paper, until=END, by=secretariat, now=NOW)

    outcomes = all_at_once(
        *(lambda by=by: clearing.object_to(silence, reasons="No.", by=by, now=NOW) for by in people)
    )

    assert len(refused(outcomes)) == 1


def test_beats_task_does_all_of_it(settings, silence):
    assert "knowledge_exchange.tasks.clear_papers" in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }
    SilenceProcedure.objects.update(opened_at=NOW - 90 * DAY, closes_at=NOW - 60 * DAY)

    tasks.clear_papers()

    assert stage_of(silence) == Stage.CLEARED
    assert Paper.objects.get().status == "draft"
