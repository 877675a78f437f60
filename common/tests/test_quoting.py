import pytest

from common.quoting import quoted


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Agency for innovation", "> Agency for innovation"),
        ("First.\nSecond.", "> First.\n> Second."),
        ("First\n\nSecond", "> First\n>\n> Second"),
        ("https://evil.example/a?b=c", "> https[:]//evil[.]example/a?b=c"),
        ("HTTP://192.0.2.1/", "> HTTP[:]//192.0.2.1/"),
        ("www.evil.example", "> www[.]evil[.]example"),
        ("ada@evil.example", "> ada@evil[.]example"),
        ("evil。example", "> evil[。]example"),
        ("παράδειγμα.ελ", "> παράδειγμα[.]ελ"),
        (
            "Decree 12/2024, art. 3.2, e.g. of 1.5.2024",
            "> Decree 12/2024, art. 3.2, e.g. of 1.5.2024",
        ),
        ("Dr. A. B. Müller et al.", "> Dr. A. B. Müller et al."),
        ("> quoted already", "> > quoted already"),
        ("", ""),
    ],
)
def test_what_was_typed_is_quoted_and_nothing_in_it_becomes_a_link(typed, shown):
    assert quoted(typed) == shown
