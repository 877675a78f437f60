"""What was typed is put into a page's form; the page stays as it is otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from lxml import html

from common import filling

PAGE = """<!DOCTYPE html>
<html lang="en"><body><main id="content"><h1>A &amp; B</h1>
<form method="get" action="/search/"><input name="text"></form>
<form method="post" novalidate>
  <input type="hidden" name="csrfmiddlewaretoken" value="fresh">
  <input type="hidden" name="seen" value="new">
  <input type="text" name="title" value="Old" required>
  <input type="password" name="code" value="">
  <input type="radio" name="choice" value="yes" checked>
  <input type="radio" name="choice" value="no">
  <input type="checkbox" name="agreed" checked>
  <input type="checkbox" name="themes" value="1"> <input type="checkbox" name="themes" value="2">
  <select name="country"><option value="">-</option><option value="AT" selected>Austria</option>
  <option value="GR">Greece</option></select>
  <input type="hidden" name="rows-TOTAL_FORMS" value="1">
  <textarea name="reason">
old</textarea>
  <button name="send" value="1">Send</button>
</form>
<form method="post" action="/away/"><textarea name="reason">
away</textarea></form>
<a href="?page=2">Next</a><svg viewBox="0 0 1 1"></svg>
</main></body></html>
"""


def fill(*fields, page="/here/", path="/here/", is_elsewhere=False, source=PAGE):
    return filling.fill(
        source,
        fields,
        page=page,
        path=path,
        is_elsewhere=is_elsewhere,
        box=lambda left, anchor: f"<aside>{'|'.join(left)}{anchor and '#' + anchor}</aside>",
    )


def form_in(page):
    return html.fromstring(page).forms[1]


def test_each_kind_of_control_holds_what_was_typed():
    form = form_in(
        fill(
            ("seen", "old"),
            ("title", 'My "title"'),
            ("choice", "no"),
            ("themes", "2"),
            ("country", "GR"),
            ("reason", "First\n</textarea><b>"),
            ("rows-TOTAL_FORMS", "7"),
            ("code", "never"),
        )
    )

    assert dict(form.form_values()) == {
        "csrfmiddlewaretoken": "fresh",
        "seen": "old",
        "title": 'My "title"',
        "code": "",
        "choice": "no",
        "themes": "2",
        "country": "GR",
        "rows-TOTAL_FORMS": "1",
        "reason": "\nFirst\n</textarea><b>",
    }


def test_nothing_else_of_the_page_changes():
    page = fill(("reason", "New words"))

    unmarked = page.replace("<aside>#what-was-typed</aside>", "").replace("New words", "old")
    changed = {
        '<input type="checkbox" name="agreed" checked>': '<input type="checkbox" name="agreed">',
        '<form method="post" novalidate>': (
            '<form method="post" novalidate="" id="what-was-typed">'
        ),
    }
    expected = PAGE
    for before, after in changed.items():
        expected = expected.replace(before, after)
    assert unmarked == expected
    assert "away" in page


def test_words_without_a_place_stand_on_top():
    page = fill(("reason", "In place."), ("gone", "Two words"), ("token", "f3a9"), ("to", "a@b.eu"))

    assert '<main id="content"><aside>Two words|a@b.eu#what-was-typed</aside>' in page


def test_a_form_that_is_sent_elsewhere_is_found_by_its_address():
    page = fill(("reason", "Mine"), path="/away/")

    assert html.fromstring(page).forms[2].fields["reason"] == "\nMine"
    assert form_in(page).fields["reason"] == "\nold"


def test_without_a_form_all_words_are_on_top():
    page = fill(("reason", "All of it"), path="/nowhere/")

    assert "<aside>All of it</aside>" in page
    assert form_in(page).fields["reason"] == "\nold"


def test_a_page_shown_elsewhere_sends_and_leads_as_from_its_own_address():
    page = fill(("reason", "x"), page="/here/?a=1", is_elsewhere=True)

    assert form_in(page).action == "/here/?a=1"
    assert 'href="/here/?page=2"' in page
    assert html.fromstring(page).forms[0].action == "/search/"


@pytest.mark.parametrize("source", ["", "no page", "<form method=post><textarea name=reason>"])
def test_a_page_that_is_none_is_no_error(source):
    assert "<aside>" in fill(("reason", "Two words"), source=source)


@given(some.text(some.characters(exclude_categories=["Cs", "Cc"])))
def test_whatever_is_typed_comes_back_and_writes_no_markup(words):
    page = html.fromstring(fill(("reason", words), ("title", words)))

    assert page.forms[1].fields["reason"].removeprefix("\n") == words
    assert page.forms[1].fields["title"] == words
    assert len(page.forms) == 3
