"""What the API gives, field by field. Null stands for what is not known."""

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Field, Schema

from declarations.enums import DeclarationStatus, Level, SignatureStatus
from knowledge_exchange.papers.enums import PaperStatus, Stance
from members.enums import Maturity, MembershipClass, MembershipStatus, RepresentativeRole
from voting.enums import MotionKind, MotionStatus

Region = Literal[
    "Northern Europe", "Western Europe", "Southern Europe", "Eastern Europe", "Western Asia"
]
PartialDate = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        description="A year, a month or a day, no more exact than it is known.",
    ),
]
Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="Address of the page that follows; null on the last one.")


class WrongParameter(Schema):
    parameter: str
    detail: str


class Problem(Schema):
    """An error as application/problem+json (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongParameter] = []


class Country(Schema):
    code: str = Field(description="ISO 3166-1 alpha-2; XK for Kosovo.")
    name: str


class FormerName(Schema):
    name: str
    until: PartialDate | None


class Host(Schema):
    name: str
    is_private: bool = Field(description="Private, with a mandate of the state.")
    former_names: list[FormerName]


class Membership(Schema):
    membership_class: MembershipClass = Field(alias="class")
    maturity: Maturity | None
    status: MembershipStatus
    announced: PartialDate | None
    effective: PartialDate | None
    ended: PartialDate | None


class Mandate(Schema):
    legal_basis: str
    issuing_authority: str | None
    since: PartialDate | None


class Term(Schema):
    term: str
    body: str | None
    began: PartialDate | None
    handed_over: PartialDate | None


class Member(Schema):
    """A centre that is or was in the Network."""

    slug: str
    url: str
    name: str
    country: Country
    region: Region | None = Field(description="By UN M49.")
    established: PartialDate | None
    website: str | None
    mailbox: str | None
    about: str | None
    hosts: list[Host]
    membership: Membership = Field(description="The open one, or else the last that ended.")
    earlier_memberships: list[Membership]
    mandate: Mandate | None
    co_chair_terms: list[Term]
    is_demo: bool


class Meeting(Schema):
    number: int
    title: str
    url: str


class Author(Schema):
    """A person, or a centre that is the author itself."""

    name: str
    family_name: str | None
    given_names: str | None
    affiliation: str | None
    orcid: str | None
    centre: str | None = Field(description="The slug of the centre that is the author.")


class Position(Schema):
    """Where a centre stands towards the text of a version."""

    centre: str = Field(description="The centre's slug.")
    name: str
    stance: Stance
    text: str | None


class PaperVersion(Schema):
    number: int
    url: str
    pdf: str | None
    published_at: datetime
    positions: list[Position]


class Paper(Schema):
    """An Expert Opinion Paper; of a withdrawn one only its facts and the reasons are left."""

    slug: str
    url: str
    title: str
    status: PaperStatus
    abstract: str | None
    language: str = Field(description="Of the text, as in BCP 47.")
    authors: str | None = Field(description="In one line, as they are cited.")
    author_list: list[Author]
    keywords: list[str]
    themes: list[str]
    licence: str | None
    licence_url: str | None
    doi: str | None
    announced: PartialDate | None
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawal_reasons: str | None
    meeting: Meeting
    versions: list[PaperVersion] = Field(description="The newest first.")
    pdf: str | None = Field(description="Always of the newest version.")
    is_demo: bool


class RuleSet(Schema):
    name: str
    version: int
    sha256: str


class Counts(Schema):
    entitled: int
    recused: int
    yes: int
    no: int
    abstain: int


class Result(Schema):
    """A certified result: the numbers that its public page shows."""

    id: int
    url: str
    kind: MotionKind
    title: str
    question: str
    status: MotionStatus
    carried: bool
    counts: Counts
    explanation: str
    opened_at: datetime
    closed_at: datetime
    certified_at: datetime
    rule_set: RuleSet
    is_demo: bool


class RollCallLine(Schema):
    country: str
    unit: str
    centre: str
    status: str
    ballot: str


class FullResult(Result):
    record_head: str | None = Field(description="The newest hash of the motion's record, short.")
    roll_call: list[RollCallLine] | None = Field(
        description="How each centre voted, where the rules make that public; else null."
    )


class Signature(Schema):
    """What was announced or signed, also where it was withdrawn later."""

    level: Level
    country: Country | None
    region: str | None
    ministry: str
    office: str
    status: SignatureStatus
    announced_on: date | None
    signed_on: date | None
    withdrawn_on: date | None
    is_demo: bool


class TextVersion(Schema):
    number: int
    language: str
    is_authentic: bool
    published_at: datetime
    body: str = Field(description="Markdown.")


class Declaration(Schema):
    title: str
    url: str
    status: DeclarationStatus
    lead: Country
    lead_body: str | None
    opened_on: date | None
    published_on: date | None
    aims: list[str]
    texts: list[TextVersion]
    signatures: list[Signature]
    is_demo: bool


class Turnout(Schema):
    voted: int
    entitled: int


class OpenMotion(Schema):
    """An open vote. How anybody voted is told by nobody before the close."""

    id: int
    url: str
    kind: MotionKind
    title: str
    question: str
    opened_at: datetime
    closes_at: datetime
    turnout: Turnout
    is_demo: bool


class Representative(Schema):
    centre: str = Field(description="The member's slug.")
    name: str | None
    role: RepresentativeRole
    is_demo: bool


class Everything(Schema):
    """All that is public, in one file."""

    format: str = Field(description="Name and version of this form.")
    site: str
    generated_at: datetime
    licence: str | None
    notice: str
    members: list[Member]
    papers: list[Paper]
    results: list[FullResult]
    declarations: list[Declaration]
