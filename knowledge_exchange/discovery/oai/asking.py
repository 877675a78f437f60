"""What a harvester asks: which arguments a verb takes, and what is wrong with those it got."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

SALT = "knowledge_exchange.oai"
TOKEN = "resumptionToken"  # noqa: S105  the protocol's own word
PREFIX, SET_PREFIX = "oai_dc", "series:"
LIST = ({"metadataPrefix"}, {"from", "until", "set"})
VERBS = {  # what each must have, and what it may have
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), set()),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": LIST,
    "ListRecords": LIST,
}
RESUMED = ("ListIdentifiers", "ListRecords", "ListSets")
SET = re.compile(r"[\w.!~*'()-]+(:[\w.!~*'()-]+)*", re.ASCII)  # as the protocol spells them
DAY, SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Fault(Exception):
    """An error of the protocol, by its code."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """A list to go through. `after` is where its last page ended: (instant, key of the paper)."""

    since: datetime | None = None
    before: datetime | None = None
    series: str = ""
    after: tuple | None = None
    told: int = 0
    size: int | None = None


def arguments(sent):
    """The verb and its arguments from a QueryDict; Fault where they are not the protocol's."""
    verbs = sent.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Fault("badVerb", "The verb is missing, repeated or not one of OAI-PMH.")
    verb, given = verbs[0], {name: sent.getlist(name) for name in sent if name != "verb"}
    if any(len(values) > 1 for values in given.values()):
        raise Fault("badArgument", "An argument is repeated.")
    given = {name: values[0] for name, values in given.items()}
    if TOKEN in given and verb in RESUMED:
        if len(given) > 1:
            raise Fault("badArgument", "A resumptionToken stands alone.")
        return verb, given
    needed, allowed = VERBS[verb]
    if missing := needed - set(given):
        raise Fault("badArgument", f"Missing: {', '.join(sorted(missing))}.")
    if unknown := set(given) - needed - allowed:
        raise Fault("badArgument", f"Not an argument of {verb}: {', '.join(sorted(unknown))}.")
    return verb, given


def must_be_known(prefix):
    if prefix != PREFIX:
        raise Fault("cannotDisseminateFormat", f"Only {PREFIX} is given.")


def asked(verb, given):
    """What list is asked for, from the arguments or from the token of its last page."""
    if TOKEN in given:
        return _resumed(verb, given[TOKEN])
    since, until = _instant(given.get("from")), _instant(given.get("until"))
    if since and until and len(given["from"]) != len(given["until"]):
        raise Fault("badArgument", "from and until are of different granularity.")
    if since and until and since > until:
        raise Fault("badArgument", "from is later than until.")
    must_be_known(given["metadataPrefix"])
    return Asked(since, until and until + _step(given["until"]), _series(given.get("set", "")))


def _instant(text):
    """The beginning of the day or the second; None for none."""
    if text is None:
        return None
    try:
        if DAY.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
        if SECOND.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise Fault("badArgument", "A date looks like 2026-11-24 or 2026-11-24T16:00:00Z.")


def _step(text):
    """`until` holds the whole of the day or the second that it names."""
    return timedelta(days=1) if DAY.fullmatch(text) else timedelta(seconds=1)


def _series(name):
    """A set that is not ours has no records: the protocol knows no error for it but that."""
    if name and not SET.fullmatch(name):
        raise Fault("badArgument", "A set looks like series:name.")
    if name and not name.startswith(SET_PREFIX):
        raise Fault("noRecordsMatch", "There is no such set.")
    return name.removeprefix(SET_PREFIX)


def token(verb, wanted):
    """The place where the list goes on, for whoever brings it back; it does not expire."""
    after, key = wanted.after
    told = {
        "verb": verb,
        "since": wanted.since and wanted.since.isoformat(),
        "before": wanted.before and wanted.before.isoformat(),
        "series": wanted.series,
        "after": [after.isoformat(), key],
        "told": wanted.told,
        "size": wanted.size,
    }
    return signing.dumps(told, salt=SALT)


def _resumed(verb, text):
    try:
        told = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        told = {}
    if told.get("verb") != verb:
        raise Fault("badResumptionToken", "This token was not given for this list.")
    after, key = told["after"]
    since, before = (
        datetime.fromisoformat(told[name]) if told[name] else None for name in ("since", "before")
    )
    place = (datetime.fromisoformat(after), key)
    return Asked(since, before, told["series"], place, told["told"], told["size"])
