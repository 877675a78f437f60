"""Write the golden records: `python -m voting.tests.golden.make`. No Django, and no chance.

They stay as they are: a later program has to verify them as well. What is written anew is the
same to the byte, and a test says so.
"""

import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voting.records import record_format

HERE = Path(__file__).parent
RULES = {
    "format": "p2i-rules/2",
    "title": "Two thirds of yes and no",
    "is_assumption": True,
    "unit": "country",
    "quorum": {"numerator": 1, "denominator": 2, "comparison": "more than", "base": "entitled"},
    "majority": {"numerator": 2, "denominator": 3, "comparison": "at least", "base": "yes+no"},
    "abstention": {"counts_for_quorum": True},
    "tie": "fails",
    "recusal": {"leaves_quorum_base": True, "leaves_majority_base": True},
    "voting_days": 14,
    "minimum_voting_days": 7,
    "extension": {"times": 1, "days": 7},
    "early_close": False,
    "reminder_hours_before_close": [168, 72, 24],
    "proxy": {"kind": "none", "most_per_holder": 0},
    "ballots": "named",
    "ballots_after_close": "members",
    "certification": {"by": "co-chair", "within_days": 14},
    "reapplication_after_days": 365,
    "newly_established_years": 5,
}
RULES_3 = {
    **{name: value for name, value in RULES.items() if name != "proxy"},
    "format": "p2i-rules/3",
    "certification": {"by": "co-chair", "confirmation_days": 3, "within_days": 14},
    "series": "all",
}
CERTIFIERS = [{"centre": "nl", "country": "NL"}, {"centre": "se", "country": "SE"}]
OPENED = datetime(2026, 11, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)
CLOSES = OPENED + 14 * DAY
SECRETARIAT = {"by": "s1", "role": "secretariat"}
SYSTEM = {"by": "", "role": "system"}
REGISTER = {"by": "", "role": "register"}


class Story:
    """A record told entry by entry; salts and key are made from what they are for."""

    site, motion = "https://p2i.example.org", 17

    def __init__(
        self, units="AT DE NL ES SE", suspended="", rules=RULES, without=(), number=1, **frozen
    ):
        self.number = number  # of the record's format
        self.signer = record_format.Signer(b64encode(hashlib.sha256(b"golden").digest()).decode())
        self.entries, self.texts, self.at = [], {}, OPENED
        self.ballots = {}
        roll = [
            {
                "unit": unit,
                "name": f"Centre of {unit}",
                "weight": 1,
                "status": "suspended" if unit in suspended else "eligible",
                "voters": [[f"{unit}-a", "alternate"], [f"{unit}-d", "delegate"]],
            }
            for unit in units.split()
        ]
        frozen = {
            "title": "Admission of KEINO",
            "question": "Should KEINO be admitted to the Network as a member?",
            "rule_set": record_format.digest(rules),
            "closes_at": record_format.instant(CLOSES),
            "applicant_country": "PL",
            "roll": roll,
            **frozen,
        }
        for name in without:
            del frozen[name]
        self.add(
            "opened",
            {**SECRETARIAT, "frozen": frozen, "frozen_sha256": record_format.digest(frozen)}
            | {"rules": rules},
        )

    def add(self, what, body, *, after=timedelta(hours=1), words=None):
        if words is not None:
            body = {**body, "words": self.words(words)}
        last = (
            self.entries[-1]["hash"]
            if self.entries
            else record_format.root(self.site, self.motion, self.number)
        )
        entry = record_format.link(
            self.signer,
            self.number,
            index=len(self.entries),
            previous=last,
            at=record_format.instant(self.at),
            what=what,
            body=body,
        )
        self.entries.append({**entry.as_dict(), "body": body})
        self.at += after
        return self

    def words(self, words):
        if not words:
            return ""
        salt = hashlib.sha256(words.encode()).hexdigest()
        seal = record_format.seal_words(words, salt)
        self.texts[seal] = {"salt": salt, "words": words}
        return seal

    def cast(self, unit, choice, words="", *, voter="d"):
        known = self.ballots.get(unit)
        number = known["number"] + 1 if known else 1
        shown = {"ballot": f"{unit}/{number}", "choice": choice, "words": self.words(words)}
        shown["salt"] = hashlib.sha256(str(shown).encode()).hexdigest()
        role = {"d": "delegate", "a": "alternate"}.get(voter, "delegate")
        body = {"by": f"{unit}-{voter}", "role": role, "unit": unit, "ballot": shown["ballot"]}
        body["commitment"] = record_format.seal_ballot(**shown)
        self.ballots[unit] = {"number": number, "entry": len(self.entries), "shown": shown}
        return self.add("changed" if known else "cast", body)

    def recuse(self, unit, words="The applicant is our own host.", **how):
        own = {"by": f"{unit}-d", "role": "delegate", "proposed_by": ""}
        return self.add("recused", {"unit": unit, **own, **how}, words=words)

    def take_back(self, unit, voter="d"):
        return self.add("taken_back", {"by": f"{unit}-{voter}", "role": "delegate", "unit": unit})

    def remove(self, unit, leaving):
        return self.add("removed", {**REGISTER, "unit": unit, "leaving": leaving})

    def bring_back(self, unit, joining):
        return self.add("returned", {**REGISTER, "unit": unit, "joining": joining})

    def replace(self, unit, *, leaving, joining):
        people = {"leaving": leaving, "joining": joining, "joining_role": "delegate"}
        return self.add("replaced", {**REGISTER, "unit": unit, **people})

    def amend(self, unit, *, leaving, joining, words="She has left the centre."):
        body = {**SECRETARIAT, "unit": unit, "leaving": leaving, "joining": joining}
        body |= {"joining_role": "delegate", "proposed_by": "s2"}
        return self.add("amended", body, words=words)

    def extend(self, words="The quorum was missing at the deadline."):
        later = record_format.instant(CLOSES + 7 * DAY)
        return self.add("extended", {**SYSTEM, "closes_at": later}, words=words)

    def close(self, result, at=CLOSES, *, early=False):
        self.at = at
        self.add("closed", {**SYSTEM, "early": early, "result": result}, after=timedelta())
        shown = [{"entry": it["entry"], **it["shown"]} for it in self.ballots.values()]
        return self.add("disclosed", {"ballots": shown})

    def confirm(self, unit, voter="d"):
        return self.add("confirmed", {"by": f"{unit}-{voter}", "role": "delegate", "unit": unit})

    def contest(self, unit, words="We voted no."):
        body = {"by": f"{unit}-d", "role": "delegate", "unit": unit}
        return self.add("contested", body, words=words)

    def certify(self, carried, country="NL", words=""):
        body = {"by": "NL-d", "role": "co-chair", "country": country, "carried": carried}
        return self.add("certified", body, words=words)

    def certify_together(self, carried, first="AT", second="ES"):
        body = {"by": f"{second}-d", "role": "delegates", "country": second, "carried": carried}
        body |= {"proposed_by": f"{first}-d", "proposed_country": first}
        return self.add("certified", body, words="")

    def hurry(self):
        return self.add("hurried", {"by": "AT-d", "role": "delegate"})

    def wait(self, time):
        self.at += time
        return self

    def annul(self, words="Two centres contest it."):
        return self.add("annulled", {**SECRETARIAT, "proposed_by": "s2"}, words=words)

    def end(self, what, words="Two centres contest it."):
        return self.add(what, SECRETARIAT, words=words)

    def document(self, scope="full"):
        entries = [
            entry
            if scope == "full" or entry["what"] in record_format.PUBLIC
            else without_body(entry)
            for entry in self.entries
        ]
        shown = str([entry.get("body") for entry in entries])
        seals = [seal for seal in self.texts if seal in shown]
        return {
            "format": record_format.FORMATS[self.number],
            "site": self.site,
            "motion": self.motion,
            "scope": scope,
            "keys": {self.signer.key_id: self.signer.public_key},
            "entries": entries,
            "texts": {seal: self.texts[seal] for seal in seals} if scope == "full" else {},
            "withheld": [] if scope == "full" else seals,
            "head": entries[-1]["hash"],
        }

    def receipt(self, unit):
        entry = self.entries[self.ballots[unit]["entry"]]
        shown = self.ballots[unit]["shown"]
        opened = self.texts.get(shown["words"], {"words": "", "salt": ""})
        return {
            "format": record_format.RECEIPT_FORMAT,
            "site": self.site,
            "motion": self.motion,
            "hash": entry["hash"],
            "index": entry["index"],
            "body": entry["body"],
            "choice": shown["choice"],
            "reason": opened["words"],
            "salt": shown["salt"],
            "words_salt": opened["salt"],
        }


def without_body(entry):
    return {name: value for name, value in entry.items() if name != "body"}


def result(yes, no, abstain, entitled, recused=0, **found):
    """What the two-thirds rule makes of these counts, calculated by hand and given."""
    counts = {"yes": yes, "no": no, "abstain": abstain, "entitled": entitled, "recused": recused}
    return {"counts": counts, **found, "explanation": "As the result page words it."}


CARRIED = result(
    3, 1, 0, 5, quorum_base=5, needed_for_quorum=3, quorate=True,
    majority_base=4, needed_yes=3, reached_majority=True, carried=True,
)  # fmt: skip
LOST = result(
    2, 2, 1, 5, quorum_base=5, needed_for_quorum=3, quorate=True,
    majority_base=4, needed_yes=3, reached_majority=False, carried=False,
)  # fmt: skip
WITH_RECUSAL = result(
    2, 1, 0, 5, 1, quorum_base=4, needed_for_quorum=3, quorate=True,
    majority_base=3, needed_yes=2, reached_majority=True, carried=True,
)  # fmt: skip


def carried():
    """Changed ballots with reasons, a confirmation, a contest taken back, certified."""
    story = Story().cast("AT", "no", "Not yet.").cast("DE", "yes", voter="a")
    story.cast("AT", "yes", "Now we are “sure”.").cast("NL", "yes").cast("ES", "no")
    story.close(CARRIED).contest("ES").confirm("AT").confirm("ES")
    return story.certify(True)


def amended():
    """A recusal, a voter replaced, an extension."""
    story = Story("AT DE NL ES SE IT", suspended="IT").recuse("ES")
    story.cast("AT", "yes").amend("SE", leaving="SE-d", joining="SE-n").extend()
    story.cast("SE", "no", voter="n").cast("DE", "yes")
    return story.close(WITH_RECUSAL, CLOSES + 7 * DAY).confirm("SE", "n").certify(True)


def handed_over():
    """The second format: who left, a place that was taken over, a recusal that was taken back."""
    story = Story(number=2).cast("AT", "no").cast("DE", "yes").cast("NL", "yes")
    story.remove("AT", "AT-d").replace("AT", leaving="AT-d", joining="AT-n")
    story.cast("AT", "yes", voter="n").remove("ES", "ES-d").recuse("SE").take_back("SE")
    story.bring_back("ES", "ES-d").cast("ES", "no").remove("SE", "SE-d")
    story.close(CARRIED).remove("DE", "DE-d").replace("DE", leaving="DE-d", joining="DE-n")
    return story.confirm("DE", "n").certify(True)


def left_after_its_ballot():
    """The second format: two people replace somebody who left after the centre had voted."""
    story = Story(number=2).cast("AT", "yes").cast("DE", "yes").cast("NL", "yes").cast("ES", "yes")
    story.remove("ES", "ES-d").amend("ES", leaving="ES-d", joining="ES-n")
    return story.cast("ES", "no", voter="n").close(CARRIED).certify(True)


def with_a_period(certifiers=CERTIFIERS, rules=RULES_3):
    """The second format, rules of the third: closed, with time to confirm; who may certify."""
    return _carried(Story(number=2, rules=rules, certifiers=certifiers)).close(CARRIED)


def certified_after_the_period():
    """Objected to and annulled after the certification."""
    story = with_a_period().confirm("AT").wait(3 * DAY).certify(True)
    return story.contest("ES").wait(DAY).annul()


def certified_once_all_confirmed():
    story = with_a_period()
    for unit in "AT DE NL ES SE".split():
        story.confirm(unit)
    return story.certify(True)


def certified_by_two_delegates():
    return with_a_period(certifiers=[]).wait(3 * DAY).certify_together(True)


def hurried_for_a_demonstration():
    return with_a_period().hurry().certify(True)


def _lost():
    story = Story().cast("AT", "yes").cast("DE", "yes").cast("NL", "no").cast("ES", "no")
    return story.cast("SE", "abstain", "No view.").close(LOST)


OTHER_RULES = {**RULES, "title": "Three quarters of yes and no"}
SUBJECTS = {
    "rule_set": {
        "name": "Admission",
        "rule_set": record_format.digest(OTHER_RULES),
        "document": OTHER_RULES,
    },
    "co_chair": {
        "centres": [{"name": "Centre of ES", "country": "ES"}],
        "term": "2027-2028",
        "begins": "2027-01-01",
        "hands_over": [{"name": "Centre of NL", "country": "NL", "term": "2025-2026"}],
    },
    "position": {"text": "Innovation procurement needs time.\n\nWe ask for it."},
}


def of_kind(kind, **changes):
    """A motion that is no admission, opened."""
    subject = {**SUBJECTS[kind], **changes}
    return Story(
        without=["applicant_country"],
        kind=kind,
        title="A motion",
        question="Should the Network do this?",
        subject=subject,
    )


def _carried(story):
    return story.cast("AT", "yes").cast("DE", "yes").cast("NL", "yes").cast("ES", "no")


def adoption():
    return _carried(of_kind("rule_set")).close(CARRIED).certify(True)


def election():
    return _carried(of_kind("co_chair")).close(CARRIED).certify(True)


def position():
    return _carried(of_kind("position")).close(CARRIED).confirm("ES").certify(True)


def of_its_kind():
    """An admission as it is frozen since there are kinds, with the balance as it was."""
    balance = {"sentence": "With KEINO the Network would have 5 experienced and 6 new members."}
    subject = {"name": "KEINO", "country": "PL"}
    story = Story(kind="admission", subject=subject, composition=balance)
    return _carried(story).close(CARRIED).certify(True)


def not_carried():
    return _lost().certify(False, words="The mandate is regional.")


def annulled():
    return _lost().contest("ES").end("annulled")


def withdrawn():
    return Story().cast("AT", "yes").end("withdrawn", "Wrong text.")


OF_ALL_KINDS = (adoption, election, position, of_its_kind)
OF_FORMAT_2 = (handed_over, left_after_its_ballot)
WITH_A_PERIOD = (
    certified_after_the_period,
    certified_once_all_confirmed,
    certified_by_two_delegates,
    hurried_for_a_demonstration,
)
OF_FORMAT_1 = (carried, amended, not_carried, annulled, withdrawn, *OF_ALL_KINDS)
STORIES = {it.__name__: it for it in (*OF_FORMAT_1, *OF_FORMAT_2, *WITH_A_PERIOD)}


def documents():
    made = {f"{name}.json": story().document() for name, story in STORIES.items()}
    made["carried-numbers.json"] = carried().document("numbers")
    made["receipt.json"] = carried().receipt("AT")
    return made


if __name__ == "__main__":
    for name, document in documents().items():
        (HERE / name).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
