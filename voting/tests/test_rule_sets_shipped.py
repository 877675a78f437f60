"""The rule sets that come with the product, their schema, and the parser: all say the same."""

import json

import pytest
from jsonschema import Draft202012Validator

from voting import rules
from voting.rules import schema, shipped
from voting.tests.test_rules import changed, every_entry

SCHEMA = json.loads((shipped.FOLDER / "schema.json").read_text())
WORDS = ["", "x", " ", "none", "written", "secret", "country", "centre", "more than", "entitled"]
VALUES = [None, True, False, -1, 0, 1, 2, 10**6, 10**6 + 1, 1.5, [], [0], [1, 24], {}, *WORDS]


def is_valid(document):
    return Draft202012Validator(SCHEMA).is_valid(document)


def is_read(document):
    try:
        rules.parse(document)
    except rules.RulesError as refusal:
        return contradicts_itself(str(refusal))
    return True


def contradicts_itself(refusal):
    """What a schema cannot compare: two entries, or a share with what there is."""
    return any(
        said in refusal
        for said in (
            "is more than voting_days",
            "but voting_days",
            "more votes than",
            "make more",
            "is more than certification",
        )
    )


def test_the_schema_beside_the_rule_sets_is_what_the_model_gives():
    kept = (shipped.FOLDER / "schema.json").read_text()

    assert kept == schema.written(), "python -m voting.rules.schema > voting/rulesets/schema.json"


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_a_shipped_rule_set_keeps_its_fingerprint():
    assert [rules.fingerprint(document) for document in shipped.documents().values()] == [
        "4b2c18fe4c0a550668dbc249893485c3d387985aecc1300174d0f8411f148d8f",
        "881a27aec9ae2a4a24dbba3eee48745ee79b15de1ca7c3fc0fd04e7de8412130",
        "372a32d58055675777dc43303abd9823df70ea7dd9f1b695f68562f9d67b06ae",
        "82a8872694ceddeb77badda46f74755e60901a0853e4cb87bef769c0e957ac14",
        "148850fa0285f1d238e5be1c497b6f76a67c8b60da1aacdcfe37139ca35c9f51",
    ]


@pytest.mark.parametrize("name", shipped.NAMES)
def test_each_shipped_rule_set_is_valid_and_an_assumption(name):
    document = shipped.document(name)

    assert is_valid(document)
    assert rules.parse(document).is_assumption


def test_every_file_in_the_folder_is_a_shipped_rule_set_or_the_schema():
    names = {path.stem for path in shipped.FOLDER.iterdir()}

    assert names == {*shipped.NAMES, "schema"}


def test_they_differ_in_the_majority_and_in_nothing_else():
    shared = [
        {**document, "title": "", "majority": {}} for document in shipped.documents().values()
    ]
    majorities = [str(rules.parse(one).majority) for one in shipped.documents().values()]

    assert shared == [shared[0]] * 5
    assert majorities == [
        "at least 2/3",
        "more than half",
        "at least 2/3",
        "at least 3/4",
        "at least 2/3",
    ]
    assert [one["majority"]["base"] for one in shipped.documents().values()] == [
        "yes+no",
        "yes+no",
        "entitled",
        "entitled",
        "yes+no+abstain",
    ]


@pytest.mark.parametrize("path", list(every_entry()))
def test_schema_and_parser_agree_on_every_entry(path):
    for value in [..., *VALUES]:
        document = changed(path, value)
        assert is_valid(document) == is_read(document), (path, value)


@pytest.mark.parametrize("path", ["extra", "proxy", "quorum.extra", "certification.extra"])
def test_neither_takes_an_entry_that_nobody_would_read(path):
    assert not is_valid(changed(path, 1))
    assert not is_read(changed(path, 1))


@pytest.mark.parametrize("title", ["Ü 2/3 – ja", "a\nb", "a\tb", " a ", "\u200b\n", "a\x00"])
def test_they_agree_on_what_a_line_is(title):
    assert is_valid(changed("title", title)) == is_read(changed("title", title))


@pytest.mark.parametrize("extension", [{"times": 2, "days": 7}])
def test_they_agree_on_what_is_allowed_beyond_the_default(extension):
    document = {**changed("extension", extension), "early_close": True}

    assert is_valid(document)
    assert is_read(document)
