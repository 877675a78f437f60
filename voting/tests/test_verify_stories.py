"""Records that are chained and signed rightly, and tell what may not happen."""

from datetime import timedelta

import pytest

from voting import verify
from voting.records import record_format
from voting.tests.golden.make import (
    CARRIED,
    CLOSES,
    DAY,
    LOST,
    OPENED,
    RULES,
    SECRETARIAT,
    SYSTEM,
    Story,
    election,
    of_kind,
    result,
    with_a_period,
)


def three():
    return Story().cast("AT", "yes").cast("DE", "yes").cast("NL", "yes")


def four():
    return three().cast("ES", "no")


def late(story):
    story.at = CLOSES
    return story.cast("SE", "no")


def before(story):
    story.at = OPENED - DAY
    return story.cast("SE", "no")


def with_other_choice(story):
    story.ballots["AT"]["shown"]["choice"] = "no"
    return story.close(CARRIED)


def without_one(story):
    del story.ballots["ES"]
    return story.close(CARRIED)


def with_an_earlier_ballot(story):
    earlier = dict(story.ballots["ES"])
    story.cast("ES", "yes")
    story.ballots["ES"] = earlier
    return story.close(CARRIED)


def by_a_stranger(story):
    story.entries[-1]["body"]["by"] = "XX-d"
    body = story.entries.pop()["body"]
    return story.add("cast", body)


def proposed_alone(story, what, **facts):
    body = {**SECRETARIAT, "proposed_by": "s1", "unit": "SE", **facts}
    return story.add(what, body, words="Alone.")


def certified_by_the_candidates_country():
    story = election()
    story.entries.pop()
    return story.certify(True, "ES")


def newer():
    """In the second format."""
    story = Story(number=2)
    return story.cast("AT", "yes").cast("DE", "yes").cast("NL", "yes").cast("ES", "no")


def taken_back_late():
    story = Story(number=2).recuse("SE")
    story.at = CLOSES
    return story.take_back("SE")


def taken_over(joining):
    return newer().remove("AT", "AT-d").replace("AT", leaving="AT-d", joining=joining)


def by_a_person():
    return newer().add("removed", {**SECRETARIAT, "unit": "AT", "leaving": "AT-d"})


def waited():
    return with_a_period().wait(3 * DAY)


def certified_for_two():
    body = {"by": "AT-d", "role": "delegates", "country": "ES", "carried": True}
    body |= {"proposed_by": "AT-d", "proposed_country": "AT"}
    return waited().add("certified", body, words="")


REPLACED = {"leaving": "SE-d", "joining": "SE-n", "joining_role": "delegate"}
EARLY = {**RULES, "early_close": True}
NO_QUORUM_RULE = {**RULES, "proxy": {"kind": "written", "most_per_holder": 1}}
ALONE = {**SECRETARIAT, "proposed_by": SECRETARIAT["by"]}
EXTENDED = {**SYSTEM, "closes_at": record_format.instant(CLOSES - DAY)}


@pytest.mark.parametrize(
    "tell, why",
    [
        (lambda: four().cast("XX", "yes"), "XX is not on the roll"),
        (lambda: by_a_stranger(four()), "not cast by one of its voters"),
        (lambda: Story(suspended="AT").cast("AT", "yes"), "AT is suspended and has no vote"),
        (lambda: Story().recuse("AT").cast("AT", "yes"), "AT is recused and has no vote"),
        (lambda: Story().cast("AT", "yes").recuse("AT"), "AT was recused after it voted"),
        (lambda: Story("AT AT DE"), "stands on the roll twice"),
        (lambda: late(four()), "outside the voting time"),
        (lambda: before(four()), "outside the voting time"),
        (lambda: four().add("changed", four().entries[-1]["body"]), "a ballot of this name"),
        (lambda: four().add("cast", four().entries[-1]["body"]), "ES had a ballot already"),
        (lambda: with_other_choice(four()), "AT: the opened ballot is not the one that was cast"),
        (lambda: without_one(four()), "other ballots than the last ones"),
        (lambda: with_an_earlier_ballot(four()), "other ballots than the last ones"),
        (lambda: four().close(LOST), "the recount gives {'yes': 3, 'no': 1"),
        (lambda: four().close({**CARRIED, "carried": False}), "carried is recorded otherwise"),
        (lambda: four().close({**CARRIED, "needed_yes": 2}), "needed_yes is not the least"),
        (lambda: four().close({**CARRIED, "needed_for_quorum": 4}), "needed_for_quorum is not"),
        (lambda: four().close({**CARRIED, "quorum_base": 4}), "quorum_base is recorded otherwise"),
        (
            lambda: three().close({**result(3, 0, 0, 4), "carried": True}),
            "5 are entitled by the roll",
        ),
        (lambda: four().close(CARRIED, CLOSES - DAY), "wrongly whether it closed early"),
        (lambda: four().close(CARRIED, CLOSES - DAY, early=True), "early against its rules"),
        (
            lambda: Story(rules=EARLY).close(CARRIED, CLOSES - DAY, early=True),
            "closed early, but ballots were missing",
        ),
        (lambda: four().close(CARRIED).certify(False), "another outcome is certified"),
        (lambda: four().close(CARRIED).certify(True, "PL"), "from the applicant's country"),
        (
            lambda: four().close(CARRIED).end("certified"),
            "its body is not that of certified",
        ),
        (
            lambda: four().close(CARRIED).contest("ES").certify(True),
            "certified while contested by ES",
        ),
        (lambda: four().close(CARRIED).cast("SE", "no"), "cast cannot come here"),
        (lambda: four().certify(True), "certified cannot come here"),
        (lambda: four().close(CARRIED).end("withdrawn"), "withdrawn cannot come here"),
        (lambda: four().end("annulled"), "annulled cannot come here"),
        (lambda: four().end("withdrawn", ""), "withdrawn without a reason"),
        (lambda: newer().add("withdrawn", ALONE, words="Why."), "one person proposed it"),
        (
            lambda: newer().close(CARRIED).add("annulled", ALONE, words="Why."),
            "one person proposed",
        ),
        (lambda: four().extend().extend(), "extension has to lie after"),
        (lambda: four().add("extended", EXTENDED, words="Why."), "has to lie after"),
        (lambda: four().amend("ES", leaving="ES-d", joining="ES-n"), "changed after it voted"),
        (lambda: four().amend("SE", leaving="ES-d", joining="SE-n"), "was not on the roll"),
        (lambda: four().amend("SE", leaving="SE-d", joining="ES-d"), "on the roll already"),
        (lambda: four().take_back("ES"), "nothing called taken_back happens"),
        (lambda: four().remove("ES", "ES-d"), "nothing called removed happens"),
        (lambda: newer().take_back("ES"), "ES was not recused"),
        (lambda: taken_back_late(), "taken back after the deadline"),
        (lambda: Story(number=2).recuse("ES").take_back("ES", "x"), "not by one of its voters"),
        (lambda: newer().remove("AT", "ES-d"), "who is removed was not on the roll"),
        (lambda: newer().remove("AT", "AT-d").cast("AT", "no"), "not cast by one of its voters"),
        (lambda: newer().bring_back("AT", "AT-d"), "who returns had not left"),
        (lambda: newer().replace("AT", leaving="AT-d", joining="AT-n"), "had not left"),
        (lambda: taken_over("ES-d"), "who comes was on the roll already"),
        (lambda: taken_over("AT-d"), "who comes was on the roll already"),
        (lambda: by_a_person(), "this is the register's to say"),
        (lambda: newer().amend("ES", leaving="ES-d", joining="ES-n"), "changed after it voted"),
        (lambda: proposed_alone(four(), "amended", **REPLACED), "one person proposed"),
        (lambda: proposed_alone(four(), "recused"), "one person proposed"),
        (lambda: Story(closes_at=record_format.instant(OPENED)), "closes before it opens"),
        (lambda: Story(rule_set=record_format.digest({})), "not the rules it was opened by"),
        (lambda: Story(rules=NO_QUORUM_RULE), "proxies are not known here"),
        (lambda: Story(rules={**RULES, "format": "p2i-rules/9"}), "a format not known"),
        (lambda: with_a_period().certify(True), "before the time to confirm was over"),
        (
            lambda: with_a_period().confirm("AT").wait(2 * DAY).certify(True),
            "before the time to confirm was over",
        ),
        (lambda: waited().certify(True, "DE"), "no co-chair's at the opening"),
        (lambda: waited().certify_together(True, first="PL"), "from the applicant's country"),
        (lambda: waited().certify_together(True, first="ES"), "delegates of one country"),
        (lambda: waited().certify_together(True, second="XX"), "who certified is not on the roll"),
        (lambda: certified_for_two(), "one person certified for two"),
        (lambda: four().close(CARRIED).certify_together(True), "not that of certified"),
        (lambda: four().close(CARRIED).hurry(), "nothing called hurried"),
        (lambda: four().close(CARRIED).certify(True).contest("ES"), "contested cannot come here"),
        (lambda: waited().certify(True).certify(True), "certified cannot come here"),
        (lambda: waited().certify(True).annul().annul(), "annulled cannot come here"),
        (
            lambda: waited().wait(-timedelta(hours=80)).confirm("AT"),
            "its time lies before what stands above it",
        ),
        (lambda: Story(number=2, rules={**RULES, "ballots": "secret"}), "secret ballots"),
        (lambda: Story().add("moved", {}), "nothing called moved happens"),
        (lambda: Story(kind="secret", subject={}), "of the kind secret is not known"),
        (lambda: Story(kind="admission", subject={"name": "X"}), "not that of admission"),
        (
            lambda: Story(kind="admission", subject={"name": "X", "country": "DK"}),
            "the applicant has two countries",
        ),
        (lambda: of_kind("position", name="X"), "its subject is not that of position"),
        (lambda: of_kind("rule_set", document=RULES), "these rules are not those"),
        (lambda: of_kind("co_chair", centres=[]), "nobody stands for election"),
        (
            lambda: certified_by_the_candidates_country(),
            "certified from a candidate's country",
        ),
    ],
)
def test_a_signed_record_of_what_may_not_happen_is_caught(tell, why):
    with pytest.raises(verify.WrongRecordError) as caught:
        verify.verify(tell().document())

    assert why in str(caught.value)


def test_a_closed_vote_whose_ballots_stay_sealed_is_caught():
    story = four().close(CARRIED)
    story.entries.pop()

    with pytest.raises(verify.WrongRecordError, match="its ballots were not opened"):
        verify.verify(story.document())


def test_a_vote_may_close_early_where_the_rules_say_so():
    story = Story("AT DE NL", rules=EARLY).cast("AT", "yes").cast("DE", "yes").cast("NL", "yes")
    found = {"quorum_base": 3, "needed_for_quorum": 2, "quorate": True, "majority_base": 3}
    found |= {"needed_yes": 2, "reached_majority": True, "carried": True}

    document = story.close(result(3, 0, 0, 3, **found), CLOSES - DAY, early=True).document()

    assert "outcome: carried, quorate, provisional" in verify.verify(document)


def test_clocks_that_differ_by_seconds_are_no_fault():
    story = newer().wait(-timedelta(minutes=61)).remove("AT", "AT-d")

    assert verify.verify(story.document())


@pytest.mark.parametrize(
    "told, line",
    [
        (lambda: waited().certify(True), "outcome: carried, quorate, certified"),
        (
            lambda: waited().certify(True).contest("ES"),
            "outcome: carried, quorate, certified",
        ),
        (
            lambda: waited().certify(True).annul(),
            "outcome: carried, quorate, annulled",
        ),
        (
            lambda: waited().certify_together(True),
            "certified by two delegates of different countries, for no co-chair could",
        ),
        (
            lambda: with_a_period().hurry().certify(True),
            "a demonstration: its confirmation period was ended by hand",
        ),
    ],
)
def test_what_became_of_a_result_is_told(told, line):
    assert line in verify.verify(told().document())


def test_an_open_vote_has_no_outcome():
    assert "outcome: none, the vote was not counted" in verify.verify(four().document())
