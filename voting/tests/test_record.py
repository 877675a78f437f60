"""The pure part of the record: canonical JSON, seals, chain, key."""

import subprocess
import sys

import pytest

from voting import verify
from voting.records import record_format

SEED = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "value, written",
    [
        (None, "null"),
        ([True, False], "[true,false]"),
        ({"b": 1, "a": -7, "": 0}, '{"":0,"a":-7,"b":1}'),
        ('€ \\ " / \x7f', '"€ \\\\ \\" / \x7f"'),
        ("\b\t\n\f\r\x00\x1f", '"\\b\\t\\n\\f\\r\\u0000\\u001f"'),
        # By UTF-16: the emoji's surrogates sort before the private area.
        ({"\ufb33": 1, "\U0001f600": 2, "€": 3, "\r": 4}, None),
        ([], "[]"),
        ({}, "{}"),
        (2**53 - 1, "9007199254740991"),
    ],
)
def test_values_are_written_as_rfc_8785_asks(value, written):
    if written is None:
        written = '{"\\r":4,"€":3,"\U0001f600":2,"\ufb33":1}'

    assert record_format.canonical(value) == written.encode()
    assert verify.canonical(value) == written


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: 2}, {"a": {2}}, b"x", [object()]])
def test_what_has_no_one_way_to_be_written_is_refused(value):
    with pytest.raises(TypeError):
        record_format.canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_numbers_and_texts_beyond_json_are_refused(value):
    with pytest.raises(ValueError, match="too large|surrogates"):
        record_format.canonical(value)


@pytest.mark.parametrize("seed", ["", "short", "AAAA", SEED + "AAAA", "é", "  " + SEED])
def test_a_key_that_is_none_is_refused_in_one_line(seed):
    with pytest.raises(record_format.UnreadableKeyError, match="32 bytes in base64"):
        record_format.Signer(seed)


def test_a_new_seed_makes_a_key_of_its_own():
    one, other = (record_format.Signer(record_format.new_seed()) for _ in range(2))

    assert one.key_id != other.key_id
    assert len(one.key_id) == 64


def test_a_seal_of_the_same_choice_differs_by_its_salt():
    seals = {
        record_format.seal_ballot("AT/1", "yes", "", record_format.new_salt()) for _ in range(20)
    }

    assert len(seals) == 20


def test_no_words_have_no_seal():
    assert record_format.seal_words("", "salt") == ""


@pytest.mark.parametrize("module", ["records.record_format", "verify"])
def test_neither_module_needs_django_or_the_other(module):
    forbidden = {
        "django",
        "voting.tally",
        "voting.rules",
        "voting.records.record_format",
        "voting.verify",
    }
    code = f"import sys, voting.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not (forbidden - {f"voting.{module}"}) & set(done.stdout.split())
