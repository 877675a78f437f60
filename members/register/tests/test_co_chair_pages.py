"""A term as co-chair gives the right to certify: elected by a vote, or entered by two people."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from common.dates import network_day
from common.refusals import Refused
from common.tests.step_pages import confirm, fields, look, press, text
from members.models import CoChairTerm
from members.register.services import co_chairs
from members.tests.factories import (
    NOW,
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return CentreFactory(member=True, name="Leading centre")


def today():
    return network_day(timezone.now())


def enter_page(centre):
    return reverse("admin:members_centre_step", args=[centre.pk, "enter-term"])


def step_page(term, name):
    return reverse("admin:members_cochairterm_step", args=[term.pk, name])


def change_page(term):
    return reverse("admin:members_cochairterm_edit", args=[term.pk])


SAID = {"source": "Minutes of the assembly in Vienna, point 4", "reason": "As the assembly said."}


def released(by=None):
    """What waits, released by a second person and in effect."""
    proposal = Proposal.objects.waiting().get()
    services.release(proposal, by=by or UserFactory(secretariat=True), now=timezone.now())
    services.put_into_effect(proposal, now=timezone.now() + timedelta(hours=1))


def test_a_clerk_alone_makes_no_co_chair(desk, secretariat, member):
    """The first step of an attack: whoever leads certifies votes."""
    add = reverse("admin:members_cochairterm_add")
    assert desk.get(add, {"centre": member.pk})["Location"] == enter_page(member)

    done = text(press(desk, enter_page(member), term="2026", began="2026", **SAID, follow=True))

    assert "once a second person has read and released it" in done
    assert not CoChairTerm.objects.exists()
    proposal = Proposal.objects.get()
    for by in (secretariat, RepresentativeFactory(centre=member).user, UserFactory(staff=True)):
        with pytest.raises(Refused):
            services.release(proposal, by=by, now=timezone.now())
    with pytest.raises(Refused, match="Nobody decides alone"):
        co_chairs.enter(
            member,
            term="2026",
            began="2026",
            source="x",
            by=secretariat,
            released_by=secretariat,
            now=NOW,
        )


def test_what_was_elected_elsewhere_two_people_enter_with_its_source_which_all_read(
    desk, secretariat, member, client
):
    delegate = RepresentativeFactory(centre=member)
    asked = text(look(desk, enter_page(member), term="2026–2027", began="2026-01", **SAID))
    assert "Minutes of the assembly in Vienna" in asked  # in the letter
    shown = text(desk.get(enter_page(member)))
    assert reverse("admin:voting_motion_new", args=["co_chair"]) in shown
    assert "certify the outcome of votes" in shown

    press(desk, enter_page(member), term="2026–2027", body="Ministry", began="2026-01", **SAID)
    released(second := UserFactory(secretariat=True))

    term = CoChairTerm.objects.on(today()).get()
    assert (term.centre, term.body, term.handed_over) == (member, "Ministry", "")
    assert (term.basis, term.entered_by, term.released_by) == ("two_people", secretariat, second)
    assert delegate.user in [mail.user for mail in Mail.objects.all()]
    client.logout()
    public = text(client.get(reverse("governance")))
    assert "Elected elsewhere and entered by two people. Source: Minutes of the assembly" in public


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": "two_people"},
        {"basis": "two_people", "entered_by": "one", "released_by": "one", "source": "x"},
        {"basis": "two_people", "entered_by": "one", "released_by": "two"},
        {"basis": "vote", "released_by": "two"},
        {"basis": ""},
    ],
)
def test_the_database_lets_nobody_alone_make_a_co_chair(secretariat, colleague, changes):
    people = {"one": secretariat, "two": colleague}
    changes = {name: people.get(to, to) for name, to in changes.items()}
    term = CoChairTermFactory()
    with (
        pytest.raises(IntegrityError, match="co_chair_by_a_vote_or_by_two_people"),
        transaction.atomic(),
    ):
        CoChairTerm.objects.filter(pk=term.pk).update(**changes)


def test_only_an_active_full_member_begins_to_lead_and_what_was_typed_stays(desk):
    associate = CentreFactory(associate=True, name="Associate")

    said = text(press(desk, enter_page(associate), term="2026–2027", began="2026", **SAID))

    assert "Associate is no active member any more." in said
    assert 'value="2026–2027"' in said
    assert not CoChairTerm.objects.exists()


def test_a_centre_that_leads_does_not_begin_to_lead_once_more(desk, member):
    CoChairTermFactory(centre=member)

    said = text(press(desk, enter_page(member), term="again", began="2026", **SAID))

    assert "leads already" in said
    assert CoChairTerm.objects.count() == 1


def test_a_term_that_is_over_is_entered_for_a_centre_of_any_standing(desk):
    former = CentreFactory()

    typed = {"term": "pilot", "began": "2018", "handed_over": "2019-06", **SAID}
    press(desk, enter_page(former), **typed)
    released()

    assert CoChairTerm.objects.get().handed_over == "2019-06"
    assert not CoChairTerm.objects.on(today()).exists()


def test_a_term_that_ends_before_it_began_is_not_entered(desk, member):
    typed = {"term": "pilot", "began": "2019", "handed_over": "2018", **SAID}

    said = text(press(desk, enter_page(member), **typed))

    assert "The term ends before it began." in said
    assert not CoChairTerm.objects.exists()


def test_a_term_is_ended_by_a_step_that_warns_if_nobody_else_leads(desk, secretariat):
    term = CoChairTermFactory(began="2021")
    assert "nobody certifies votes" in text(look(desk, step_page(term, "end")))
    CoChairTermFactory(began="2021")
    assert "nobody certifies votes" not in text(look(desk, step_page(term, "end")))

    day = today().isoformat()
    press(desk, step_page(term, "end"), handed_over=day, **SAID)
    term.refresh_from_db()
    assert term.handed_over == ""
    released()

    term.refresh_from_db()
    assert (term.handed_over, term.end_source) == (day, SAID["source"])
    assert (term.ended_basis, term.ended_by) == ("two_people", secretariat)
    assert term.end_released_by not in (None, secretariat)
    assert term not in CoChairTerm.objects.on(today())
    assert LogEntry.objects.get().user == secretariat
    assert "not possible now" in text(desk.get(step_page(term, "end")))


@pytest.mark.parametrize(
    "typed, said", [("2020", "The term ends before it began."), ("", "This field is required.")]
)
def test_a_term_does_not_end_before_it_began_nor_without_a_date(desk, typed, said):
    term = CoChairTermFactory(began="2021")

    assert said in text(press(desk, step_page(term, "end"), handed_over=typed, **SAID))

    term.refresh_from_db()
    assert term.handed_over == ""


def test_a_term_that_is_over_is_not_ended_anew(secretariat, colleague):
    term = CoChairTermFactory(began="2018", handed_over="2019")

    with pytest.raises(Refused, match="over already"):
        co_chairs.end(
            term, handed_over="2020", source="x", by=secretariat, released_by=colleague, now=NOW
        )


def test_a_corrected_date_revives_no_term_past_the_rules(desk, member):
    past = CoChairTermFactory(centre=CentreFactory(name="Former"), began="2018", handed_over="2019")
    page = step_page(past, "dates")

    why = {"reason": "A slip."}
    press(desk, page, began="2017-05", handed_over="2019", **why)
    released()
    later = (today() + timedelta(days=30)).isoformat()
    said = [text(press(desk, page, began="2017-05", handed_over=end, **why)) for end in ("", later)]

    assert all("Former is no active member any more." in words for words in said)
    past.refresh_from_db()
    assert (past.began, past.handed_over) == ("2017-05", "2019")
    assert "2018 – 2019" in LogEntry.objects.get().change_message


BY_TWO = {"handed_over": "2022", "ended_basis": "two_people", "end_source": "Minutes."}


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("co_chair_ends_by", {"handed_over": "2022"}),
        ("co_chair_ends_by", BY_TWO),
        ("co_chair_ends_by", {**BY_TWO, "ended_by": "one"}),
        ("co_chair_ends_by", {**BY_TWO, "ended_by": "one", "end_released_by": "one"}),
        (
            "co_chair_ends_by",
            {**BY_TWO, "end_source": "", "ended_by": "one", "end_released_by": "two"},
        ),
        ("co_chair_ends_by", {"ended_basis": "vote"}),
        (
            "co_chair_ends_by",
            {"handed_over": "2022", "ended_basis": "vote", "end_released_by": "one"},
        ),
        ("is_corrected_by_two", {"corrected_by": "one"}),
        ("is_corrected_by_two", {"correction_released_by": "one"}),
        ("is_corrected_by_two", {"corrected_by": "one", "correction_released_by": "one"}),
    ],
)
def test_the_database_lets_nobody_end_or_correct_a_term_alone(
    secretariat, colleague, constraint, changes
):
    people = {"one": secretariat, "two": colleague}
    term = CoChairTermFactory()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CoChairTerm.objects.filter(pk=term.pk).update(
            **{name: people.get(value, value) for name, value in changes.items()}
        )


def test_a_correction_names_both_people_and_adds_no_end(secretariat, colleague):
    term, two = CoChairTermFactory(), {"by": secretariat, "released_by": colleague, "now": NOW}

    with pytest.raises(Refused, match="End it and name the source"):
        co_chairs.correct_dates(term, began="2021", handed_over="2022", **two)
    co_chairs.correct_dates(term, began="2021-03", handed_over="", **two)

    term.refresh_from_db()
    assert (term.began, term.corrected_by, term.correction_released_by) == (
        "2021-03",
        secretariat,
        colleague,
    )


def test_an_end_that_is_taken_away_says_no_longer_who_ended_it(secretariat, colleague):
    term, two = CoChairTermFactory(), {"by": secretariat, "released_by": colleague, "now": NOW}
    co_chairs.end(term, handed_over="2026-01-01", source="A slip.", **two)

    co_chairs.correct_dates(term, began="2021", handed_over="", **two)

    term.refresh_from_db()
    assert (term.handed_over, term.ended_basis, term.end_source, term.ended_by) == (
        "",
        "",
        "",
        None,
    )


def test_a_term_that_the_members_hand_over_ends_by_the_vote(member):
    term = CoChairTermFactory()

    co_chairs.hand_over([term], to=[member], term="2027", on=today())

    term.refresh_from_db()
    assert (term.ended_basis, term.ended_by) == ("vote", None)


def test_no_form_writes_a_terms_centre_or_dates(desk):
    term = CoChairTermFactory(began="2021")
    typed = fields(desk.get(change_page(term)), having="body")
    assert not {"centre", "began", "handed_over"} & set(typed)

    desk.post(change_page(term), {**typed, "body": "Ministry", "handed_over": "2022"})

    term.refresh_from_db()
    assert (term.body, term.handed_over) == ("Ministry", "")
    delete = reverse("admin:members_cochairterm_delete", args=[term.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403


def test_a_page_from_before_another_term_proposes_nothing(desk, member):
    typed = {"term": "second", "began": "2027", **SAID}
    page = look(desk, enter_page(member), **typed)
    CoChairTermFactory(centre=member, term="first")

    said = text(confirm(desk, enter_page(member), page, **typed))

    assert "Something has changed since this page was shown." in said
    assert CoChairTerm.objects.get().term == "first"


def test_terms_are_for_the_secretariat(client, member):
    client.force_login(UserFactory(staff=True))
    term = CoChairTermFactory()

    for page in (enter_page(member), step_page(term, "end"), step_page(term, "dates")):
        assert client.get(page).status_code == 403
    assert client.get(reverse("admin:members_cochairterm_add")).status_code == 403
