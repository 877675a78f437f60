import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from common.typed_text import all_to_write, has_hidden, one_line, several_lines, to_write

ODD = (
    "\u200b\u200c\u200d\u202e\u2066\ufeff\ufffe\uffff\x00\x0b\x85\u2028\u00a0\u3164\u2800\u00ad"
    "\r\n\te\u0301é م"
)
TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(ODD)), max_size=40)


def can_stand_in_xml(text):
    etree.Element("a").text = text  # refuses what XML 1.0 forbids
    return True


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Qendra\ufffe", "Qendra"),
        ("\u202eGreen\u202c buying", "Green buying"),
        ("\u200b", ""),
        ("\u3164\u2800 \u00ad", ""),
        ("Cafe\u0301", "Café"),
        ("Ångstro\u0308m", "Ångström"),
        ("two  blanks", "two blanks"),
        ("several\r\nlines\u2028of\x85it", "several lines of it"),
        ("tab\tand\x0bvertical\x0cpage", "tab and vertical page"),
        ("10\u00a0%", "10\u00a0%"),
        ("10\u00a0 %", "10 %"),
        ("sil\u00adla\u00adbles", "sillables"),
        ("a\x00b\x07c\x1f d", "abc d"),
        ("\ufeffmark of the order of bytes", "mark of the order of bytes"),
        ("tag\U000e0041s", "tags"),
        ("\u2066isolated\u2069 \u200eleft\u200f", "isolated left"),
        ("\ud800half", "half"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("  around  ", "around"),
    ],
)
def test_a_line_is_what_can_be_seen_of_it(typed, line):
    assert one_line(typed) == line


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\r\n\r\nb", "a\n\nb"),
        ("a\x0bb\x0cc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("  indented\tand  wide ", "  indented\tand  wide "),
        ("\u202eturned\u202c\ufffe", "turned"),
    ],
)
def test_several_lines_stay_several_and_breaks_count_as_one_character(typed, text):
    assert several_lines(typed) == text


def test_letters_that_are_joined_stay_joined_where_the_script_asks_for_it_and_nowhere_else():
    persian, sinhala = "می\u200cخواهم", "ශ්\u200dරී"

    assert (one_line(persian), one_line(sinhala)) == (persian, sinhala)
    assert one_line("Zo\u200ce\u200d") == "Zoe"
    assert one_line("م\u200c") == "م"


def test_what_unicode_calls_control_format_and_surrogate_never_stays():
    invisible = {
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs") or code & 0xFFFE == 0xFFFE
    }

    left = {letter for letter in invisible if one_line(f"a{letter}b") not in ("ab", "a b")}
    assert left == set()
    between = {letter for letter in invisible if letter in one_line(f"م{letter}م")}
    assert between == {"\u200c", "\u200d"}


@given(TEXTS)
def test_what_comes_out_is_clean_and_cleaning_it_again_changes_nothing(typed):
    for cleaned in (one_line(typed), several_lines(typed)):
        assert not has_hidden(cleaned)
        assert unicodedata.is_normalized("NFC", cleaned)
        assert can_stand_in_xml(cleaned)
    assert one_line(one_line(typed)) == one_line(typed)
    assert several_lines(several_lines(typed)) == several_lines(typed)
    assert "  " not in one_line(typed)
    assert one_line(typed) == one_line(typed).strip()
    assert "\r" not in several_lines(typed)
    assert "\n" not in one_line(typed)


@given(TEXTS)
def test_any_text_that_is_stored_can_be_written_as_xml(stored):
    assert can_stand_in_xml(to_write(stored))


def test_all_texts_of_what_becomes_json_are_cleaned():
    told = {"a": ["x\ufffe", {"b": "\u202ey"}], "c": 1, "d": None, "e": ("z\x00",)}

    assert all_to_write(told) == {"a": ["x", {"b": "y"}], "c": 1, "d": None, "e": ["z"]}
