import copy
from fractions import Fraction

import pytest

from voting import rules
from voting.rules import RulesError, Threshold
from voting.tests.factories import DEFAULT_RULES


def changed(path, value):
    """The default document with one entry set; a value of `...` removes it."""
    document = copy.deepcopy(DEFAULT_RULES)
    *folders, name = path.split(".")
    inner = document
    for folder in folders:
        inner = inner[folder]
    if value is ...:
        del inner[name]
    else:
        inner[name] = value
    return document


def every_entry(document=DEFAULT_RULES, path=""):
    for name, value in document.items():
        yield f"{path}{name}"
        if isinstance(value, dict):
            yield from every_entry(value, f"{path}{name}.")


def test_the_default_rules_are_two_thirds_of_yes_and_no_with_more_than_half_present():
    read = rules.parse(DEFAULT_RULES)

    assert read.majority == Threshold(Fraction(2, 3), "at least", "yes+no")
    assert read.quorum == Threshold(Fraction(1, 2), "more than", "entitled")
    assert read.reminder_hours_before_close == (168, 72, 24)
    assert read.is_assumption


@pytest.mark.parametrize("path", list(every_entry()))
def test_a_missing_entry_is_named(path):
    with pytest.raises(RulesError, match=f"^{path} is missing$"):
        rules.parse(changed(path, ...))


@pytest.mark.parametrize(
    "path, value",
    [
        ("format", "p2i-rules/2"),
        ("title", " "),
        ("title", "two\nlines"),
        ("title", 7),
        ("is_assumption", "yes"),
        ("unit", "person"),
        ("unit", ["country"]),
        ("quorum.numerator", 0),
        ("quorum.denominator", 0),
        ("quorum.denominator", 2.0),
        ("quorum.numerator", True),
        ("quorum.comparison", "about"),
        ("majority.base", "all"),
        ("majority.numerator", "2"),
        ("recusal.leaves_quorum_base", 1),
        ("voting_days", 0),
        ("voting_days", 10**9),
        ("minimum_voting_days", -1),
        ("reminder_hours_before_close", 24),
        ("reminder_hours_before_close", [0]),
        ("reminder_hours_before_close", ["24"]),
        ("ballots_after_close", "nobody"),
        ("certification.by", "secretariat"),
        ("certification.within_days", 0),
        ("newly_established_years", 0),
    ],
)
def test_a_wrong_entry_is_named(path, value):
    with pytest.raises(RulesError, match=f"^{path} is .*, expected "):
        rules.parse(changed(path, value))


@pytest.mark.parametrize("path", ["quorums", "quorum.base", "majority.share", "recusal.extra"])
def test_an_entry_that_nobody_would_read_is_refused(path):
    with pytest.raises(RulesError, match=f"^{path} is not an entry of a rule set$"):
        rules.parse(changed(path, 1))


@pytest.mark.parametrize("document", [None, [], "rules", 7])
def test_what_is_not_an_object_is_refused(document):
    with pytest.raises(RulesError, match="^the rule set is not an object$"):
        rules.parse(document)


@pytest.mark.parametrize("entry", ["quorum", "majority", "recusal", "certification"])
def test_an_inner_entry_must_be_an_object(entry):
    with pytest.raises(RulesError, match=f"^{entry} is not an object$"):
        rules.parse(changed(entry, 1))


@pytest.mark.parametrize("share", [(3, 2, "at least"), (1, 1, "more than"), (2, 2, "more than")])
def test_a_share_that_nobody_can_reach_is_refused(share):
    numerator, denominator, comparison = share
    quorum = {"numerator": numerator, "denominator": denominator, "comparison": comparison}

    with pytest.raises(RulesError, match="asks for more votes than there are"):
        rules.parse(changed("quorum", quorum))


def test_a_shortest_vote_longer_than_the_vote_contradicts_itself():
    with pytest.raises(RulesError, match="minimum_voting_days is more than voting_days"):
        rules.parse(changed("minimum_voting_days", 15))


def test_reminders_are_put_in_order_and_counted_once():
    read = rules.parse(changed("reminder_hours_before_close", [24, 72, 24]))

    assert read.reminder_hours_before_close == (72, 24)


@pytest.mark.parametrize(
    "share, comparison, base, needed",
    [
        (Fraction(2, 3), "at least", 9, 6),
        (Fraction(2, 3), "at least", 10, 7),
        (Fraction(2, 3), "at least", 11, 8),
        (Fraction(2, 3), "more than", 9, 7),
        (Fraction(1, 2), "more than", 13, 7),
        (Fraction(1, 2), "more than", 12, 7),
        (Fraction(1, 2), "at least", 13, 7),
        (Fraction(3, 4), "at least", 12, 9),
        (Fraction(1), "at least", 5, 5),
        (Fraction(2, 3), "at least", 0, 0),
        (Fraction(1, 3), "at least", 3 * 10**17 + 1, 10**17 + 1),
    ],
)
def test_what_is_needed_is_a_whole_number_and_exact(share, comparison, base, needed):
    assert Threshold(share, comparison, "yes+no").needed(base) == needed


def test_the_fingerprint_knows_content_not_its_order():
    turned = dict(reversed(DEFAULT_RULES.items()))

    assert rules.fingerprint(turned) == rules.fingerprint(DEFAULT_RULES)
    assert rules.fingerprint(changed("voting_days", 15)) != rules.fingerprint(DEFAULT_RULES)


def test_the_default_rules_in_plain_words():
    said = rules.in_words(rules.parse(DEFAULT_RULES))

    assert said[:4] == [
        "Each country has one vote; centres of the same country share it.",
        "A motion is carried when at least 2/3 of the yes and no votes are yes; abstentions do "
        "not count here.",
        "There must be more yes than no votes: a tie fails.",
        "The vote counts if more than half of those entitled take part; to abstain is to take "
        "part.",
    ]
    assert "It is never open for less than 7 days." in said
    assert (
        "Centres that have not voted are reminded 7 days, 3 days and 24 hours before the close."
    ) in said


@pytest.mark.parametrize(
    "path, value, sentence",
    [
        ("unit", "centre", "Each centre has one vote."),
        (
            "majority.base",
            "yes+no+abstain",
            "A motion is carried when at least 2/3 of all ballots, abstentions included, are yes.",
        ),
        (
            "majority.base",
            "entitled",
            "A motion is carried when at least 2/3 of those entitled vote yes; to abstain or not "
            "to vote weighs like a no.",
        ),
        (
            "recusal.leaves_quorum_base",
            False,
            "A recused centre does not vote, and counts as absent for the quorum.",
        ),
        ("reminder_hours_before_close", [], "Nobody is reminded."),
        (
            "reminder_hours_before_close",
            [1],
            "Centres that have not voted are reminded 1 hour before the close.",
        ),
        (
            "ballots_after_close",
            "public",
            "After the close the members, and once it is certified everybody, see each vote.",
        ),
        (
            "voting_days",
            30,
            "A vote is open for 30 days unless the secretariat sets another deadline.",
        ),
    ],
)
def test_each_entry_has_its_words(path, value, sentence):
    assert sentence in rules.in_words(rules.parse(changed(path, value)))


@pytest.mark.parametrize(
    "leaves, sentence",
    [
        (True, "The majority is counted without it."),
        (False, "The majority is counted as if it had not voted yes."),
    ],
)
def test_recusal_is_explained_for_a_majority_of_those_entitled(leaves, sentence):
    document = changed("majority.base", "entitled")
    document["recusal"] = {"leaves_quorum_base": True, "leaves_majority_base": leaves}

    assert any(said.endswith(sentence) for said in rules.in_words(rules.parse(document)))


def test_no_shortest_vote_needs_no_words():
    said = rules.in_words(rules.parse(changed("minimum_voting_days", 0)))

    assert not any("less than" in sentence for sentence in said)


def test_a_page_can_translate_the_words():
    said = rules.in_words(rules.parse(DEFAULT_RULES), lambda text: f"<{text}>")

    assert said[2] == "<There must be more yes than no votes: a tie fails.>"
    assert said[3].startswith("<The vote counts if <more than <half>> of those")
