from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone
from django_countries.fields import Country

from common.form_fields import DayField, EmailField, PartialDateField
from common.templatetags.p2i import TONE_OF, TONES, flag
from members.enums import ApplicationStatus, MembershipStatus, Verdict
from voting.enums import Choice, MotionStatus, RollStatus


def render(source, **context):
    return Template("{% load p2i %}" + source).render(Context(context)).strip()


class Choices(forms.Form):
    choice = forms.ChoiceField(choices=[("yes", "Yes")], widget=forms.RadioSelect)
    name = forms.CharField(error_messages={"required": "Write a name."})

    def clean(self):
        raise forms.ValidationError("Something else is wrong.")


def test_a_moment_names_the_zone_and_is_readable_by_machines():
    instant = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

    shown = render("{{ instant|moment }}", instant=instant)

    assert shown == (
        '<time datetime="2026-11-24T16:00:00+00:00">24 November 2026, 17:00 CET (16:00 UTC)</time>'
    )


def test_until_counts_from_now():
    soon = timezone.now() + timedelta(days=3, minutes=1)

    assert render("{{ soon|until }}", soon=soon) == "in 3 days"


@pytest.mark.parametrize("name", ["moment", "until", "partial_date"])
def test_what_is_not_known_shows_nothing(name):
    assert render("{{ nothing|%s }}" % name, nothing=None) == ""  # noqa: UP031


def test_a_partial_date_is_no_more_exact_than_it_is_known():
    assert render("{{ '2018-11'|partial_date }}") == "November 2018"


@pytest.mark.parametrize(
    "states", [ApplicationStatus, Verdict, MembershipStatus, MotionStatus, Choice, RollStatus]
)
def test_every_state_has_a_tone(states):
    assert [state for state in states.values if state not in TONE_OF] == []


def test_no_state_has_two_tones():
    states = [state for states in TONES.values() for state in states.split()]

    assert len(states) == len(set(states))


def test_only_one_place_says_which_colour_a_state_has():
    """A page names the state; allauth's own tags of a badge are the one exception."""
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    coloured = [page.name for page in pages if 'class="tag' in page.read_text()]

    assert coloured == ["badge.html"]


def test_a_ballot_has_a_sign_beside_its_word():
    shown = render("{% status_tag 'no' 'No' %}")

    assert shown.startswith('<span class="tag tag-bad"><svg')
    assert shown.endswith("No</span>")


def test_an_unknown_state_stays_quiet_and_its_label_is_escaped():
    shown = render("{% status_tag 'odd' label %}", label="<b>")

    assert shown == '<span class="tag tag-quiet">&lt;b&gt;</span>'


def test_only_demo_data_carry_the_mark():
    source = "{% demo_mark thing %}"

    assert "Demo data" in render(source, thing=SimpleNamespace(is_demo=True))
    assert render(source, thing=SimpleNamespace(is_demo=False)) == ""


@pytest.mark.parametrize("code, name", [("GR", "Greece"), ("XK", "Kosovo"), ("", "")])
def test_a_country_is_named_by_its_code(code, name):
    assert render("{% country_name code %}", code=code) == name


def test_the_error_summary_links_each_line_to_its_field():
    shown = render("{% error_summary form %}", form=Choices({}))

    assert "There are 3 problems" in shown
    assert "<li>Something else is wrong.</li>" in shown
    assert '<a href="#id_choice_0">Choice: This field is required.</a>' in shown
    assert '<a href="#id_name">Write a name.</a>' in shown


def test_the_error_summary_says_which_field_djangos_words_are_about():
    class Limited(forms.Form):
        keywords = forms.CharField(max_length=3)
        day = forms.DateField()
        number = forms.IntegerField(error_messages={"invalid": "Write the number in digits."})

    said = {"keywords": "x" * 4, "day": "soon", "number": "two"}
    shown = render("{% error_summary form %}", form=Limited(said))

    assert "Keywords: Ensure this value has at most 3 characters" in shown
    assert "Day: Enter a valid date." in shown
    assert '<a href="#id_number">Write the number in digits.</a>' in shown


def test_the_error_summary_says_which_date_or_address_cannot_be_read():
    class Two(forms.Form):
        issued_on, valid_until, held = DayField(), DayField(), PartialDateField()
        email = EmailField()

    said = {"issued_on": "30.6.22", "valid_until": "30.6.2022", "held": "x", "email": "josé@a.eu"}
    shown = render("{% error_summary form %}", form=Two(said))

    assert "Issued on: Write a day like" in shown
    assert "Held: Write a year, a month or a day like" in shown
    assert "Email: What stands before the @ has letters" in shown
    assert "Valid until" not in shown


def test_the_error_summary_reads_formsets_and_passes_over_what_is_not_there():
    formset = forms.formset_factory(Choices, extra=0, min_num=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-MIN_NUM_FORMS": "1"}
    )

    shown = render("{% error_summary formset missing %}", formset=formset, missing=None)

    assert '<a href="#id_form-0-name">' in shown


@pytest.mark.parametrize("form", [Choices(), None])
def test_nothing_wrong_needs_no_summary(form):
    assert render("{% error_summary form %}", form=form) == ""


@pytest.mark.parametrize("days, shown", [(-1, "over"), (0, ""), (1, "")])
def test_a_last_day_is_past_on_the_day_after(days, shown):
    day = timezone.localdate() + timedelta(days=days)

    assert render("{% if day|is_past %}over{% endif %}", day=day) == shown
    assert render("{% if day|is_past %}over{% endif %}", day=None) == ""


def test_a_flag_is_a_picture_that_needs_no_font_and_says_nothing_twice():
    assert flag(Country("PL")) == (
        '<img class="flag" src="/static/flags/pl.gif" alt="" width="16" height="11">'
    )
    assert flag(Country("")) == ""
