"""The format of a rule set: every entry that a document holds, declared once."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated

from pydantic import ConfigDict, ValidationError

from voting.rules.entries import Choice, Fixed, Flag, Group, Hours, Line, Part, Whole
from voting.rules.parsing import LARGEST, Document, Json, RulesError, brief, shown, value_at

# In the order of their numbers. Adopted documents never change, so each is read for ever.
FORMATS = ("p2i-rules/1", "p2i-rules/2", "p2i-rules/3")
FORMAT = FORMATS[-1]


def _(text: str) -> str:
    """Marks what forms translate."""
    return text


COMPARISONS = {"at least": _("at least"), "more than": _("more than")}
BASES = {
    "yes+no": _("the yes and no votes"),
    "yes+no+abstain": _("all ballots, abstentions included"),
    "entitled": _("those entitled"),
}


# Which motions a rule set is for. A kind of motion is named like its series; where that has no
# rules of its own, those for all hold.
ALL = "all"
SERIES = {
    ALL: _("Every motion whose kind has no rules of its own"),
    "admission": _("Admissions"),
    "rule_set": _("Adoptions of rules"),
    "co_chair": _("Elections of co-chairs"),
    "position": _("Positions of the Network"),
}


class Threshold(Part):
    """A share, above 0 and up to 1, of a base."""

    comparison: str
    numerator: int
    denominator: int
    base: str

    def needed(self, base: int) -> int:
        """The fewest votes out of `base` that reach this threshold, in whole numbers."""
        if self.comparison == "at least":
            return -(-self.numerator * base // self.denominator)
        return self.numerator * base // self.denominator + 1

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    def __str__(self) -> str:
        named = {Fraction(1, 2): "half", Fraction(1): "all"}
        return f"{self.comparison} {named.get(self.share, self.share)}"

    def contradictions(self, path: str) -> Iterator[tuple[str, str]]:
        """Also "more than" all of something can never be reached."""
        if self.needed(self.denominator) > self.denominator:
            yield f"{path}numerator", "asks for more votes than there are"


class Majority(Threshold):
    """The share of the base that has to say yes; abstentions count where the base names them."""

    comparison: Annotated[str, Choice(_("Carried by"), COMPARISONS)]
    numerator: Annotated[int, Whole(_("Share of yes, upper number"), 1, help=_("The 2 of 2/3."))]
    denominator: Annotated[int, Whole(_("Share of yes, lower number"), 1, help=_("The 3 of 2/3."))]
    base: Annotated[str, Choice(_("Out of"), BASES)]


class Quorum(Threshold):
    """The share of those entitled that has to take part."""

    comparison: Annotated[str, Choice(_("Quorum"), COMPARISONS)]
    numerator: Annotated[int, Whole(_("Quorum, upper number"), 1)]
    denominator: Annotated[
        int, Whole(_("Quorum, lower number"), 1, help=_("The quorum is a share of those entitled."))
    ]
    base: Annotated[str, Fixed(value="entitled", since=2, before="entitled")]


class Abstention(Part):
    """What it is to abstain; the base of the majority says the rest."""

    counts_for_quorum: Annotated[bool, Flag(_("Who abstains counts for the quorum"))]


class Recusal(Part):
    """Whether recused units leave a base that counts those entitled."""

    leaves_quorum_base: Annotated[bool, Flag(_("Recused centres leave the base of the quorum"))]
    leaves_majority_base: Annotated[
        bool,
        Flag(
            _("Recused centres leave the base of the majority"),
            help=_("Matters only where the majority is one of those entitled."),
        ),
    ]


class Proxy(Part):
    """A vote that is given to another; with a cap where it is allowed."""

    off = {"kind": "none", "most_per_holder": 0}

    kind: Annotated[
        str,
        Choice(
            _("Voting for another centre"), {"none": _("Not allowed"), "written": _("In writing")}
        ),
    ]
    most_per_holder: Annotated[
        int,
        Whole(_("Votes of others that one centre may hold"), help=_("0 where it is not allowed.")),
    ]

    @property
    def is_allowed(self) -> bool:
        return self.kind != "none"


class Extension(Part):
    """How often a vote without a quorum at its deadline goes on, and how long each time."""

    off = {"times": 0, "days": 0}

    times: Annotated[
        int,
        Whole(_("Times that it is extended when the quorum is missing"), help=_("0 for never.")),
    ]
    days: Annotated[int, Whole(_("Days of each extension"), help=_("0 where there is none."))]

    def contradictions(self, path: str) -> Iterator[tuple[str, str]]:
        yield from super().contradictions(path)
        if self.times * self.days > LARGEST:
            yield f"{path}times", f"and {path}days make more than {LARGEST} days"


class Certification(Part):
    """Who signs a result off, and how soon."""

    by: Annotated[str, Fixed(value="co-chair")]
    confirmation_days: Annotated[
        int,
        Whole(
            _("Days in which each centre confirms or contests its line"),
            help=_(
                "Counted from the close. Nobody certifies before, unless every line is confirmed."
            ),
            since=3,
            before=0,
        ),
    ]
    within_days: Annotated[
        int, Whole(_("Days in which a co-chair certifies"), 1, help=_("Counted from the close."))
    ]

    def contradictions(self, path: str) -> Iterator[tuple[str, str]]:
        yield from super().contradictions(path)
        if self.confirmation_days > self.within_days:
            yield f"{path}confirmation_days", f"is more than {path}within_days"


class Rules(Part):
    """What a rule set says, in the order of a vote. Contradictions are refused beyond this."""

    model_config = ConfigDict(title=f"Rule set, format {FORMAT}")

    format: Annotated[str, Fixed(value=FORMAT, help="earlier formats are read as well")]
    title: Annotated[str, Line(_("Title"))]
    is_assumption: Annotated[
        bool,
        Flag(
            _("These numbers are an assumption"),
            help=_("Pages say so until the members have adopted rules of their own."),
        ),
    ]
    unit: Annotated[
        str,
        Choice(
            _("Who has a vote"),
            {
                "country": _("Country: the centres of a country share one vote"),
                "centre": _("Centre: each has one vote, also where a country has several"),
            },
        ),
    ]
    majority: Annotated[Majority, Group()]
    tie: Annotated[str, Fixed(value="fails", since=2, before="fails")]
    quorum: Annotated[Quorum, Group()]
    abstention: Annotated[Abstention, Group(since=2, before={"counts_for_quorum": True})]
    recusal: Annotated[Recusal, Group()]
    proxy: Annotated[Proxy, Group(since=2, until=2, before={"kind": "none", "most_per_holder": 0})]
    voting_days: Annotated[int, Whole(_("Days that a vote is open"), 1)]
    minimum_voting_days: Annotated[int, Whole(_("Days that it is open at least"))]
    early_close: Annotated[
        bool,
        Flag(
            _("Close before the deadline once everybody entitled has voted"), since=2, before=False
        ),
    ]
    extension: Annotated[Extension, Group(since=2, before={"times": 0, "days": 0})]
    ballots: Annotated[
        str,
        Fixed(
            value="named",
            help="“secret” is foreseen, and refused until such a ballot can be cast here",
            since=2,
            before="named",
        ),
    ]
    reminder_hours_before_close: Annotated[
        tuple[int, ...],
        Hours(
            _("Hours before the close at which those who have not voted are reminded"),
            help=_("Numbers with commas between them: 168, 72, 24. Empty for no reminder."),
        ),
    ]
    ballots_after_close: Annotated[
        str,
        Choice(
            _("Who sees each vote after the close"),
            {
                "members": _("The members; everybody sees the numbers"),
                "public": _("The members, and everybody once it is certified"),
            },
        ),
    ]
    certification: Annotated[Certification, Group()]
    reapplication_after_days: Annotated[
        int, Whole(_("Days until a refused applicant may apply again"))
    ]
    newly_established_years: Annotated[int, Whole(_("Years for which a centre counts as new"), 1)]
    series: Annotated[
        str, Choice(_("Which motions they are for"), options=SERIES, since=3, before=ALL)
    ]

    @property
    def abstentions_count_for_quorum(self) -> bool:
        return self.abstention.counts_for_quorum

    @property
    def recused_leave_quorum_base(self) -> bool:
        return self.recusal.leaves_quorum_base

    @property
    def recused_leave_majority_base(self) -> bool:
        return self.recusal.leaves_majority_base

    def reapply_from(self, refused_on: date) -> date:
        """The first day on which an applicant that was refused may apply again."""
        return refused_on + timedelta(days=self.reapplication_after_days)

    def contradictions(
        self, path: str = "", *, version: int = len(FORMATS)
    ) -> Iterator[tuple[str, str]]:
        for name, _entry, part in self.entries():
            if part:
                yield from getattr(self, name).contradictions(f"{name}.")
        if self.minimum_voting_days > self.voting_days:
            yield "minimum_voting_days", "is more than voting_days"
        longest, hours = max(self.reminder_hours_before_close, default=0), self.voting_days * 24
        # The first format did not ask this, and what was adopted in it stays readable.
        if longest > hours and version > 1:
            yield (
                "reminder_hours_before_close",
                f"has {longest} hours, but voting_days leaves only {hours}",
            )


ENTRIES = Rules.leaves(len(FORMATS))
EVER = {
    path: entry
    for number in range(1, len(FORMATS) + 1)
    for path, entry in Rules.leaves(number).items()
}


def version_of(document: Json) -> int:
    """The number of the document's format; the newest where it names none that is known."""
    name = document.get("format") if isinstance(document, dict) else None
    return FORMATS.index(name) + 1 if name in FORMATS else len(FORMATS)


def upgraded(document: Json) -> Json:
    """The same rules in today's format; a document in it already stays as it is."""
    version = version_of(document)
    if version == len(FORMATS) or not isinstance(document, dict):
        return document
    outdated = {name for name, entry, _part in Rules.entries() if not entry.is_in(len(FORMATS))}
    filled = _filled(document, Rules, version)
    return {**{name: filled[name] for name in filled if name not in outdated}, "format": FORMAT}


def _filled(document: Document, part: type[Part], version: int, path: str = "") -> Document:
    """With what is done under this format for each entry that it does not have."""
    filled = dict(document)
    for name, entry, inner in part.entries():
        value = document.get(name)
        if not entry.is_in(version):
            if name in document:
                raise RulesError(f"is not an entry of {FORMATS[version - 1]}", f"{path}{name}")
            filled[name] = deepcopy(entry.before)
        elif inner and isinstance(value, dict):
            filled[name] = _filled(value, inner, version, f"{path}{name}.")
    return filled


def parse(document: Json) -> Rules:
    """Read a rule set's document; RulesError names an entry that is missing or wrong."""
    current = document
    if isinstance(document, dict):
        current = _filled(document, Rules, version_of(document))
        if document.get("format") in FORMATS:
            current["format"] = FORMAT
    try:
        rules = Rules.model_validate(current)
    except ValidationError as fault:
        raise _refusal(fault, current) from None
    for entry, text in rules.contradictions(version=version_of(document)):
        raise RulesError(text, entry)
    return rules


def _refusal(fault: ValidationError, document: Json) -> RulesError:
    """The first fault; before it one of the format, or an entry that nobody would read."""
    unknown = {"extra_forbidden", "invalid_key"}
    error = min(
        fault.errors(include_url=False),
        key=lambda error: (error["loc"] != ("format",), error["type"] not in unknown),
    )
    location = [name for name in error["loc"] if isinstance(name, str)]  # without the n-th hour
    path = ".".join(location)
    if error["type"] == "missing":
        return RulesError("is missing", path)
    if error["type"] == "model_type":
        return RulesError("is not an object", path or "the rule set")
    if path in EVER and error["type"] not in unknown:
        value = brief(value_at(document, path))
        return RulesError(f"is {value}, expected {EVER[path].expected}", path)
    # A name that is no Unicode stands in no location: it is the fault's input.
    *parts, name = error["loc"] if error["type"] in unknown else (*location, error["input"])
    path = ".".join([*map(str, parts), shown(str(name))])
    return RulesError("is not an entry of a rule set", path)
