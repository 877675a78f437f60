import copy
import json
from fractions import Fraction
from pathlib import Path

import pytest

from voting import rules
from voting.rules import RulesError, entries
from voting.rules.format import Threshold
from voting.tests.factories import DEFAULT_RULES

GOLDEN = Path(__file__).parent / "golden"


def changed(path, value, document=DEFAULT_RULES):
    """The document with one entry set; a value of `...` removes it."""
    document = copy.deepcopy(document)
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

    assert (read.majority.share, read.majority.base) == (Fraction(2, 3), "yes+no")
    assert (read.quorum.share, read.quorum.base) == (Fraction(1, 2), "entitled")
    assert (str(read.majority), str(read.quorum)) == ("at least 2/3", "more than half")
    assert read.reminder_hours_before_close == (168, 72, 24)
    assert read.is_assumption


@pytest.mark.parametrize("path", list(every_entry()))
def test_a_missing_entry_is_named(path):
    with pytest.raises(RulesError, match=f"^{path} is missing$"):
        rules.parse(changed(path, ...))


@pytest.mark.parametrize(
    "path, value",
    [
        ("format", "p2i-rules/4"),
        ("format", ["p2i-rules/2"]),
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
        ("quorum.base", "yes+no"),
        ("majority.base", "all"),
        ("abstention.counts_for_quorum", "yes"),
        ("tie", "passes"),
        ("extension.times", -1),
        ("extension.days", 1.5),
        ("early_close", 0),
        ("ballots", "open"),
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
        ("certification.confirmation_days", -1),
        ("certification.within_days", 0),
        ("series", "budget"),
        ("newly_established_years", 0),
    ],
)
def test_a_wrong_entry_is_named(path, value):
    with pytest.raises(RulesError, match=f"^{path} is .*, expected "):
        rules.parse(changed(path, value))


@pytest.mark.parametrize("path", ["quorums", "quorum.share", "majority.share", "recusal.extra"])
def test_an_entry_that_nobody_would_read_is_refused(path):
    with pytest.raises(RulesError, match=f"^{path} is not an entry of a rule set$"):
        rules.parse(changed(path, 1))


@pytest.mark.parametrize("document", [None, [], "rules", 7])
def test_what_is_not_an_object_is_refused(document):
    with pytest.raises(RulesError, match="^the rule set is not an object$"):
        rules.parse(document)


@pytest.mark.parametrize(
    "entry", ["quorum", "majority", "abstention", "recusal", "extension", "certification"]
)
def test_an_inner_entry_must_be_an_object(entry):
    with pytest.raises(RulesError, match=f"^{entry} is not an object$"):
        rules.parse(changed(entry, 1))


@pytest.mark.parametrize("share", [(3, 2, "at least"), (1, 1, "more than"), (2, 2, "more than")])
def test_a_share_that_nobody_can_reach_is_refused(share):
    numerator, denominator, comparison = share
    quorum = {**DEFAULT_RULES["quorum"], "comparison": comparison}
    quorum |= {"numerator": numerator, "denominator": denominator}

    with pytest.raises(RulesError, match="asks for more votes than there are"):
        rules.parse(changed("quorum", quorum))


@pytest.mark.parametrize(
    "path, value, said",
    [
        ("minimum_voting_days", 15, "minimum_voting_days is more than voting_days"),
        (
            "reminder_hours_before_close",
            [337, 24],
            "reminder_hours_before_close has 337 hours, but voting_days leaves only 336",
        ),
        ("extension.days", 7, "extension.days is set, but extension.times is 0"),
        ("extension.times", 1, "extension.times is set, but extension.days is 0"),
        (
            "extension",
            {"times": 1001, "days": 1000},
            "extension.times and extension.days make more than 1000000 days",
        ),
        (
            "certification",
            {"by": "co-chair", "confirmation_days": 15, "within_days": 14},
            "certification.confirmation_days is more than certification.within_days",
        ),
    ],
)
def test_a_contradiction_is_refused_in_one_sentence(path, value, said):
    with pytest.raises(RulesError, match=f"^{said}$"):
        rules.parse(changed(path, value))


def test_a_secret_ballot_is_refused_for_now():
    with pytest.raises(RulesError, match="refused until such a ballot can be cast here"):
        rules.parse(changed("ballots", "secret"))


SECOND_FORMAT = {
    **{name: value for name, value in DEFAULT_RULES.items() if name != "series"},
    "format": "p2i-rules/2",
    "proxy": {"kind": "none", "most_per_holder": 0},
    "certification": {"by": "co-chair", "within_days": 14},
}

FIRST_FORMAT = {
    "format": "p2i-rules/1",
    "title": "Two thirds of yes and no",
    "is_assumption": True,
    "unit": "country",
    "quorum": {"numerator": 1, "denominator": 2, "comparison": "more than"},
    "majority": {"numerator": 2, "denominator": 3, "comparison": "at least", "base": "yes+no"},
    "recusal": {"leaves_quorum_base": True, "leaves_majority_base": True},
    "voting_days": 14,
    "minimum_voting_days": 7,
    "reminder_hours_before_close": [168, 72, 24],
    "ballots_after_close": "members",
    "certification": {"by": "co-chair", "within_days": 14},
    "reapplication_after_days": 365,
    "newly_established_years": 5,
}


def test_the_first_format_is_read_for_ever_and_means_what_it_meant():
    without_a_period = changed("certification.confirmation_days", 0)

    for document in (FIRST_FORMAT, SECOND_FORMAT):
        assert rules.parse(document) == rules.parse(without_a_period)
        assert rules.upgraded(document) == without_a_period
    assert rules.upgraded(DEFAULT_RULES) is DEFAULT_RULES


def test_proxies_of_the_second_format_stay_readable_and_are_no_entry_of_the_third():
    """Nothing ever followed them here."""
    proxy = {"kind": "written", "most_per_holder": 2}

    assert rules.parse({**SECOND_FORMAT, "proxy": proxy}).proxy.most_per_holder == 2
    assert "proxy" not in rules.upgraded({**SECOND_FORMAT, "proxy": proxy})
    with pytest.raises(RulesError, match="^proxy is not an entry of p2i-rules/3$"):
        rules.parse({**DEFAULT_RULES, "proxy": proxy})


@pytest.mark.parametrize(
    "path, value, said",
    [
        ("proxy.kind", "oral", "proxy.kind is 'oral', expected"),
        ("proxy.most_per_holder", 1, 'proxy.most_per_holder is set, but proxy.kind is "none"'),
        ("proxy.kind", "written", 'proxy.kind is "written", but proxy.most_per_holder is 0'),
    ],
)
def test_proxies_that_contradict_themselves_are_refused_in_the_second_format(path, value, said):
    with pytest.raises(RulesError, match=f"^{said}"):
        rules.parse(changed(path, value, SECOND_FORMAT))


def test_what_was_adopted_with_reminders_before_the_opening_stays_readable():
    read = rules.parse({**FIRST_FORMAT, "reminder_hours_before_close": [400]})

    assert read.reminder_hours_before_close == (400,)


@pytest.mark.parametrize("entry, value", [("tie", "fails"), ("proxy", {}), ("early_close", False)])
def test_the_first_format_has_no_later_entries(entry, value):
    with pytest.raises(RulesError, match=f"^{entry} is not an entry of p2i-rules/1$"):
        rules.parse({**FIRST_FORMAT, entry: value})


def test_the_first_format_names_no_base_of_the_quorum():
    with pytest.raises(RulesError, match="^quorum.base is not an entry of p2i-rules/1$"):
        rules.parse({**FIRST_FORMAT, "quorum": DEFAULT_RULES["quorum"]})


@pytest.mark.parametrize("quorum, said", [(..., "quorum is missing"), (1, "quorum is not an obj")])
def test_the_first_format_is_refused_in_the_same_words(quorum, said):
    document = {name: value for name, value in FIRST_FORMAT.items() if name != "quorum"}
    if quorum is not ...:
        document["quorum"] = quorum

    with pytest.raises(RulesError, match=f"^{said}"):
        rules.parse(document)


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "not JSON: "),
        (b"{", "not JSON: "),
        (b"\xff\xfe", "not a text in UTF-8"),
        (b'{"tie": 1, "unit": 2, "tie": 3}', "tie stands there twice"),
        (b'{"majority": {"base": 1, "base": 1}}', "base stands there twice"),
        (b"[NaN]", "NaN is not a number"),
        (b"[-Infinity]", "-Infinity is not a number"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 5000, "a number has too many digits"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(content, said):
    with pytest.raises(RulesError, match=f"^{said}") as refusal:
        rules.load(content)

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("document", [{"a\nb": 1}, {"format": "x" * 5000}, {"z" * 5000: 1}])
def test_a_refusal_is_one_short_line_whatever_the_document_says(document):
    with pytest.raises(RulesError) as refusal:
        rules.parse(document)

    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


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
    part, whole = share.as_integer_ratio()
    for times in (1, 5):  # the same share in larger numbers
        threshold = Threshold(
            comparison=comparison, numerator=part * times, denominator=whole * times, base="yes+no"
        )
        assert threshold.needed(base) == needed


def test_the_fingerprint_knows_content_not_its_order():
    turned = dict(reversed(DEFAULT_RULES.items()))

    assert rules.fingerprint(turned) == rules.fingerprint(DEFAULT_RULES)
    assert rules.fingerprint(changed("voting_days", 15)) != rules.fingerprint(DEFAULT_RULES)


@pytest.mark.parametrize(
    "document, sha256",
    [
        (DEFAULT_RULES, "4b2c18fe4c0a550668dbc249893485c3d387985aecc1300174d0f8411f148d8f"),
        (SECOND_FORMAT, "b00002ccc2b72a6e32edb6add8adb64c013c3abe2ffcd9fae87d9ee1f4252918"),
        (FIRST_FORMAT, "29e68892ba5302dfcfc7739f0f1247a3abfd0478aad1b3d8d783c14cb37ced78"),
    ],
)
def test_a_fingerprint_is_the_same_for_ever(document, sha256):
    read_back = rules.load(rules.canonical(document))

    assert rules.fingerprint(document) == rules.fingerprint(read_back) == sha256


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_the_rules_of_old_records_are_read_and_have_the_fingerprint_that_was_frozen(path):
    for entry in json.loads(path.read_text()).get("entries", []):
        if "rules" in (body := entry.get("body", {})):
            assert rules.parse(body["rules"])
            assert rules.fingerprint(body["rules"]) == body["frozen"]["rule_set"]


def test_every_entry_that_an_earlier_format_had_not_says_what_was_done_under_it():
    document, today = rules.flat(FIRST_FORMAT), changed("certification.confirmation_days", 0)

    assert document == rules.flat(today)
    assert rules.nested(document) == today


EVERYTHING = {
    **DEFAULT_RULES,
    "majority": {**DEFAULT_RULES["majority"], "base": "entitled"},
    "quorum": {**DEFAULT_RULES["quorum"], "denominator": 3},
    "extension": {"times": 2, "days": 7},
}


@pytest.mark.parametrize("path", sorted(rules.ENTRIES.keys() - {"title", "is_assumption"}))
def test_what_an_entry_decides_is_said_in_words(path):
    document, entry = copy.deepcopy(rules.flat(EVERYTHING)), rules.ENTRIES[path]
    match entry:
        case entries.Fixed():
            return  # the same in every rule set
        case entries.Whole():
            document[path] += 1
        case entries.Flag():
            document[path] = not document[path]
        case entries.Choice():
            document[path] = next(value for value in entry.options if value != document[path])
        case entries.Hours():
            document[path] = [48]

    changed_rules = rules.parse(rules.nested(document))

    assert rules.in_words(changed_rules) != rules.in_words(rules.parse(EVERYTHING))


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
        ("unit", "centre", "Each centre has one vote, also where a country has several."),
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
        (
            "abstention.counts_for_quorum",
            False,
            "The vote counts if more than half of those entitled vote yes or no; to abstain is "
            "not enough.",
        ),
        ("tie", "fails", "There must be more yes than no votes: a tie fails."),
        (
            "extension.times",
            0,
            "It is not extended when the quorum is missing at the deadline.",
        ),
        (
            "extension",
            {"times": 1, "days": 7},
            "If the quorum is missing at the deadline, it is extended once by 7 days.",
        ),
        (
            "extension",
            {"times": 2, "days": 1},
            "If the quorum is missing at the deadline, it is extended by 1 day, up to 2 times.",
        ),
        (
            "early_close",
            False,
            "It stays open until the deadline, also when everybody has voted.",
        ),
        ("early_close", True, "It closes before the deadline once everybody entitled has voted."),
        ("early_close", True, "The deadline is never less than 7 days after the opening."),
        (
            "certification.confirmation_days",
            3,
            "After the close each centre has 3 days to confirm or contest its line of the result; "
            "nobody certifies it before, unless every line is confirmed.",
        ),
        ("series", "co_chair", "These rules are for elections of co-chairs."),
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
    "proxy, sentence",
    [
        (("none", 0), "No centre can vote for another."),
        (
            ("written", 1),
            "A centre may give its vote to another in writing; nobody holds more than one.",
        ),
        (
            ("written", 2),
            "A centre may give its vote to another in writing; nobody holds more than 2.",
        ),
    ],
)
def test_proxies_of_the_second_format_have_their_words(proxy, sentence):
    kind, most = proxy
    document = {**SECOND_FORMAT, "proxy": {"kind": kind, "most_per_holder": most}}

    assert sentence in rules.in_words(rules.parse(document))


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
