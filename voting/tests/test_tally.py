import subprocess
import sys
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting import rules, what_if
from voting.rules import shipped
from voting.tally import Counts, CountsError, tally
from voting.tests.factories import DEFAULT_RULES

SMALL_ROLL, LARGEST_ROLL = 12, 30
SHARES = [(1, 2), (2, 3), (3, 4), (1, 1)]


def document(majority=(2, 3), comparison="at least", base="yes+no", quorum=(1, 2), **changes):
    return {
        **DEFAULT_RULES,
        "majority": {
            "numerator": majority[0],
            "denominator": majority[1],
            "comparison": comparison,
            "base": base,
        },
        "quorum": {
            "numerator": quorum[0],
            "denominator": quorum[1],
            "comparison": "at least" if quorum == (1, 1) else "more than",
            "base": "entitled",
        },
        **changes,
    }


DOCUMENTS = [
    *(
        document(share, comparison, base)
        for share, comparison, base in product(SHARES, rules.COMPARISONS, rules.BASES)
        if (share, comparison) != ((1, 1), "more than")
    ),
    document(quorum=(1, 1)),
    document(quorum=(1, 3), base="entitled"),
    document(base="entitled", recusal={"leaves_quorum_base": False, "leaves_majority_base": False}),
    document(abstention={"counts_for_quorum": False}),
]


def name(rule_document):
    majority = rule_document["majority"]
    return (
        f"{majority['comparison']} {majority['numerator']}/{majority['denominator']} of "
        + (majority["base"])
    )


def rolls(largest):
    """Every way in which a roll of up to so many can vote: yes, no, abstain, silent, recused."""
    for entitled in range(largest + 1):
        for yes in range(entitled + 1):
            for no in range(entitled - yes + 1):
                for abstain in range(entitled - yes - no + 1):
                    for silent in range(entitled - yes - no - abstain + 1):
                        yield yes, no, abstain, silent, entitled - yes - no - abstain - silent


def passes(count, base, test):
    """`count` of `base` against a share, by cross-multiplication of whole numbers."""
    numerator, denominator, comparison = test
    left, right = count * denominator, numerator * base
    return left >= right if comparison == "at least" else left > right


@cache
def fewest(base, test):
    return next(count for count in range(1, base + 2) if passes(count, base, test))


def test_of(said):
    return said["numerator"], said["denominator"], said["comparison"]


test_of.__test__ = False  # it only sounds like one


def oracle(said):
    """The outcome from the document's own words, without any code of the product."""
    quorum, majority = test_of(said["quorum"]), test_of(said["majority"])
    base_name = said["majority"]["base"]
    abstainers_count = said["abstention"]["counts_for_quorum"]
    leave_quorum = said["recusal"]["leaves_quorum_base"]
    leave_majority = said["recusal"]["leaves_majority_base"]

    def outcome(yes, no, abstain, silent, recused):
        there = yes + no + abstain
        everybody = there + silent + recused
        present = there if abstainers_count else yes + no
        quorum_base = there + silent if leave_quorum else everybody
        quorate = present > 0 and passes(present, quorum_base, quorum)
        if base_name == "yes+no":
            base = yes + no
        elif base_name == "yes+no+abstain":
            base = there
        else:
            base = there + silent if leave_majority else everybody
        enough = yes > no and passes(yes, base, majority)
        return quorate, enough, quorate and enough, fewest(base, majority)

    return outcome


def agree(said, largest):
    read, expected = rules.parse(said), oracle(said)
    for vote in rolls(largest):
        yes, no, abstain, silent, recused = vote
        result = tally(read, Counts(yes, no, abstain, sum(vote), recused))
        found = (result.quorate, result.reached_majority, result.carried, result.needed_yes)
        if found != expected(*vote):
            return f"{vote}: {found}, not {expected(*vote)}"
    return "on all"


@pytest.mark.slow
@pytest.mark.parametrize("shipped_name", shipped.NAMES)
def test_every_vote_on_every_roll_up_to_thirty_agrees_with_the_oracle(shipped_name):
    assert agree(shipped.document(shipped_name), LARGEST_ROLL) == "on all"


@pytest.mark.sample(6)
@pytest.mark.parametrize("said", [*DOCUMENTS, *shipped.documents().values()], ids=name)
def test_every_vote_on_every_small_roll_agrees_under_any_rules(said):
    assert agree(said, SMALL_ROLL) == "on all"


def test_the_rolls_up_to_thirty_are_all_there():
    assert sum(1 for _vote in rolls(LARGEST_ROLL)) == 324_632  # 35 choose 5, by hand


def votes(largest=10**6, **least):
    """How a roll votes, of each kind at least so many."""
    kinds = ("yes", "no", "abstain", "silent", "recused")
    return st.fixed_dictionaries({kind: st.integers(least.get(kind, 0), largest) for kind in kinds})


def counted(vote):
    yes, no, abstain = vote["yes"], vote["no"], vote["abstain"]
    return Counts(yes, no, abstain, entitled=sum(vote.values()), recused=vote["recused"])


def moved(vote, start, end):
    """One unit votes otherwise."""
    return {**vote, start: vote[start] - 1, end: vote[end] + 1}


def for_all(*strategies):
    return lambda test: settings(deadline=None)(given(*strategies)(test))


any_rules = st.sampled_from([*DOCUMENTS, *shipped.documents().values()]).map(rules.parse)


def ballots_of(said):
    return [{"unit": str(unit), **ballot} for unit, ballot in enumerate(said)]


@for_all(
    any_rules,
    st.lists(
        st.fixed_dictionaries(
            {"choice": st.sampled_from(what_if.CHOICES), "weight": st.integers(1, 1000)}
        ),
        min_size=1,
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_ballots_never_matters(read, said, chance):
    ballots = ballots_of(said)
    shuffled = chance.sample(ballots, len(ballots))

    first = tally(read, what_if.counts_of(ballots))

    assert tally(read, what_if.counts_of(shuffled)) == first


@for_all(any_rules, st.data())
def test_a_recusal_is_never_worse_for_a_motion_than_a_no(read, data):
    vote = data.draw(votes(silent=1))
    # A no brings a quorum nearer, which a recusal does not: compare what the yes votes reach.
    refused = tally(read, counted(moved(vote, "silent", "no")))
    recused = tally(read, counted(moved(vote, "silent", "recused")))

    assert recused.reached_majority or not refused.reached_majority
    assert recused.needed_yes <= refused.needed_yes


@pytest.mark.parametrize("shipped_name", shipped.NAMES)
def test_a_recusal_is_not_a_no(shipped_name):
    read = rules.parse(shipped.document(shipped_name))
    yes, no = {"simple-majority": (5, 4)}.get(shipped_name, (6, 2))

    recused = tally(read, Counts(yes, no, 0, entitled=yes + no + 1, recused=1))
    refused = tally(read, Counts(yes, no + 1, 0, entitled=yes + no + 1))

    assert recused.carried
    assert recused.quorum_base == refused.quorum_base - 1
    assert recused.majority_base == refused.majority_base - 1


@pytest.mark.parametrize("kind", ["silent", "no", "abstain"])
@for_all(any_rules, st.data())
def test_one_more_yes_never_turns_a_carried_motion_down(kind, read, data):
    vote = data.draw(votes(**{kind: 1}))

    before, after = tally(read, counted(vote)), tally(read, counted(moved(vote, kind, "yes")))

    assert after.carried or not before.carried


@for_all(any_rules, votes(yes=1))
def test_a_no_instead_of_a_yes_never_carries_a_motion(read, vote):
    before, after = tally(read, counted(vote)), tally(read, counted(moved(vote, "yes", "no")))

    assert before.carried or not after.carried


@pytest.mark.parametrize("kind", ["yes", "abstain", "silent"])
@for_all(any_rules, st.data())
def test_a_no_in_place_of_anything_never_lets_more_yes_votes_do(kind, read, data):
    vote = data.draw(votes(**{kind: 1}))

    before, after = tally(read, counted(vote)), tally(read, counted(moved(vote, kind, "no")))

    assert before.reached_majority or not after.reached_majority
    assert after.needed_yes >= before.needed_yes


@for_all(any_rules, votes())
def test_one_more_no_on_the_roll_never_carries_a_quorate_motion(read, vote):
    before, after = tally(read, counted(vote)), tally(read, counted({**vote, "no": vote["no"] + 1}))

    assert not before.quorate or before.carried or not after.carried


@for_all(any_rules, votes())
def test_a_tie_fails(read, vote):
    assert not tally(read, counted({**vote, "no": vote["yes"]})).carried


@for_all(any_rules, votes(largest=1000), st.integers(2, 1000))
def test_when_everybody_has_the_same_weight_the_weight_does_not_matter(read, vote, weight):
    heavy = {kind: count * weight for kind, count in vote.items()}

    assert tally(read, counted(heavy)).carried == tally(read, counted(vote)).carried


@for_all(any_rules, votes())
def test_without_a_ballot_nothing_is_quorate(read, vote):
    assert not tally(read, counted({**vote, "yes": 0, "no": 0, "abstain": 0})).quorate


@for_all(any_rules, votes(largest=50))
def test_the_explanation_never_contradicts_the_outcome(read, vote):
    result = tally(read, counted(vote))

    assert ("needed: carried." in result.explanation) == result.carried
    assert ("not quorate" in result.explanation) == (not result.quorate)


@pytest.mark.parametrize(
    "counts, explanation",
    [
        (
            Counts(8, 3, 1, entitled=13),
            "8 of 11 yes and no votes are yes; at least 2/3, that is 8, are needed: carried. "
            "12 of 13 entitled took part; more than half, that is 7, are needed: quorate.",
        ),
        (
            Counts(7, 4, 1, entitled=13),
            "7 of 11 yes and no votes are yes; at least 2/3, that is 8, are needed: not carried. "
            "12 of 13 entitled took part; more than half, that is 7, are needed: quorate.",
        ),
        (
            Counts(6, 3, 0, entitled=9),
            "6 of 9 yes and no votes are yes; at least 2/3, that is 6, are needed: carried. "
            "9 of 9 entitled took part; more than half, that is 5, are needed: quorate.",
        ),
        (
            Counts(4, 0, 0, entitled=13),
            "4 of 4 yes and no votes are yes; at least 2/3, that is 3, are needed: reached. "
            "4 of 13 entitled took part; more than half, that is 7, are needed: not quorate. "
            "Without a quorum the motion is not carried.",
        ),
        (
            Counts(5, 1, 0, entitled=12, recused=2),
            "5 of 6 yes and no votes are yes; at least 2/3, that is 4, are needed: carried. "
            "6 of 10 entitled (2 recused, not counted) took part; more than half, that is 6, are "
            "needed: quorate.",
        ),
        (
            Counts(5, 5, 0, entitled=10),
            "5 of 10 yes and no votes are yes; at least 2/3, that is 7, are needed: a tie, not "
            "carried. 10 of 10 entitled took part; more than half, that is 6, are needed: quorate.",
        ),
        (
            Counts(0, 0, 7, entitled=10),
            "Nobody voted yes or no: not carried. "
            "7 of 10 entitled took part; more than half, that is 6, are needed: quorate.",
        ),
        (
            Counts(1, 0, 0, entitled=1),
            "1 of 1 yes and no votes is yes; at least 2/3, that is 1, is needed: carried. "
            "1 of 1 entitled took part; more than half, that is 1, is needed: quorate.",
        ),
    ],
)
def test_the_explanation_gives_every_number_with_its_base(counts, explanation):
    assert tally(rules.parse(DEFAULT_RULES), counts).explanation == explanation


def test_enough_yes_votes_against_more_no_votes_are_explained():
    read = rules.parse(document((1, 3), base="yes+no"))

    result = tally(read, Counts(4, 5, 0, entitled=9))

    assert not result.carried
    assert "that is 3, are needed: reached, but 5 no votes are more, not carried" in (
        result.explanation
    )


def test_the_explanation_names_weights_and_a_quorum_of_yes_and_no():
    read = rules.parse(document(abstention={"counts_for_quorum": False}))
    ballots = [
        {"unit": "AT", "weight": 4, "choice": "yes"},
        {"unit": "DE", "weight": 3, "choice": "abstain"},
        {"unit": "SE", "choice": "silent"},
    ]

    assert tally(read, what_if.counts_of(ballots)).explanation == (
        "4 of 4 yes and no votes are yes; at least 2/3, that is 3, are needed: reached. "
        "4 of 8 entitled voted yes or no; more than half, that is 5, are needed: not quorate. "
        "Without a quorum the motion is not carried."
    )


@pytest.mark.parametrize(
    "counts",
    [
        {"yes": -1, "no": 0, "abstain": 0, "entitled": 3},
        {"yes": 1.0, "no": 0, "abstain": 0, "entitled": 3},
        {"yes": True, "no": 0, "abstain": 0, "entitled": 3},
        {"yes": 2, "no": 1, "abstain": 1, "entitled": 3},
        {"yes": 2, "no": 0, "abstain": 0, "entitled": 3, "recused": 2},
    ],
)
def test_impossible_counts_are_refused(counts):
    with pytest.raises(CountsError):
        Counts(**counts)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "module",
    [
        "voting.tally",
        "voting.rules",
        "voting.what_if",
        "voting.rules.shipped",
        "voting.rules.deadlines",
    ],
)
def test_counting_needs_no_django(module):
    code = f"import sys, {module}; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_tally_needs_the_standard_library_alone():
    code = "import sys, voting.tally; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-Sc", code], capture_output=True, text=True, check=True)

    assert set(done.stdout.split()) - set(sys.stdlib_module_names) == {"voting", "__main__"}
