import pytest

from common.comparing import side_by_side


def marked(parts):
    return "".join(f"[{text}]" if differs else text for text, differs in parts)


@pytest.mark.parametrize(
    "before, after, was, now",
    [
        (
            "We advise cities.",
            "We advise all cities.",
            "We advise cities.",
            "We advise [all ]cities.",
        ),
        ("one two", "one three", "one [two]", "one [three]"),
        ("", "new", "", "[new]"),
        ("same", "same", "same", "same"),
        ("a-b", "a+b", "a[-]b", "a[+]b"),
    ],
)
def test_two_texts_are_compared_word_by_word(before, after, was, now):
    left, right = side_by_side(before, after)

    assert (marked(left), marked(right)) == (was, now)
