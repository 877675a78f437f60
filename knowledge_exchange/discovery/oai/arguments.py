"""What a harvester requests: which arguments a verb takes, and what is wrong with those it got."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.http import QueryDict

SALT = "knowledge_exchange.oai"
TOKEN = "resumptionToken"  # noqa: S105  the protocol's own word
PREFIX, SET_PREFIX = "oai_dc", "series:"
LIST = ({"metadataPrefix"}, {"from", "until", "set"})
VERBS: dict[str, tuple[set[str], set[str]]] = {  # what each must have, and what it may have
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

Arguments = dict[str, str]


class ProtocolError(Exception):
    """An error that the protocol knows, by its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class ListRequest:
    """A list to go through. `after` is where its last page ended: (instant, key of the paper)."""

    since: datetime | None = None
    before: datetime | None = None
    series: str = ""
    after: tuple[datetime, int] | None = None
    cursor: int = 0  # how many records came on earlier pages
    size: int | None = None


def verb_and_arguments(query: QueryDict) -> tuple[str, Arguments]:
    """ProtocolError where they are not the protocol's."""
    verbs = query.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", "The verb is missing, repeated or not one of OAI-PMH.")
    verb, names = verbs[0], set(query) - {"verb"}
    if any(len(query.getlist(name)) > 1 for name in names):
        raise ProtocolError("badArgument", "An argument is repeated.")
    arguments = {name: query.getlist(name)[0] for name in query if name in names}
    if TOKEN in names and verb in RESUMED:
        if len(names) > 1:
            raise ProtocolError("badArgument", "A resumptionToken stands alone.")
        return verb, arguments
    required, optional = VERBS[verb]
    if missing := required - names:
        raise ProtocolError("badArgument", f"Missing: {', '.join(sorted(missing))}.")
    if unknown := names - required - optional:
        listed = ", ".join(sorted(unknown))
        raise ProtocolError("badArgument", f"Not an argument of {verb}: {listed}.")
    return verb, arguments


def require_known_prefix(prefix: str) -> None:
    if prefix != PREFIX:
        raise ProtocolError("cannotDisseminateFormat", f"Only {PREFIX} is given.")


def list_request(verb: str, arguments: Arguments) -> ListRequest:
    """From the arguments, or from the token of the list's last page."""
    if TOKEN in arguments:
        return _resumed(verb, arguments[TOKEN])
    since, until = _instant(arguments.get("from")), _instant(arguments.get("until"))
    if since and until and len(arguments["from"]) != len(arguments["until"]):
        raise ProtocolError("badArgument", "from and until are of different granularity.")
    if since and until and since > until:
        raise ProtocolError("badArgument", "from is later than until.")
    require_known_prefix(arguments["metadataPrefix"])
    before = None
    if until:  # it holds the whole of the day or the second that it names
        is_day = DAY.fullmatch(arguments["until"])
        before = until + (timedelta(days=1) if is_day else timedelta(seconds=1))
    name = arguments.get("set", "")
    if name and not SET.fullmatch(name):
        raise ProtocolError("badArgument", "A set looks like series:name.")
    if name and not name.startswith(SET_PREFIX):  # the protocol knows no error for it but this
        raise ProtocolError("noRecordsMatch", "There is no such set.")
    return ListRequest(since, before, name.removeprefix(SET_PREFIX))


def _instant(text: str | None) -> datetime | None:
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
    raise ProtocolError("badArgument", "A date looks like 2026-11-24 or 2026-11-24T16:00:00Z.")


def resumption_token(verb: str, following: ListRequest) -> str:
    """The place where the list goes on, for whoever brings it back; it does not expire.

    Harvesters keep tokens, so the keys stay as they are.
    """
    place = {
        "verb": verb,
        "since": following.since and following.since.isoformat(),
        "before": following.before and following.before.isoformat(),
        "series": following.series,
        "after": following.after and [following.after[0].isoformat(), following.after[1]],
        "told": following.cursor,
        "size": following.size,
    }
    return signing.dumps(place, salt=SALT)


def _resumed(verb: str, token: str) -> ListRequest:
    try:
        place = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        place = {}
    if place.get("verb") != verb:
        raise ProtocolError("badResumptionToken", "This token was not given for this list.")
    since, before = (
        datetime.fromisoformat(place[name]) if place[name] else None for name in ("since", "before")
    )
    at, key = place["after"]
    after = (datetime.fromisoformat(at), key)
    return ListRequest(since, before, place["series"], after, place["told"], place["size"])
