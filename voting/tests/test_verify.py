"""The verifier against every change of a record that one hand could make."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from voting import verify
from voting.tests.golden import make

HERE = Path(make.__file__).parent
GOLDEN = sorted(path.stem for path in HERE.glob("*.json") if path.stem != "receipt")
FULL = [name for name in GOLDEN if name != "carried-numbers"]
KEY_ID = make.carried().signer.key_id


def golden(name):
    return json.loads((HERE / f"{name}.json").read_text())


def places(value, path=()):
    """Every place in a document: [(path, value)], objects and lists included."""
    yield path, value
    inside = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for name, part in inside:
        yield from places(part, (*path, name))


def others(value):
    """What could stand there instead."""
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int):
        return [value + 1, str(value)]
    if isinstance(value, str):
        return [value + "0", value.swapcase(), None]
    return [None, [], {}]


def with_change(document, path, change):
    """A copy with `change(container, name)` done at that place; the rest is shared."""
    changed = inside = copy.copy(document)
    for name in path[:-1]:
        inside[name] = copy.copy(inside[name])
        inside = inside[name]
    change(inside, path[-1])
    return changed


def put(value):
    return lambda inside, name: inside.__setitem__(name, value)


def drop(inside, name):
    del inside[name]


def changes(document):
    for path, value in places(document):
        if not path:
            continue
        yield (*path, "dropped"), with_change(document, path, drop)
        for other in others(value):
            if other != value or type(other) is not type(value):
                yield (*path, other), with_change(document, path, put(other))


def is_caught(document, receipt=None):
    try:
        verify.verify(document, receipt)
    except (verify.WrongRecordError, verify.UnusableFileError) as fault:
        return "\n" not in str(fault) and bool(str(fault))
    return False


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_record_holds(name):
    lines = verify.verify(golden(name), keys=[KEY_ID])

    assert lines[-1].startswith("outcome: ")


def test_what_a_record_cannot_prove_by_itself_is_said():
    whole, cut = golden("carried"), cut_after("disclosed").document()

    assert verify.verify(whole, keys=[KEY_ID])[-1].startswith("outcome: ")
    assert verify.verify(whole)[-1].startswith("not checked: whose key it is")
    lines = verify.verify(cut, keys=[KEY_ID])
    assert "outcome: carried, quorate, provisional" in lines
    assert lines[-1].startswith("not checked: what came after 'disclosed', at 2026-")


def test_numbers_of_a_vote_that_has_not_ended_are_no_record():
    with pytest.raises(verify.WrongRecordError, match="numbers are told of an ended vote"):
        verify.verify(cut_after("disclosed").document("numbers"))


def cut_after(what):
    """As whoever passes the file on could cut it, without any key."""
    story = make.carried()
    while story.entries[-1]["what"] != what:
        story.entries.pop()
    return story


def test_golden_records_are_made_the_same_to_the_byte():
    assert {name: json.loads((HERE / name).read_text()) for name in make.documents()} == (
        make.documents()
    )


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", GOLDEN)
def test_every_single_field_that_is_changed_or_dropped_is_caught(name):
    missed = [where for where, document in changes(golden(name)) if not is_caught(document)]

    assert missed == []


@pytest.mark.parametrize("name", GOLDEN)
def test_a_field_that_is_added_is_caught(name):
    document = golden(name)
    objects = [path for path, value in places(document) if isinstance(value, dict)]

    def add(inside, name):
        inside[name] = {**inside[name], "added": "x"}

    wrapped = [with_change({"it": document}, ("it", *path), add)["it"] for path in objects]
    assert all(is_caught(changed) for changed in wrapped)


@pytest.mark.parametrize("name", GOLDEN)
def test_an_entry_that_is_dropped_doubled_or_swapped_is_caught(name):
    document = golden(name)
    entries = document["entries"]
    for at in range(len(entries)):
        dropped = entries[:at] + entries[at + 1 :]
        doubled = entries[: at + 1] + entries[at:]
        assert is_caught({**document, "entries": dropped})
        assert is_caught({**document, "entries": doubled})
        for other in range(at):
            swapped = list(entries)
            swapped[at], swapped[other] = swapped[other], swapped[at]
            assert is_caught({**document, "entries": swapped})


def test_every_field_of_a_receipt_that_is_changed_is_caught():
    document, receipt = golden("carried"), golden("receipt")
    verify.verify(document, receipt)

    missed = [where for where, changed in changes(receipt) if not is_caught(document, changed)]

    assert missed == []
    assert verify.verify(document, {**receipt, "index": None})  # as it is before the close


def test_a_receipt_tells_what_became_of_its_ballot():
    story = make.carried()
    first = {**story.receipt("AT"), "hash": story.entries[1]["hash"], "index": 1}

    with pytest.raises(verify.WrongRecordError, match="not that of the entry"):
        verify.verify(story.document(), first)
    for unit, fate in (("AT", "AT/2, yes, is the one that counts"), ("ES", "ES/1, no, is the one")):
        assert fate in verify.verify(story.document(), story.receipt(unit), [KEY_ID])[-1]
    numbers = verify.verify(story.document("numbers"), story.receipt("AT"), [KEY_ID])
    assert numbers[-1] == "receipt: ballot AT/2, yes, stands in the record"


def test_a_receipt_of_a_ballot_that_was_left_out_is_caught():
    without = make.Story().cast("DE", "yes", voter="a").document()

    with pytest.raises(verify.WrongRecordError, match="the ballot is missing"):
        verify.verify(without, make.carried().receipt("AT"))


def test_a_record_signed_anew_by_another_key_holds_only_without_the_key_you_trust(monkeypatch):
    monkeypatch.setattr(make.record_format, "Signer", other_signer(make.record_format.Signer))
    document = make.carried().document()

    verify.verify(document)
    with pytest.raises(verify.WrongRecordError, match="not the one you trust"):
        verify.verify(document, keys=[KEY_ID])


def other_signer(signer):
    return lambda _seed: signer("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")


def test_a_record_that_was_written_anew_lacks_the_head_of_an_earlier_mail():
    told = make.carried().entries[2]["hash"][:16]
    anew = make.Story().cast("AT", "yes").cast("DE", "yes").cast("NL", "yes").close(make.CARRIED)

    assert f"head: {told} is in the chain" in verify.verify(golden("carried"), heads=[told])
    for head in (told, told[:7], "x" * 16):
        with pytest.raises(verify.WrongRecordError, match="never had the head"):
            verify.verify(anew.document() if head == told else golden("carried"), heads=[head])


# --- From the command line --------------------------------------------------------------


def run(*arguments):
    command = [sys.executable, "-I", str(Path(verify.__file__)), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd="/")


def test_the_one_file_runs_by_itself_and_says_what_it_checked():
    done = run(HERE / "carried.json", "--receipt", HERE / "receipt.json", "--key", KEY_ID)

    assert done.returncode == 0
    assert done.stderr == ""
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == (
        "chain signatures roll rules ballots words recounted outcome receipt".split()
    )
    assert "outcome: carried, quorate, certified" in done.stdout


def test_what_does_not_hold_is_one_line_and_status_1(tmp_path):
    changed = golden("carried")
    changed["entries"][3]["at"] = "2026-11-02T12:00:00.000000Z"
    path = tmp_path / "record.json"
    path.write_text(json.dumps(changed))

    done = run(path)

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "DOES NOT HOLD: entry 3: its hash is not the hash of what it holds\n"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"format": "p2i-record/3"}',
        '{"format": "p2i-record/1", "entries": []}',
        '{"format": "p2i-record/1", "format": "p2i-record/1"}',
        '{"format": 1.5}',
        '{"format": NaN}',
        "[" * 100_000,
        "\x00\xff",
    ],
)
def test_what_is_no_record_is_one_line_and_status_2(tmp_path, content, capsys):
    path = tmp_path / "record.json"
    path.write_text(content, encoding="latin-1")

    assert verify.main([str(path)]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


def test_a_missing_file_and_a_receipt_that_is_none_are_status_2(tmp_path):
    assert verify.main([str(tmp_path / "no")]) == 2
    assert verify.main([str(HERE / "carried.json"), "--receipt", str(HERE / "carried.json")]) == 2
