"""Every act that takes two people, whoever tries it: a new kind without a line here fails.

Each app tests its own acts from end to end; here all of them are asked the same two questions.
"""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest

from common.refusals import Refused
from declarations.tests.factories import DeclarationFactory, SignatureFactory
from knowledge_exchange.tests.factories import PaperFactory, PaperVersionFactory
from members.models import ImportRun, ProcessRules
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Circular
from proposals import kinds, services
from proposals.models import Proposal
from reports.models import Report
from voting.services import rule_sets
from voting.tests.factories import DEFAULT_RULES, close, make_rule_set, open_motion

pytestmark = pytest.mark.django_db
WHY = {"reason": "Because."}
ON = {"on": date(2027, 1, 1)}
NAMED = {"name": "A person", "email": "person@example.org"}
NOTED = {"announced": "", "effective": "2026", **WHY}
TERM = {"began": "2026", "source": "Minutes."}


@dataclass(frozen=True)
class Row:
    """What the act is about, who may release it, and what it is called with."""

    about: str
    second: set[str]
    details: dict


OFFICE = {"colleague", "superuser", "co-chair"}
OF_NO_COUNTRY = OFFICE | {"own co-chair"}  # who is of the country that others are about
CENTRE = {"own co-chair"}  # its delegate
TABLE = {
    "members.enter": Row("centre", OFFICE, {"membership_class": "member", **NOTED}),
    "members.suspend": Row("membership", OFFICE, NOTED),
    "members.resume": Row("membership", OFFICE, NOTED),
    "members.class": Row("membership", OFFICE, {"membership_class": "associate", **NOTED}),
    "members.maturity": Row("membership", OFFICE, {"maturity": "new", **NOTED}),
    "members.dates": Row("membership", OFFICE, NOTED),
    "members.end": Row("membership", OFFICE, NOTED),
    "members.import": Row("import", OF_NO_COUNTRY, {"seen": ""}),
    "members.invite": Row("centre", CENTRE, {"role": "alternate", **NAMED, **ON}),
    "members.hand_over": Row("delegate", CENTRE, {**NAMED, **ON}),
    "members.end_role": Row("delegate", CENTRE, ON),
    "members.mailbox": Row("centre", CENTRE, {"mailbox": "new@example.org", **WHY}),
    "members.unlock_sign_in": Row("user", OFFICE, WHY),
    "members.end_sign_in": Row("user", OFFICE, WHY),
    "members.remove_second_step": Row("user", OFFICE, WHY),
    "members.change_address": Row("user", OFFICE, {"email": "new@example.org", **WHY}),
    "members.add_colleague": Row("user", OFFICE, WHY),
    "members.remove_colleague": Row("user", OFFICE, WHY),
    "members.erase_person": Row("person of no centre", OF_NO_COUNTRY, WHY),
    "members.erase_application": Row("refused application", OFFICE, WHY),
    "members.withdraw_application": Row("application", OFFICE, WHY),
    "members.correct_answer": Row(
        "application", OFFICE, {"answer": "about", "before": "", "value": "A centre.", **WHY}
    ),
    "members.enter_application": Row(
        "draft of an application",
        OFFICE,
        {"answers": {}, "statements": {}, "scan": None, "received_on": NOW.date(), **WHY},
    ),
    "members.enter_term": Row("centre", OFFICE, {"term": "2027", **TERM}),
    "members.end_term": Row("term", OFFICE, {"handed_over": "2026", "source": "Minutes."}),
    "members.term_dates": Row("term", OFFICE, {"began": "2020", "handed_over": ""}),
    "members.process_rules": Row("process rules", OF_NO_COUNTRY, {"answer_days": 9}),
    "members.letter_to_many": Row("letter to many", OF_NO_COUNTRY, {"seen": ""}),
    "members.rename_host": Row("host", OFFICE, {"name": "Bureau", "until": "2026", **WHY}),
    "members.correct_spelling": Row("host", OFFICE, {"name": "AGENCY", **WHY}),
    "voting.extend": Row("open motion", OF_NO_COUNTRY, {"reasons": "Why."}),
    "voting.withdraw": Row("open motion", {"co-chair", "own co-chair"}, {"reasons": "Why."}),
    "voting.annul": Row("closed motion", {"co-chair", "own co-chair"}, {"reasons": "Why."}),
    "voting.certify_together": Row("closed motion", set(), {}),  # while a co-chair can
    "voting.rules_adopted_elsewhere": Row(
        "rules", OF_NO_COUNTRY, {"seen": "", "decided_on": NOW.date(), **WHY}
    ),
    "knowledge_exchange.publish": Row("paper", OF_NO_COUNTRY, {}),
    "knowledge_exchange.withdraw": Row("published paper", OF_NO_COUNTRY, {"reasons": "Why."}),
    "knowledge_exchange.correct": Row("published paper", OF_NO_COUNTRY, {"changes": {}}),
    "declarations.open": Row("declaration", OF_NO_COUNTRY, {}),
    "declarations.invite": Row("declaration", OF_NO_COUNTRY, {"ministries": []}),
    "declarations.sign": Row(
        "signature", OFFICE, {"proof": SimpleNamespace(file="", sha256=""), **ON}
    ),
    "declarations.withdraw": Row("signature", OFFICE, ON),
    "declarations.correct": Row("signature", OFFICE, {"why": "A slip."}),
    "reports.publish": Row("report", OF_NO_COUNTRY, {"sha256": "", **WHY}),
}


@pytest.fixture
def people():
    """The target's delegate is of a co-chair as well; a co-chair of another country is not."""
    own = RepresentativeFactory(centre=CentreFactory(member=True, country="SE"))
    other = RepresentativeFactory(centre=CentreFactory(member=True, country="NL"))
    stranger = RepresentativeFactory(centre=CentreFactory(member=True, country="DE"))
    for person in (own, other):
        CoChairTermFactory(centre=person.centre)
    return {
        "clerk": UserFactory(secretariat=True),
        "colleague": UserFactory(secretariat=True),
        "superuser": UserFactory(is_staff=True, is_superuser=True),
        "own co-chair": own.user,
        "co-chair": other.user,
        "delegate": stranger.user,
        "observer": RepresentativeFactory(centre=other.centre, role="observer").user,
        "applicant": UserFactory(),
    }


def subject_of(about, people):
    delegate = people["own co-chair"].representations.get()
    match about:
        case "centre":
            return delegate.centre
        case "host":
            return OrganisationFactory(name="Agency", country="SE")
        case "membership":
            return delegate.centre.memberships.get()
        case "delegate":
            return delegate
        case "user":
            return delegate.user
        case "person of no centre":
            return UserFactory()
        case "refused application":
            facts = {"status": "refused", "decision_reasons": "No.", "country": "SE"}
            return ApplicationFactory(submitted=True, **facts)
        case "application":
            return ApplicationFactory(submitted=True, country="SE")
        case "draft of an application":
            return ApplicationFactory(country="SE")
        case "term":
            return delegate.centre.co_chair_terms.get()
        case "process rules":
            return ProcessRules.objects.in_force()
        case "import":
            return ImportRun.objects.create(
                started_by=people["clerk"], started_at=NOW, file_kind="csv", sha256="0" * 64
            )
        case "rules":
            return rule_sets.draft("Admission", DEFAULT_RULES)
        case "letter to many":
            words = {"subject": "S", "text": "T", "whom": "delegates", "audience": "members.roles"}
            return Circular.objects.create(**words, written_by=people["clerk"], written_at=NOW)
        case "open motion":
            return open_motion(rule_set=make_rule_set())  # about a Polish applicant
        case "closed motion":
            return close(open_motion(rule_set=make_rule_set()))
        case "paper":
            return PaperVersionFactory().paper
        case "published paper":
            return PaperFactory(published=True)
        case "declaration":
            return DeclarationFactory()
        case "report":
            return Report.objects.create(pk=2025)
        case "signature":
            return SignatureFactory(country="SE")
    raise LookupError(about)


def test_every_kind_of_act_has_its_line():
    assert {kind.name for kind in kinds.every()} == set(TABLE)


@pytest.mark.sample(30)
@pytest.mark.parametrize("second", ["nobody", "clerk", "superuser"])
@pytest.mark.parametrize("name", TABLE)
def test_no_service_does_it_for_one_person(people, name, second):
    """Not for a superuser either, and not for the same person twice."""
    row, kind = TABLE[name], kinds.of(name)
    subject = subject_of(row.about, people)
    by = people["superuser" if second == "superuser" else "clerk"]
    released_by = None if second == "nobody" else by

    with pytest.raises(Refused, match="Nobody decides alone"):
        kind.act(subject, **row.details, by=by, released_by=released_by, now=NOW)


@pytest.mark.sample(8)
@pytest.mark.parametrize("name", TABLE)
def test_who_is_the_second_person(people, name):
    row, kind = TABLE[name], kinds.of(name)
    subject = subject_of(row.about, people)
    proposal = Proposal.objects.create(
        kind=name,
        subject=subject,
        details={},
        title="An act",
        reason="Because.",
        countries=sorted(set(kind.countries(subject))),
        proposed_by=people["clerk"],
        proposed_at=NOW,
    )

    may = {role for role, user in people.items() if not services.why_not_release(proposal, user)}

    assert may == row.second
