"""The engine on the command line, for whoever recounts."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from voting.rules import shipped
from voting.tests.factories import DEFAULT_RULES

DEFAULT = str(shipped.FOLDER / "default.json")
COUNTS = {"yes": "8", "no": "3", "abstain": "1", "entitled": "13", "recused": "0"}


def whatif(rules=DEFAULT, **options):
    out = StringIO()
    call_command("whatif", rules=rules, stdout=out, **options)
    return json.loads(out.getvalue())


def refusal(**options):
    with pytest.raises(CommandError) as refused:
        whatif(**options)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    return str(refused.value)


def written(tmp_path, content):
    path = tmp_path / "file.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(path)


def test_it_decides_and_explains():
    decided = whatif(**COUNTS)

    assert decided["quorate"] is decided["carried"] is True
    assert decided["needed_yes"] == 8
    assert decided["explanation"] == (
        "8 of 11 yes and no votes are yes; at least 2/3, that is 8, are needed: carried. "
        "12 of 13 entitled took part; more than half, that is 7, are needed: quorate."
    )


def test_nobody_is_recused_unless_it_is_said():
    without = {name: number for name, number in COUNTS.items() if name != "recused"}

    assert whatif(**without) == whatif(**COUNTS)


def test_ballots_are_counted_by_weight(tmp_path):
    ballots = [
        {"unit": "AT", "weight": 3, "choice": "yes"},
        {"unit": "DE", "weight": 2, "choice": "no"},
        {"unit": "ES", "choice": "abstain"},
        {"unit": "NL", "weight": 4, "choice": "recused"},
        {"unit": "SE", "weight": 1, "choice": "silent"},
    ]

    decided = whatif(ballots=written(tmp_path, ballots))

    assert decided["counts"] == {"yes": 3, "no": 2, "abstain": 1, "entitled": 11, "recused": 4}
    assert "6 of 7 entitled (4 recused, not counted) took part" in decided["explanation"]


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"yes": "-1"}, "--yes is '-1', expected a whole number from 0"),
        ({"yes": "1.0"}, "--yes is '1.0', expected"),
        ({"yes": "NaN"}, "--yes is 'NaN', expected"),
        ({"yes": "²"}, "--yes is '²', expected"),
        ({"yes": ""}, "--yes is '', expected"),
        ({"yes": "a\nb"}, r"--yes is 'a\nb', expected"),
        ({"yes": "9" * 5000}, "--yes is '9999"),
        (
            {"yes": str(10**15 + 1)},
            "--yes is '1000000000000001', expected a whole number from 0 to 1",
        ),
        (
            {"recused": "1" * 17},
            "--recused is '11111111111111111', expected a whole number from 0 to 1",
        ),
        ({"entitled": "11"}, "12 took part and 0 are recused, but only 11 are entitled"),
        ({"recused": "2"}, "12 took part and 2 are recused, but only 13 are entitled"),
        ({"no": None}, "--no is missing"),
        ({"entitled": None}, "--entitled is missing"),
        ({"ballots": "/nowhere"}, "--yes and --ballots exclude each other"),
    ],
)
def test_impossible_counts_are_refused(changes, said):
    assert refusal(**{**COUNTS, **changes}).startswith(said)


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "not JSON"),
        (b"\xff", "not a text in UTF-8"),
        (b"[]", "the rule set is not an object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"voting_days": ' + b"9" * 5000 + b"}", "a number has too many digits"),
        (b'{"voting_days": NaN}', "NaN is not a number"),
        (b'{"tie": "fails", "tie": "fails"}', "tie stands there twice"),
        ({**DEFAULT_RULES, "a\nb": 1}, r"'a\nb' is not an entry of a rule set"),
        ({**DEFAULT_RULES, "voting_days": 10**30}, "voting_days is 1000"),
        ({**DEFAULT_RULES, "minimum_voting_days": 15}, "minimum_voting_days is more than"),
    ],
)
def test_a_malformed_rule_set_is_refused(tmp_path, content, said):
    path = written(tmp_path, content)

    assert refusal(rules=path, **COUNTS).startswith(f"{path}: {said}")


@pytest.mark.parametrize("path", ["missing.json", ".", "\0"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, path):
    assert refusal(rules=str(tmp_path / path), **COUNTS)


@pytest.mark.parametrize(
    "ballots, said",
    [
        ({}, "the ballots are not a list of units"),
        ([], "the ballots are not a list of units"),
        ([1], "unit 1 is not an object"),
        ([{"unit": "AT", "choice": "yes", "name": 1}], "unit 1 has an unknown entry name"),
        ([{"choice": "yes"}], "unit 1 has no name in “unit”"),
        ([{"unit": ["AT"], "choice": "yes"}], "unit 1 has no name in “unit”"),
        ([{"unit": "AT", "choice": "maybe"}], "unit 1 says 'maybe', expected yes or no or abstain"),
        ([{"unit": "AT", "choice": {}}], "unit 1 says {}, expected"),
        ([{"unit": "AT"}], "unit 1 says None, expected"),
        ([{"unit": "AT", "choice": "yes", "weight": 0}], "unit 1 weighs 0, expected"),
        ([{"unit": "AT", "choice": "yes", "weight": True}], "unit 1 weighs True, expected"),
        (
            [{"unit": "AT", "choice": "yes", "weight": 10**9}],
            "unit 1 weighs 1000000000, expected a whole number from 1 to 1000000",
        ),
        ([{"unit": "A", "choice": "yes"}, {"unit": "A", "choice": "no"}], "A is on the roll twice"),
        (b"[{]", ": not JSON"),
    ],
)
def test_ballots_that_cannot_be_counted_are_refused(tmp_path, ballots, said):
    assert said in refusal(ballots=written(tmp_path, ballots))


def run(*arguments):
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    return subprocess.run(
        [sys.executable, "manage.py", "whatif", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_on_the_command_line_it_prints_one_object_and_asks_no_database():
    done = run("--rules", DEFAULT, *"--yes 8 --no 3 --abstain 1 --entitled 13 --recused 0".split())

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["carried"]


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "arguments",
    [
        "--yes 8",
        f"--rules {DEFAULT} --yes -8 --no 3 --abstain 1 --entitled 13",
        f"--rules {DEFAULT} --yes",
        f"--rules {DEFAULT} --yes 8 --no 3 --abstain 1 --entitled 13 --spare 1",
        f"--rules {DEFAULT} --yes 8 --no 9 --abstain 1 --entitled 13",
    ],
)
def test_on_the_command_line_a_fault_is_one_line_and_status_2(arguments):
    done = run(*arguments.split())

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
