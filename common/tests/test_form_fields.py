from datetime import time
from urllib.parse import quote

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common.form_fields import (
    LIKE_DAY,
    EmailField,
    LineField,
    LinesField,
    LinkField,
    MomentField,
    PartialDateField,
    TimeField,
)
from common.typed_text import has_hidden


def test_a_name_of_which_nothing_can_be_seen_is_missing():
    for field in (LineField(), LinesField()):
        with pytest.raises(ValidationError, match="required"):
            field.clean("\u200b \u202e")
    assert LineField(required=False).clean("\u200b") == ""


def test_a_line_break_counts_as_one_character():
    field = LinesField(max_length=5)

    assert field.clean("ab\r\ncd") == "ab\ncd"
    with pytest.raises(ValidationError):
        field.clean("ab\r\ncde")


def test_a_statement_of_ten_thousand_characters_fits_however_a_browser_sends_it():
    text = ("x" * 99 + "\n") * 99 + "x" * 100

    assert len(text) == 10_000
    assert LinesField(max_length=10_000).clean(text.replace("\n", "\r\n")) == text


def test_a_limit_is_said_and_nothing_is_cut_off():
    class Form(forms.Form):
        text = LinesField(max_length=10_000, help_text="In your words.")
        free = LinesField()

    page = str(Form())
    said = '<span class="typed-most">Up to 10,000 characters.</span>'
    assert f"In your words. {said}" in page
    assert 'data-most="10000"' in page
    assert page.count("data-most") == 1
    assert "maxlength" not in page


def test_one_line_says_its_limit_and_is_counted_quietly():
    class Form(forms.Form):
        name = LineField(max_length=200)
        long = LineField(max_length=2000)
        searched = LineField(max_length=100, says_limit=False)
        hidden = LineField(max_length=100, widget=forms.HiddenInput)
        established = PartialDateField(max_length=10)

    page = str(Form())
    assert page.count("typed-most") == 1
    assert page.count('data-most="200"') == 1
    assert page.count("data-most-quiet") == 1
    with pytest.raises(ValidationError, match="at most 200"):
        LineField(max_length=200).clean("x" * 201)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("josé@demo.example", "plain letters"),
        ("zoe", "name@example.org"),
        ("zoe@de_mo.example", "email server"),
        (f"{'x' * 65}@demo.example", "64 characters"),
        ("zoe@@demo.example", "valid"),
    ],
)
def test_an_address_that_cannot_be_mailed_to_is_refused_with_the_reason(typed, words):
    with pytest.raises(ValidationError, match=words) as fault:
        EmailField().clean(typed)
    assert len(fault.value.messages) == 1


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("10:00", time(10)),
        ("9.30", time(9, 30)),
        ("14h05", time(14, 5)),
        ("10:00:07", time(10, 0, 7)),
    ]
    + [("24:00", None), ("10.60", None), ("ten", None), ("10", None)],
)
def test_a_time_is_taken_as_people_write_it(typed, taken):
    if taken:
        assert TimeField().clean(f" {typed}") == taken
    else:
        with pytest.raises(ValidationError, match="Write a time like"):
            TimeField().clean(typed)


def test_a_moment_has_one_error_whatever_is_wrong_with_it():
    with pytest.raises(ValidationError) as both:
        MomentField().clean(["30.6.22", "ten"])
    assert len(both.value.messages) == 1
    assert "or 2022-06-30. Write a time like" in both.value.messages[0]
    with pytest.raises(ValidationError) as one:
        MomentField().clean(["30.6.22", "10.00"])
    assert one.value.messages == [str(LIKE_DAY)]
    assert MomentField().clean(["30.6.2022", "10.00"]).hour == 10


@pytest.mark.parametrize(
    "typed", ["a@demo.example, b@demo.example", "a@demo.example <b@demo.example>"]
)
def test_of_two_addresses_none_is_picked(typed):
    with pytest.raises(ValidationError):
        EmailField().clean(typed)


def test_an_address_comes_out_as_it_is_kept():
    assert EmailField().clean(" Test@straße.example\u200b") == "test@xn--strae-oqa.example"
    assert EmailField(required=False).clean("\u200b") == ""


def test_a_link_of_2000_characters_is_taken_and_one_that_was_wrapped_is_put_together():
    long = "https://teams.example/l/meetup-join/" + "a" * 1900

    assert LinkField().clean(long) == long
    assert LinkField().clean("https://demo.example/a\r\n  bc\u200b ") == "https://demo.example/abc"
    assert LinkField().clean("demo.example/a") == "https://demo.example/a"
    with pytest.raises(ValidationError):
        LinkField().clean("https://demo.example/" + "a" * 2000)
    assert "maxlength" not in str(type("F", (forms.Form,), {"link": LinkField()})())


@given(st.text(max_size=60))
def test_what_a_form_takes_is_clean_and_taking_it_again_changes_nothing(typed):
    for field in (LineField(required=False), LinesField(required=False)):
        taken = field.clean(typed.replace("\x00", ""))
        assert not has_hidden(taken)
        assert field.clean(taken) == taken


INSIDE = "https://teams.example/l/meetup-join/19%3ameeting?context=a%20b"


@pytest.mark.parametrize(
    "around",
    [
        "https://eur03.safelinks.protection.outlook.com/?url={quoted}&data=05%7C01&reserved=0",
        "https://www.google.com/url?q={quoted}&sa=D",
        "https://urldefense.com/v3/__{plain}__;!!K53mHg!x$",
    ],
)
def test_a_link_that_a_program_put_a_page_around_is_unwrapped(around):
    typed = around.format(quoted=quote(INSIDE, safe=""), plain=INSIDE)

    assert LinkField().clean(typed) == INSIDE
    assert LinkField().clean(around.format(quoted="javascript:1", plain="x")) != "javascript:1"


def test_a_link_that_is_too_long_has_one_error():
    with pytest.raises(forms.ValidationError) as refused:
        LinkField().clean("https://demo.example/" + "a" * 3000)

    assert refused.value.messages == ["A link has at most 2000 characters; this one has 3021."]


def test_a_link_of_blanks_alone_is_empty():
    assert LinkField(required=False).clean(" " * 100_000) == ""
