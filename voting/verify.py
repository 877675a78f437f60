"""Verify the record of a vote. One file: Python's standard library and `cryptography`.

    python verify.py record.json [--receipt receipt.json] [--key ID] [--head HASH]

Nothing here comes from the program that counted: canonical JSON, chain and arithmetic are
written once more. Exit status 0: all holds. 1: the first thing that does not. 2: unusable input.
"""

import argparse
import base64
import hashlib
import json
import sys
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMATS, RECEIPT = {"p2i-record/1": 1, "p2i-record/2": 2}, "p2i-receipt/1"
RULES = {"p2i-rules/1", "p2i-rules/2", "p2i-rules/3"}
HEADER = set("format site motion scope keys entries texts withheld head".split())
LINKED = "index previous at what body_sha256 key".split()
RECEIPT_FIELDS = set("format site motion hash index body choice reason salt words_salt".split())
PUBLIC = {"opened", "extended", "closed", "certified"}  # whose bodies a numbers-only record holds
WHO = {"by", "role"}
BODIES = {  # every kind of entry, and all that its body holds
    "opened": WHO | {"frozen", "frozen_sha256", "rules"},
    "cast": WHO | {"unit", "ballot", "commitment"},
    "changed": WHO | {"unit", "ballot", "commitment"},
    "recused": WHO | {"unit", "proposed_by", "words"},
    "amended": WHO | {"unit", "leaving", "joining", "joining_role", "proposed_by", "words"},
    "extended": WHO | {"closes_at", "words"},
    "closed": WHO | {"early", "result"},
    "disclosed": {"ballots"},
    "confirmed": WHO | {"unit"},
    "contested": WHO | {"unit", "words"},
    "certified": WHO | {"country", "carried", "words"},
    "withdrawn": WHO | {"words"},
    "annulled": WHO | {"words"},
}
BODIES_2 = BODIES | {  # since the second format
    "hurried": WHO,
    "taken_back": WHO | {"unit"},
    "removed": WHO | {"unit", "leaving"},
    "returned": WHO | {"unit", "joining"},
    "replaced": WHO | {"unit", "leaving", "joining", "joining_role"},
}
TWO_PEOPLE = {"extended", "withdrawn", "annulled"}  # whose body may name who proposed it
TWO_DELEGATES = {"proposed_by", "proposed_country"}  # who certify where no co-chair can
BACKWARDS = timedelta(minutes=1)  # so far a time may lie before the one above it
SUBJECTS = {  # every kind of motion, and all that is frozen of what it is about
    "admission": {"name", "country"},
    "rule_set": {"name", "rule_set", "document"},
    "co_chair": {"centres", "term", "begins", "hands_over"},
    "position": {"text"},
}
FOLLOWS = {  # what may happen when, and what comes of it
    "opened": ("nothing", "open"),
    **dict.fromkeys(["cast", "changed", "recused", "amended", "extended"], ("open", "open")),
    "taken_back": ("open", "open"),
    "closed": ("open", "closed"),
    "disclosed": ("closed", "counted"),
    **dict.fromkeys(["confirmed", "contested"], ("counted", "counted")),
    **dict.fromkeys(["certified", "annulled"], ("counted", "ended")),
    "withdrawn": ("open", "ended"),
}
FOLLOWS_2 = FOLLOWS | {  # a certified result may be objected to and annulled
    "hurried": ("counted", "counted"),
    "certified": ("counted", "certified"),
}
ENDED = ("certified", "ended")
AFTER_CERTIFICATION = {"confirmed": "certified", "contested": "certified", "annulled": "ended"}
BY_THE_REGISTER = "removed returned replaced".split()  # while open, and until the end


class WrongRecordError(Exception):
    """Something in the record does not hold."""


class UnusableFileError(Exception):
    """The input is no record, so that nothing can be said about it."""


def must(holds, message):
    if not holds:
        raise WrongRecordError(message)


# --- Bytes, hashes, times ---------------------------------------------------------------


quoted = json.JSONEncoder(ensure_ascii=False).encode


def canonical(value):
    """RFC 8785, for the values that a record may hold."""
    if value is True or value is False or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(part) for part in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{quoted(name)}:{canonical(value[name])}" for name in names) + "}"


def sha256(value):
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def time(text):
    found = datetime.fromisoformat(text)
    must(found.tzinfo is not None, f"{text} has no time zone")
    return found


def load(path):
    """A JSON file. A name that stands there twice, or a fraction, could be read in two ways."""

    def once(pairs):
        found = dict(pairs)
        if len(found) < len(pairs):
            raise UnusableFileError(f"{path}: a name stands there twice in one object")
        return found

    def no_fraction(digits):
        raise UnusableFileError(f"{path}: {digits[:40]} is not a whole number")

    try:
        with open(path, encoding="utf-8") as file:
            return json.load(
                file, object_pairs_hook=once, parse_float=no_fraction, parse_constant=no_fraction
            )
    except (OSError, ValueError, RecursionError) as fault:
        raise UnusableFileError(f"{path}: {str(fault) or 'nested too deeply'}") from None


# --- Chain and signatures ---------------------------------------------------------------


def check_header(record):
    if not isinstance(record, dict) or str(record.get("format")) not in FORMATS:
        raise UnusableFileError(f"this is not a record in the format {' or '.join(FORMATS)}")
    if set(record) != HEADER:
        raise UnusableFileError(f"a record holds {', '.join(sorted(HEADER))}, and nothing else")
    for name, kind in (("entries", list), ("withheld", list), ("keys", dict), ("texts", dict)):
        if not isinstance(record[name], kind):
            raise UnusableFileError(f"{name} is no {'list' if kind is list else 'object'}")
    if not record["entries"]:
        raise UnusableFileError("a record holds at least one entry")
    must(record["scope"] in ("full", "numbers"), "the scope is neither full nor numbers")


def check_chain(record):
    previous = sha256({name: record[name] for name in ("format", "motion", "site")})
    for index, entry in enumerate(record["entries"]):
        where = f"entry {index}"
        must(set(LINKED) | {"hash", "signature"} <= set(entry), f"{where}: a field is missing")
        must(
            set(entry) <= {*LINKED, "hash", "signature", "body"},
            f"{where}: it holds a field that belongs to no entry",
        )
        must(
            type(entry["index"]) is int and entry["index"] == index,
            f"{where}: its number is {entry['index']}, so something is missing, doubled or moved",
        )
        must(entry["previous"] == previous, f"{where}: it does not follow what stands before it")
        previous = sha256({name: entry[name] for name in LINKED})
        must(entry["hash"] == previous, f"{where}: its hash is not the hash of what it holds")
        if "body" in entry:
            must(sha256(entry["body"]) == entry["body_sha256"], f"{where}: its body was changed")
    must(record["head"] == previous, "the head is not the hash of the last entry")


def check_signatures(record, trusted):
    public_keys = {}
    for key_id, encoded in record["keys"].items():
        raw = base64.b64decode(encoded, validate=True)
        must(base64.b64encode(raw).decode() == encoded, f"key {key_id}: it is written oddly")
        must(hashlib.sha256(raw).hexdigest() == key_id, f"key {key_id}: this is another key")
        public_keys[key_id] = Ed25519PublicKey.from_public_bytes(raw)
    used = {entry["key"] for entry in record["entries"]}
    must(used == set(public_keys), "the keys are not those that signed the entries")
    for key_id in used if trusted else ():
        must(key_id in trusted, f"signed by the key {key_id}, which is not the one you trust")
    for entry in record["entries"]:
        check_signature(public_keys[entry["key"]], entry, record["format"])


def check_signature(key, entry, name):
    try:
        raw = base64.b64decode(entry["signature"], validate=True)
        key.verify(raw, f"{name}\n{entry['hash']}".encode())
    except (InvalidSignature, ValueError):
        raise WrongRecordError(f"entry {entry['index']}: the signature does not hold") from None
    must(
        base64.b64encode(raw).decode() == entry["signature"],
        f"entry {entry['index']}: the signature is written oddly",
    )


# --- What happened, told again ----------------------------------------------------------


class Vote:
    """The vote as the entries tell it, one after the other."""

    def __init__(self, full, number):
        self.full, self.phase, self.seals = full, "nothing", []
        self.number, self.bodies = number, BODIES if number == 1 else BODIES_2
        self.follows = FOLLOWS if number == 1 else FOLLOWS_2
        self.latest = self.closed_at = self.certifiers = None
        self.is_hurried = self.is_by_two = False
        self.commitments, self.entry_of_unit, self.stands = {}, {}, {}
        self.counts, self.result, self.outcome = {}, {}, {}
        self.extensions = 0

    def take(self, entry):
        what, body = entry["what"], entry.get("body")
        must(what in self.bodies, f"nothing called {what} happens in a vote")
        self._in_time(time(entry["at"]))
        if what in BY_THE_REGISTER:
            must(self.phase in ("open", "counted"), f"{what} cannot come here")
        elif self.phase == "certified":
            must(what in AFTER_CERTIFICATION, f"{what} cannot come here")
            self.phase = AFTER_CERTIFICATION[what]
        else:
            needed, after = self.follows[what]
            must(self.phase == needed, f"{what} cannot come here")
            self.phase = after
        is_shown = self.full or what in PUBLIC
        must((body is not None) == is_shown, "its body is there or not there against the scope")
        if not is_shown:
            return
        may_be_proposed = what in TWO_PEOPLE and self.bodies is BODIES_2
        is_proposed = may_be_proposed and "proposed_by" in body
        named = self.bodies[what] | ({"proposed_by"} if is_proposed else set())
        if what == "certified" and self.number > 1 and body["role"] == "delegates":
            named = named | TWO_DELEGATES
        must(set(body) == named, f"its body is not that of {what}")
        if is_proposed:
            must(body["proposed_by"] != body["by"], "one person proposed it and released it")
        self.at, self.index = time(entry["at"]), entry["index"]
        if body.get("words"):
            self.seals.append(body["words"])
        getattr(self, what)(body)

    def _in_time(self, at):
        if self.latest and self.number > 1:
            must(at >= self.latest - BACKWARDS, "its time lies before what stands above it")
        self.latest = max(self.latest or at, at)

    # Opening, and changes while the vote is open

    def opened(self, body):
        frozen = body["frozen"]
        must(sha256(frozen) == body["frozen_sha256"], "the frozen text, roll and deadline differ")
        must(
            sha256(body["rules"]) == frozen["rule_set"], "these are not the rules it was opened by"
        )
        self.rules = Rules(body["rules"])
        self.opened_at, self.deadline = self.at, time(frozen["closes_at"])
        must(self.opened_at < self.deadline, "it closes before it opens")
        self._about(frozen)
        if self.number > 1 and "certifiers" in frozen:
            self.certifiers = {certifier["country"] for certifier in frozen["certifiers"]}
        self.roll = {
            line["unit"]: dict(line, voters=dict(line["voters"]), gone={})
            for line in frozen["roll"]
        }
        must(len(self.roll) == len(frozen["roll"]), "a unit stands on the roll twice")
        for line in self.roll.values():
            must(type(line["weight"]) is int and line["weight"] > 0, "a vote weighs nothing")
            must(line["status"] in ("eligible", "suspended"), "a line's state is unknown")

    def _about(self, frozen):
        """What is decided, and who may not certify it. At first there were admissions only."""
        self.kind, self.question = frozen.get("kind", "admission"), frozen["question"]
        must(self.kind in SUBJECTS, f"a motion of the kind {self.kind} is not known here")
        self.own = {frozen["applicant_country"]} if self.kind == "admission" else set()
        if "kind" not in frozen:
            return
        subject = frozen["subject"]
        must(set(subject) == SUBJECTS[self.kind], f"its subject is not that of {self.kind}")
        if self.kind == "admission":
            must({subject["country"]} == self.own, "the applicant has two countries")
        elif self.kind == "rule_set":
            must(sha256(subject["document"]) == subject["rule_set"], "these rules are not those")
        elif self.kind == "co_chair":
            must(subject["centres"], "nobody stands for election")
            self.own = {centre["country"] for centre in subject["centres"]}

    def cast(self, body):
        must(body["unit"] not in self.entry_of_unit, f"{body['unit']} had a ballot already")
        self._ballot(body)

    def changed(self, body):
        must(body["unit"] in self.entry_of_unit, f"{body['unit']} had no ballot to change")
        self._ballot(body)

    def _ballot(self, body):
        self._voter_of_an_eligible_unit(body)
        must(self.opened_at <= self.at < self.deadline, "a ballot from outside the voting time")
        must(
            body["ballot"] not in {known for known, _seal in self.commitments.values()},
            "a ballot of this name is there already",
        )
        self.entry_of_unit[body["unit"]] = self.index
        self.commitments[self.index] = body["ballot"], body["commitment"]

    def _voter_of_an_eligible_unit(self, body):
        line = self._line(body)
        must(line["status"] == "eligible", f"{body['unit']} is {line['status']} and has no vote")
        must(line["voters"].get(body["by"]) == body["role"], "it was not cast by one of its voters")

    def _line(self, body):
        must(body["unit"] in self.roll, f"{body['unit']} is not on the roll")
        return self.roll[body["unit"]]

    def recused(self, body):
        if body["proposed_by"]:
            self._two_people(body)
            must(self._line(body)["status"] == "eligible", f"{body['unit']} has no vote to give up")
        else:
            self._voter_of_an_eligible_unit(body)
        must(body["unit"] not in self.entry_of_unit, f"{body['unit']} was recused after it voted")
        self.roll[body["unit"]]["status"] = "recused"

    def taken_back(self, body):
        line = self._line(body)
        must(line["status"] == "recused", f"{body['unit']} was not recused")
        must(self.at < self.deadline, "a recusal was taken back after the deadline")
        self._own_line(body)
        line["status"] = "eligible"

    def amended(self, body):
        line = self._line(body)
        self._two_people(body)
        if body["leaving"] not in line["gone"]:
            has_voted = body["unit"] in self.entry_of_unit
            must(not has_voted, f"{body['unit']} was changed after it voted")
        known = line["voters"].pop(body["leaving"], None) or line["gone"].pop(body["leaving"], None)
        must(known, "who is replaced was not on the roll")
        self._joins(line, body)

    def _joins(self, line, body):
        for other in self.roll.values():
            must(body["joining"] not in other["voters"], "who comes was on the roll already")
        must(body["joining_role"] in ("delegate", "alternate"), "who comes may not vote")
        line["gone"].pop(body["joining"], None)
        line["voters"][body["joining"]] = body["joining_role"]

    def _two_people(self, body):
        second = ("secretariat", "co-chair") if self.number > 1 else ("secretariat",)
        must(body["role"] in second, "a change of the roll is the secretariat's")
        must(body["proposed_by"] != body["by"], "one person proposed and confirmed a change")

    def extended(self, body):
        later = time(body["closes_at"])
        must(later > self.deadline, "an extension has to lie after the deadline")
        self.extensions += 1
        must(self.extensions <= self.rules.extensions, "the rules allow no further extension")
        self.deadline = later

    # What the register says of who speaks for a unit; it names nobody who acts

    def removed(self, body):
        line = self._of_the_register(body)
        role = line["voters"].pop(body["leaving"], None)
        must(role, "who is removed was not on the roll")
        line["gone"][body["leaving"]] = role

    def returned(self, body):
        line = self._of_the_register(body)
        role = line["gone"].pop(body["joining"], None)
        must(role, "who returns had not left")
        line["voters"][body["joining"]] = role

    def replaced(self, body):
        line = self._of_the_register(body)
        must(body["leaving"] in line["gone"], "who is followed had not left")
        must(body["joining"] not in line["gone"], "who comes was on the roll already")
        self._joins(line, body)

    def _of_the_register(self, body):
        must((body["by"], body["role"]) == ("", "register"), "this is the register's to say")
        return self._line(body)

    # Closing, counting, and what follows

    def closed(self, body):
        self.closed_at = self.at
        must(body["early"] == (self.at < self.deadline), "it says wrongly whether it closed early")
        if body["early"]:
            must(self.rules.early_close, "it closed early against its rules")
            must(not self.full or not self._missing(), "it closed early, but ballots were missing")
        self.result = body["result"]
        entitled = self._bases()["entitled"]
        must(self.result["counts"]["entitled"] == entitled, f"{entitled} are entitled by the roll")
        if not self.full:
            self._check_result(dict(self.result["counts"]))

    def _missing(self):
        eligible = [unit for unit, line in self.roll.items() if line["status"] == "eligible"]
        return [unit for unit in eligible if unit not in self.entry_of_unit]

    def disclosed(self, body):
        """Exactly the last ballot of each unit is opened, and each is what was committed to."""
        opened = {shown["entry"]: shown for shown in body["ballots"]}
        must(len(opened) == len(body["ballots"]), "a ballot is opened twice")
        must(set(opened) == set(self.entry_of_unit.values()), "other ballots than the last ones")
        votes = dict.fromkeys(("yes", "no", "abstain"), 0)
        for unit, index in self.entry_of_unit.items():
            shown = opened[index]
            must(set(shown) == {"entry", "ballot", "choice", "words", "salt"}, "a ballot's fields")
            must(shown["choice"] in votes, f"{unit}: the choice is unknown")
            must(
                (shown["ballot"], commitment(shown)) == self.commitments[index],
                f"{unit}: the opened ballot is not the one that was cast",
            )
            votes[shown["choice"]] += self.roll[unit]["weight"]
            self.seals += [shown["words"]] if shown["words"] else []
        self._check_result({**votes, **self._bases()})

    def _bases(self):
        weights = {"eligible": 0, "recused": 0, "suspended": 0}
        for line in self.roll.values():
            weights[line["status"]] += line["weight"]
        entitled = weights["eligible"] + weights["recused"]
        return {"entitled": entitled, "recused": weights["recused"]}

    def _check_result(self, counts):
        must(counts == self.result["counts"], f"the recount gives {counts}")
        self.counts = counts
        self.outcome = self.rules.outcome(counts)
        for name, found in self.outcome.items():
            must(self.result[name] == found, f"{name} is recorded otherwise than it is: {found}")
        for needed, share, base in (
            ("needed_for_quorum", self.rules.quorum, self.outcome["quorum_base"]),
            ("needed_yes", self.rules.majority, self.outcome["majority_base"]),
        ):
            must(is_least(self.result[needed], share, base), f"{needed} is not the least that does")

    def confirmed(self, body):
        self._own_line(body)
        self.stands[body["unit"]] = True

    def contested(self, body):
        self._own_line(body)
        self.stands[body["unit"]] = False

    def _own_line(self, body):
        line = self._line(body)
        must(line["voters"].get(body["by"]) == body["role"], "it is not by one of its voters")

    def hurried(self, body):
        self.is_hurried = True

    def certified(self, body):
        whose = "a candidate's" if self.kind == "co_chair" else "the applicant's"
        must(body["country"] not in self.own, f"certified from {whose} country")
        if "proposed_by" in body:
            self._two_delegates(body, whose)
        else:
            must(body["role"] == "co-chair", "only a co-chair certifies")
            known = self.certifiers is None or body["country"] in self.certifiers
            must(known, "certified for a country that was no co-chair's at the opening")
        must(body["carried"] == self.outcome["carried"], "another outcome is certified")
        self._after_the_period()
        contested = sorted(unit for unit, stands in self.stands.items() if not stands)
        must(not contested, f"certified while contested by {', '.join(contested)}")

    def _two_delegates(self, body, whose):
        first, second = body["proposed_country"], body["country"]
        must(first not in self.own, f"certified from {whose} country")
        must(first != second, "two delegates of one country certified")
        must(body["proposed_by"] != body["by"], "one person certified for two")
        if self.full:
            voters = {alias for line in self.roll.values() for alias in line["voters"]}
            must({body["by"], body["proposed_by"]} <= voters, "who certified is not on the roll")
        self.is_by_two = True

    def _after_the_period(self):
        asked = [unit for unit, line in self.roll.items() if line["status"] != "suspended"]
        are_confirmed = all(self.stands.get(unit) for unit in asked)
        if self.full and not (self.is_hurried or are_confirmed):
            must(
                self.at >= self.closed_at + self.rules.confirmation_period,
                "certified before the time to confirm was over",
            )

    def withdrawn(self, body):
        must(body["words"], "withdrawn without a reason")

    def annulled(self, body):
        must(body["words"], "annulled without a reason")


def commitment(shown):
    return sha256({name: shown[name] for name in ("ballot", "choice", "salt", "words")})


# --- The arithmetic ---------------------------------------------------------------------


class Rules:
    """What of the rules decides the outcome; all in whole numbers, multiplied crosswise."""

    def __init__(self, rules):
        must(rules["format"] in RULES, "rules in a format not known here")
        must(rules.get("ballots", "named") == "named", "secret ballots are not known here")
        must(rules.get("tie", "fails") == "fails", "a tie that does not fail is not known here")
        must(rules.get("proxy", {}).get("kind", "none") == "none", "proxies are not known here")
        must(
            rules["quorum"].get("base", "entitled") == "entitled", "the quorum's base is not known"
        )
        self.quorum, self.majority, self.recusal = (
            rules[name] for name in ("quorum", "majority", "recusal")
        )
        abstention = rules.get("abstention", {"counts_for_quorum": True})
        self.abstainers_are_present = abstention["counts_for_quorum"]
        self.extensions = rules.get("extension", {"times": 0})["times"]
        self.early_close = rules.get("early_close", False)
        days = rules["certification"].get("confirmation_days", 0)
        self.confirmation_period = timedelta(days=days)  # of 24 hours each

    def outcome(self, counts):
        yes, no, abstain = counts["yes"], counts["no"], counts["abstain"]
        without_recused = counts["entitled"] - counts["recused"]
        quorum_base = without_recused if self.recusal["leaves_quorum_base"] else counts["entitled"]
        entitled = without_recused if self.recusal["leaves_majority_base"] else counts["entitled"]
        bases = {"yes+no": yes + no, "yes+no+abstain": yes + no + abstain, "entitled": entitled}
        present = yes + no + (abstain if self.abstainers_are_present else 0)
        quorate = present > 0 and reaches(present, self.quorum, quorum_base)
        majority_base = bases[self.majority["base"]]
        reached = yes > no and reaches(yes, self.majority, majority_base)
        return {
            "quorum_base": quorum_base,
            "quorate": quorate,
            "majority_base": majority_base,
            "reached_majority": reached,
            "carried": quorate and reached,
        }


def reaches(votes, share, base):
    mine, asked = votes * share["denominator"], share["numerator"] * base
    return mine >= asked if share["comparison"] == "at least" else mine > asked


def is_least(votes, share, base):
    """The smallest number from 1 that reaches the share."""
    return reaches(votes, share, base) and (votes == 1 or not reaches(votes - 1, share, base))


# --- Words and receipts -----------------------------------------------------------------


def check_words(record, seals):
    """Each seal is opened by its words, or said to be withheld; nothing else is there."""
    texts, withheld = record["texts"], record["withheld"]
    must(sorted([*texts, *withheld]) == sorted(set(seals)), "words and their seals do not match")
    for seal, opened in texts.items():
        must(set(opened) == {"salt", "words"}, "words with fields that do not belong there")
        must(sha256(opened) == seal, f"the words under the seal {seal[:16]} were changed")


def check_receipt(record, receipt):
    """The receipt's ballot is in the record; returns what became of it."""
    if not isinstance(receipt, dict) or receipt.get("format") != RECEIPT:
        raise UnusableFileError(f"this is not a receipt in the format {RECEIPT}")
    must(set(receipt) == RECEIPT_FIELDS, "the receipt has not the fields of a receipt")
    for name in ("site", "motion"):
        must(receipt[name] == record[name], f"the receipt is for another {name}")
    found = [entry for entry in record["entries"] if entry["hash"] == receipt["hash"]]
    must(found, "the record holds no entry with the receipt's hash: the ballot is missing")
    entry, body = found[0], receipt["body"]
    must(receipt["index"] in (None, entry["index"]), "the receipt names another entry")
    must(sha256(body) == entry["body_sha256"], "the receipt's ballot is not that of the entry")
    words, reason, salt = "", receipt["reason"], receipt["words_salt"]
    must(bool(reason) == bool(salt), "the receipt's reason and its salt do not go together")
    if reason:
        words = sha256({"salt": salt, "words": reason})
    told = {"ballot": body["ballot"], "words": words}
    opened = {**told, "choice": receipt["choice"], "salt": receipt["salt"]}
    must(commitment(opened) == body["commitment"], "the receipt's choice is not the one recorded")
    return entry, body


def fate_of(record, entry, body):
    if record["scope"] != "full":
        return "stands in the record"
    of_the_unit = [
        other["index"]
        for other in record["entries"]
        if other["what"] in ("cast", "changed") and other["body"]["unit"] == body["unit"]
    ]
    return "is the one that counts" if entry["index"] == of_the_unit[-1] else "was changed later"


# --- All of it --------------------------------------------------------------------------


def verify(record, receipt=None, keys=(), heads=()):
    """Return what was checked, line by line; raises for the first thing that is amiss."""
    check_header(record)
    try:
        return list(_checked(record, receipt, keys, heads))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise WrongRecordError(f"something is not as the format asks: {fault!r}") from None


def _checked(record, receipt, keys, heads):
    check_chain(record)
    last = record["entries"][-1]
    yield f"chain: {last['index'] + 1} entries, none missing, doubled or moved before the last"
    check_signatures(record, keys)
    yield f"signatures: by {', '.join(record['keys'])}" + (", which you trust" if keys else "")
    for head in heads:
        known = len(head) >= 8 and any(it["hash"].startswith(head) for it in record["entries"])
        must(known, f"the record never had the head {head}")
        yield f"head: {head} is in the chain"
    vote = replay(record)
    check_words(record, vote.seals)
    yield from told(record, vote)
    if receipt is not None:
        entry, body = check_receipt(record, receipt)
        fate = fate_of(record, entry, body)
        yield f"receipt: ballot {body['ballot']}, {receipt['choice']}, {fate}"
    if not keys:
        yield "not checked: whose key it is. Compare it with the published one, or give --key"
    if vote.phase not in ENDED:
        yield f"not checked: what came after {last['what']!r}, at {last['at']}. Ask for it anew"


def replay(record):
    vote = Vote(record["scope"] == "full", FORMATS[record["format"]])
    for entry in record["entries"]:
        try:
            vote.take(entry)
        except WrongRecordError as wrong:
            raise WrongRecordError(f"entry {entry['index']} ({entry['what']}): {wrong}") from None
    must(vote.phase != "closed", "it is closed, but its ballots were not opened")
    must(vote.full or vote.phase in ENDED, "numbers are told of an ended vote, and this is open")
    return vote


def told(record, vote):
    if vote.kind != "admission":
        yield f"motion: {vote.kind}, {quoted(vote.question)}"
    yield f"roll: {len(vote.roll)} units, and every change of it by who may change it"
    yield "rules: the ones that were frozen at the opening"
    if vote.full:
        yield f"ballots: {len(vote.commitments)} cast in time by who may cast them"
    else:
        yield "ballots: not in this record, so the counts are taken as recorded"
    if record["texts"] or record["withheld"]:
        yield f"words: {len(record['texts'])} as sealed, {len(record['withheld'])} withheld"
    if not vote.counts:
        yield "outcome: none, the vote was not counted"
        return
    numbers = ", ".join(f"{name} {number}" for name, number in vote.counts.items())
    how = "recounted" if vote.full else "calculated"
    yield f"{how}: {numbers}"
    quorum = "quorate" if vote.outcome["quorate"] else "not quorate"
    carried = "carried" if vote.outcome["carried"] else "not carried"
    steps = [entry["what"] for entry in record["entries"]]
    state = next((step for step in ("annulled", "certified") if step in steps), "provisional")
    yield f"outcome: {carried}, {quorum}, {state}"
    if vote.is_by_two:
        yield "certified by two delegates of different countries, for no co-chair could"
    if vote.is_hurried:
        yield "a demonstration: its confirmation period was ended by hand"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("record")
    parser.add_argument("--receipt", help="a receipt.json that has to be in the record")
    parser.add_argument("--key", action="append", default=[], help="the id of a key you trust")
    parser.add_argument("--head", action="append", default=[], help="a head from one of your mails")
    given = parser.parse_args(arguments)
    try:
        receipt = load(given.receipt) if given.receipt else None
        lines = verify(load(given.record), receipt, given.key, given.head)
    except WrongRecordError as wrong:
        print(f"DOES NOT HOLD: {wrong}")
        return 1
    except UnusableFileError as unusable:
        print(f"cannot be verified: {unusable}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
