"""A term as co-chair gives the right to certify: the secretariat enters and ends it by steps."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from common.dates import network_day
from common.refusals import Refused
from common.tests.step_pages import confirm, fields, look, press, text
from members.models import CoChairTerm
from members.register.services import co_chairs
from members.tests.factories import NOW, CentreFactory, CoChairTermFactory, UserFactory

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
    return reverse("admin:members_cochairterm_change", args=[term.pk])


def test_a_term_is_entered_for_a_centre_and_says_what_right_it_gives(desk, secretariat, member):
    add = reverse("admin:members_cochairterm_add")
    assert "Leading centre" in text(desk.get(add))
    assert desk.get(add, {"centre": member.pk})["Location"] == enter_page(member)
    assert "certify the outcome of votes" in text(look(desk, enter_page(member)))

    typed = {"term": "2026–2027", "body": "Ministry", "began": "2026-01"}
    done = text(press(desk, enter_page(member), **typed, follow=True))

    assert f"The term of {member} is on record: 2026–2027." in done
    term = CoChairTerm.objects.on(today()).get()
    assert (term.centre, term.body, term.handed_over) == (member, "Ministry", "")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (secretariat, str(term.pk))


def test_only_an_active_full_member_begins_to_lead_and_what_was_typed_stays(desk):
    associate = CentreFactory(associate=True, name="Associate")

    said = text(press(desk, enter_page(associate), term="2026–2027", began="2026"))

    assert "Associate is no active member any more." in said
    assert 'value="2026–2027"' in said
    assert not CoChairTerm.objects.exists()


def test_a_centre_that_leads_does_not_begin_to_lead_once_more(desk, member):
    CoChairTermFactory(centre=member)

    said = text(press(desk, enter_page(member), term="again", began="2026"))

    assert "leads already" in said
    assert CoChairTerm.objects.count() == 1


def test_a_term_that_is_over_is_entered_for_a_centre_of_any_standing(desk):
    former = CentreFactory()

    typed = {"term": "pilot", "began": "2018", "handed_over": "2019-06"}
    press(desk, enter_page(former), **typed)

    assert CoChairTerm.objects.get().handed_over == "2019-06"
    assert not CoChairTerm.objects.on(today()).exists()


def test_a_term_that_ends_before_it_began_is_not_entered(desk, member):
    typed = {"term": "pilot", "began": "2019", "handed_over": "2018"}

    said = text(press(desk, enter_page(member), **typed))

    assert "The term ends before it began." in said
    assert not CoChairTerm.objects.exists()


def test_a_term_is_ended_by_a_step_that_warns_if_nobody_else_leads(desk, secretariat):
    term = CoChairTermFactory(began="2021")
    assert "nobody certifies votes" in text(look(desk, step_page(term, "end")))
    CoChairTermFactory(began="2021")
    assert "nobody certifies votes" not in text(look(desk, step_page(term, "end")))

    day = today().isoformat()
    press(desk, step_page(term, "end"), handed_over=day)

    term.refresh_from_db()
    assert term.handed_over == day
    assert term not in CoChairTerm.objects.on(today())
    assert LogEntry.objects.get().user == secretariat
    assert "not possible now" in text(desk.get(step_page(term, "end")))


@pytest.mark.parametrize(
    "typed, said", [("2020", "The term ends before it began."), ("", "This field is required.")]
)
def test_a_term_does_not_end_before_it_began_nor_without_a_date(desk, typed, said):
    term = CoChairTermFactory(began="2021")

    assert said in text(press(desk, step_page(term, "end"), handed_over=typed))

    term.refresh_from_db()
    assert term.handed_over == ""


def test_a_term_that_is_over_is_not_ended_anew(secretariat):
    term = CoChairTermFactory(began="2018", handed_over="2019")

    with pytest.raises(Refused, match="over already"):
        co_chairs.end(term, handed_over="2020", by=secretariat, now=NOW)


def test_a_corrected_date_revives_no_term_past_the_rules(desk, member):
    past = CoChairTermFactory(centre=CentreFactory(name="Former"), began="2018", handed_over="2019")
    page = step_page(past, "dates")

    press(desk, page, began="2017-05", handed_over="2019")
    later = (today() + timedelta(days=30)).isoformat()
    said = [text(press(desk, page, began="2017-05", handed_over=end)) for end in ("", later)]

    assert all("Former is no active member any more." in words for words in said)
    past.refresh_from_db()
    assert (past.began, past.handed_over) == ("2017-05", "2019")
    assert "2018 – 2019" in LogEntry.objects.get().change_message


def test_no_form_writes_a_terms_centre_or_dates(desk):
    term = CoChairTermFactory(began="2021")
    typed = fields(desk.get(change_page(term)), having="body")
    assert not {"centre", "began", "handed_over"} & set(typed)

    desk.post(change_page(term), {**typed, "body": "Ministry", "handed_over": "2022"})

    term.refresh_from_db()
    assert (term.body, term.handed_over) == ("Ministry", "")
    delete = reverse("admin:members_cochairterm_delete", args=[term.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403


def test_a_page_from_before_another_term_enters_nothing(desk, secretariat, member):
    page = look(desk, enter_page(member))
    co_chairs.enter(member, term="first", began="2026", by=secretariat, now=timezone.now())

    said = text(confirm(desk, enter_page(member), page, term="second", began="2027"))

    assert "Something has changed since this page was shown." in said
    assert CoChairTerm.objects.get().term == "first"


def test_terms_are_for_the_secretariat(client, member):
    client.force_login(UserFactory(staff=True))
    term = CoChairTermFactory()

    for page in (enter_page(member), step_page(term, "end"), step_page(term, "dates")):
        assert client.get(page).status_code == 403
    assert client.get(reverse("admin:members_cochairterm_add")).status_code == 403
