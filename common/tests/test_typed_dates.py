import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from common.form_fields import DayField, PartialDateField
from common.languages import OFFICIAL_LANGUAGES
from common.typed_dates import NoSuchDayError, NotReadableError, partial, whole


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("30.06.2022", "2022-06-30"),
        ("06/2022", "2022-06"),
        ("June 2022", "2022-06"),
        ("2022", "2022"),
        ("2022-06", "2022-06"),
        ("2022-06-30", "2022-06-30"),
        ("30/6/2022", "2022-06-30"),
        ("30-06-2022", "2022-06-30"),
        ("30. 6. 2022", "2022-06-30"),
        ("6.2022", "2022-06"),
        ("2022. 06. 30.", "2022-06-30"),
        ("2022/06/30", "2022-06-30"),
        ("30 June 2022", "2022-06-30"),
        ("30th of June, 2022", "2022-06-30"),
        ("June 30, 2022", "2022-06-30"),
        ("30. Juni 2022", "2022-06-30"),
        ("1er juin 2022", "2022-06-01"),
        ("30 de junio de 2022", "2022-06-30"),
        ("30 czerwca 2022", "2022-06-30"),
        ("czerwiec 2022", "2022-06"),
        ("2022. június 30.", "2022-06-30"),
        ("30η Ιουνίου 2022", "2022-06-30"),
        ("Ιούνιος 2022", "2022-06"),
        ("30 юни 2022 г.", "2022-06-30"),
        ("30 червня 2022 року", "2022-06-30"),
        ("2022 m. birželio 30 d.", "2022-06-30"),
        ("2022. gada 30. jūnijs", "2022-06-30"),
        ("30 ta' Ġunju 2022", "2022-06-30"),
        ("30. kesäkuuta 2022", "2022-06-30"),
        ("Meán Fómhair 2022", "2022-09"),
        ("  30\u00a0June \u200b2022 ", "2022-06-30"),
        ("SEPT. 2021", "2021-09"),
        ("29.02.2024", "2024-02-29"),
        ("Jänner 2027", "2027-01"),
        ("5. Jaenner 2027", "2027-01-05"),
        ("Feber 2022", "2022-02"),
        ("setiembre 2022", "2022-09"),
        ("листопад 2021", "2021-11"),
        ("1 листопада 2021 р.", "2021-11-01"),
        ("1 липня 2022", "2022-07-01"),
        ("ЛИПЕНЬ 2022", "2022-07"),
        ("lipnja 2022", "2022-06"),
        ("ΙΟΥΝΙΟΣ 2022", "2022-06"),
        ("Ιουνιου 2022", "2022-06"),
        ("30.VI.2022", "2022-06-30"),
        ("1 I 2022", "2022-01-01"),
        ("30 vi 2022 r.", "2022-06-30"),
        ("V 2022", "2022-05"),
        ("30.06.2022 г.", "2022-06-30"),
        ("2022 г.", "2022"),
        ("30.06.2022.", "2022-06-30"),
        ("06–2022", "2022-06"),
        ("2022–06–30", "2022-06-30"),
        ("30 – 06 – 2022", "2022-06-30"),
        ("30 06 2022", "2022-06-30"),
        ("30.06 2022", "2022-06-30"),
        ("2022 06 30", "2022-06-30"),
    ],
)
def test_dates_are_read_as_people_in_europe_write_them(typed, read):
    assert partial(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        *("soon", "30.06.22", "6.30", "2022-06-30T10:00", "listopad 2022", "June", "30 June"),
        *(
            "2021–2022",
            "1–2 June 2022",
            "05–06 2022",
            "05-06/2022",
            "XIII 2022",
            "30.06.2022 x",
            "i 2022",
            "30.06 г.",
        ),
        *("1 2 2022 3", "June July 2022", "20226", "2022--06", "<2022>", "٢٠٢٢"),
    ],
)
def test_what_is_no_date_or_may_be_two_is_not_guessed(typed):
    with pytest.raises(NotReadableError):
        partial(typed)


@pytest.mark.parametrize(
    "typed", ["31.02.2022", "06/30/2022", "2022-13", "00/2022", "0.6.2022", "0022", "31.12.9999"]
)
def test_a_date_that_the_calendar_lacks_is_said_to_be_none(typed):
    with pytest.raises(NoSuchDayError):
        partial(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "1 listopada 2027",
            "“listopada” could be October or November: write 1.10.2027 or 1.11.2027.",
        ),
        ("listopad 2027", "“listopad” could be October or November: write 10.2027 or 11.2027."),
    ],
)
def test_a_month_of_two_languages_is_refused_by_naming_both(typed, said):
    with pytest.raises(ValidationError) as fault:
        PartialDateField().clean(typed)

    assert fault.value.messages == [said]
    for written in re.findall(r"[\d.]+\d", said):
        assert partial(written)


@given(
    st.dates(date(1000, 1, 1), date(9998, 12, 31)),
    st.sampled_from(["uk", "bg", "el", "mk", "sr"]),
)
def test_a_day_in_letters_that_are_not_latin_is_no_other_languages(day, language):
    with translation.override(language):
        words = date_format(day, "j E Y")

    assert partial(words) == day.isoformat()


@given(
    st.dates(date(1000, 1, 1), date(9998, 12, 31)),
    st.sampled_from([code for code, _ in OFFICIAL_LANGUAGES if code != "mt"]),
)
def test_a_day_is_read_in_each_official_language_or_not_at_all(day, language):
    """Croatian and Polish call two months alike: those are refused, never taken for the other."""
    with translation.override(language):
        words = date_format(day, "j E Y")
    try:
        assert partial(words) == day.isoformat()
    except NotReadableError:
        assert "listopad" in words or language in ("hr", "pl", "cs")


@given(
    st.dates(date(1000, 1, 1), date(9998, 12, 31)),
    st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y"]),
)
def test_what_a_field_shows_it_reads_as_the_same_day(day, form):
    field = DayField()

    assert field.clean(day.strftime(form)) == day
    assert field.clean(field.prepare_value(day)) == day
    assert PartialDateField().clean(field.prepare_value(day.strftime(form))) == day.isoformat()


def test_a_day_is_shown_back_in_words_and_a_month_stays_one():
    field = PartialDateField()

    shown = ["30 June 2022", "June 2022", "2022", "soon", ""]
    typed = ["30.06.2022", "06/2022", "2022", "soon", ""]

    assert list(map(field.prepare_value, typed)) == shown
    assert whole("30.06.2022") == date(2022, 6, 30)
    with pytest.raises(NotReadableError):
        whole("06/2022")


@pytest.mark.parametrize("typed", ["soon", "31.02.2022", "x" * 300])
def test_a_field_says_one_thing_that_is_wrong(typed):
    for field in (PartialDateField(), DayField()):
        with pytest.raises(Exception, match=".") as fault:
            field.clean(typed)
        assert len(fault.value.messages) == 1
