"""The least valid object of each kind; states are traits: `ApplicationFactory(submitted=True)`."""

from datetime import UTC, date, datetime

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from members.applications.searching import search_words
from members.enums import (
    ApplicationStatus,
    Basis,
    Criterion,
    DecisionStatus,
    MembershipClass,
    Outcome,
    RepresentativeRole,
    Side,
    Verdict,
)
from members.models import (
    Application,
    CaseNote,
    Centre,
    CentreLink,
    CoChairTerm,
    Collaborator,
    ConflictOfInterest,
    Decision,
    Evidence,
    Finding,
    Mandate,
    Membership,
    Organisation,
    ProfileChange,
    ProfileVersion,
    QuestionTemplate,
    Reconfirmation,
    ReconfirmedCriterion,
    Representative,
    SavedSection,
    Statement,
    User,
    VoterQuestion,
)
from members.register.roles import SECRETARIAT
from members.register.services import profiles

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
COUNTRIES = "AT DE NL ES SE EE GR IE IT PT FI LT DK NO PL CZ BE FR".split()


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")

    class Params:
        staff = factory.Trait(is_staff=True)

    @factory.post_generation
    def secretariat(self, create, wanted, **kwargs):
        """`UserFactory(secretariat=True)`: staff with the rights of the group."""
        if wanted:
            self.is_staff = True
            self.save(update_fields=["is_staff"])
            self.groups.add(Group.objects.get(name=SECRETARIAT))


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Agency {n}")
    country = "AT"


class CentreFactory(DjangoModelFactory):
    """A centre that is not in the Network, unless `member=True` or `associate=True`."""

    class Meta:
        model = Centre
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Centre {n}")
    slug = factory.Sequence(lambda n: f"centre-{n}")
    country = factory.Iterator(COUNTRIES)

    class Params:
        member = factory.Trait(
            membership=factory.RelatedFactory(
                "members.tests.factories.MembershipFactory", factory_related_name="centre"
            )
        )
        associate = factory.Trait(
            membership=factory.RelatedFactory(
                "members.tests.factories.MembershipFactory",
                factory_related_name="centre",
                membership_class=MembershipClass.ASSOCIATE,
            )
        )


class CentreLinkFactory(DjangoModelFactory):
    class Meta:
        model = CentreLink

    centre = factory.SubFactory(CentreFactory)
    label = "Guides"
    address = "https://example.org/guides"


class ProfileChangeFactory(DjangoModelFactory):
    """A draft of a member's people in which nothing differs yet."""

    class Meta:
        model = ProfileChange

    centre = factory.SubFactory(CentreFactory, member=True)
    base = factory.LazyAttribute(lambda change: profiles.content(change.centre))
    proposed = factory.SelfAttribute("base")
    saved_at = NOW


class ProfileVersionFactory(DjangoModelFactory):
    class Meta:
        model = ProfileVersion

    centre = factory.SubFactory(CentreFactory, member=True)
    number = 1
    at = NOW
    side = Side.SECRETARIAT
    fields = ["about"]


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    centre = factory.SubFactory(CentreFactory)


class RepresentativeFactory(DjangoModelFactory):
    """A delegate of a member centre; `role=` and `centre=` say otherwise."""

    class Meta:
        model = Representative

    centre = factory.SubFactory(CentreFactory, member=True)
    user = factory.SubFactory(UserFactory)
    role = RepresentativeRole.DELEGATE
    valid_from = LONG_AGO
    basis = Basis.FOUNDING


class CoChairTermFactory(DjangoModelFactory):
    class Meta:
        model = CoChairTerm

    centre = factory.SubFactory(CentreFactory, member=True)
    term = "pilot year"
    began = "2021"
    basis = Basis.FOUNDING
    ended_basis = factory.LazyAttribute(lambda term: Basis.FOUNDING if term.handed_over else "")
    handed_over = ""


def for_each_criterion(name):
    """A related object of each criterion, for a trait."""
    return {
        f"{name}_{criterion}": factory.RelatedFactory(
            f"members.tests.factories.{name}",
            factory_related_name="application",
            criterion=criterion,
        )
        for criterion in Criterion
    }


class ApplicationFactory(DjangoModelFactory):
    """An empty draft. `complete=True` fills it in; the other traits walk it onward."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    contact_email = factory.Sequence(lambda n: f"applicant{n}@example.org")
    created_at = NOW
    status_since = NOW
    owner = factory.RelatedFactory(
        "members.tests.factories.CollaboratorFactory",
        factory_related_name="application",
        is_owner=True,
        email=factory.SelfAttribute("application.contact_email"),
    )

    class Params:
        complete = factory.Trait(
            organisation_name=factory.Sequence(lambda n: f"Host {n}"),
            country="PL",
            centre_name=factory.Sequence(lambda n: f"Applying centre {n}"),
            established="2024-03",
            contact_name="Ada Contact",
            mandate_basis="Decree 12/2024",
            delegate_name="Del Egate",
            delegate_email=factory.Sequence(lambda n: f"delegate-to-be{n}@example.org"),
            **for_each_criterion("StatementFactory"),
            **for_each_criterion("EvidenceFactory"),
        )
        submitted = factory.Trait(
            complete=True, status=ApplicationStatus.SUBMITTED, submitted_at=NOW
        )
        under_review = factory.Trait(submitted=True, status=ApplicationStatus.UNDER_REVIEW)
        eligible = factory.Trait(
            submitted=True,
            status=ApplicationStatus.ELIGIBLE,
            **for_each_criterion("FindingFactory"),
        )

    @classmethod
    def _create(cls, model_class, *args, **fields):
        """Found by its words, as if the services had written them."""
        row = model_class(*args, **fields)
        row.search_text = search_words(row)
        row.save(force_insert=True)
        return row


class CollaboratorFactory(DjangoModelFactory):
    """A colleague of the applicant's; the owner comes with the application itself."""

    class Meta:
        model = Collaborator

    application = factory.SubFactory(ApplicationFactory)
    email = factory.Sequence(lambda n: f"colleague{n}@example.org")
    invited_at = NOW


class SavedSectionFactory(DjangoModelFactory):
    class Meta:
        model = SavedSection

    application = factory.SubFactory(ApplicationFactory)
    section = "mandate"
    saved_at = NOW


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = Statement

    application = factory.SubFactory(ApplicationFactory)
    criterion = Criterion.MANDATE
    text = "The ministry gave the mandate."


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    application = factory.SubFactory(ApplicationFactory)
    criterion = Criterion.MANDATE
    title = "Decree"
    link = "https://example.org/decree"
    added_at = NOW


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    criterion = Criterion.MANDATE
    verdict = Verdict.MET
    by = factory.SubFactory(UserFactory, secretariat=True)
    at = NOW


class QuestionTemplateFactory(DjangoModelFactory):
    class Meta:
        model = QuestionTemplate

    code = factory.Sequence(lambda n: f"question-{n}")
    title = "Which act?"
    text = "Which act gives the mandate?"


class DecisionFactory(DjangoModelFactory):
    """Drafted by one person; `released=True` by another."""

    class Meta:
        model = Decision

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    outcome = Outcome.ELIGIBLE
    drafted_by = factory.SubFactory(UserFactory, secretariat=True)
    drafted_at = NOW

    class Params:
        released = factory.Trait(
            status=DecisionStatus.RELEASED,
            released_by=factory.SubFactory(UserFactory, secretariat=True),
            released_at=NOW,
        )


class CaseNoteFactory(DjangoModelFactory):
    class Meta:
        model = CaseNote

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    by = factory.SubFactory(UserFactory, secretariat=True)
    at = NOW
    text = "Ask the ministry."


class ConflictFactory(DjangoModelFactory):
    class Meta:
        model = ConflictOfInterest

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    user = factory.SubFactory(UserFactory, secretariat=True)
    reason = "Worked there until last year."
    declared_at = NOW


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    centre = factory.SubFactory(CentreFactory, member=True)
    legal_basis = "Decree 12/2024"


class ReconfirmationFactory(DjangoModelFactory):
    class Meta:
        model = Reconfirmation

    centre = factory.SubFactory(CentreFactory, member=True)
    asked_at = NOW
    due_on = date(2026, 12, 2)


class ReconfirmedCriterionFactory(DjangoModelFactory):
    class Meta:
        model = ReconfirmedCriterion

    reconfirmation = factory.SubFactory(ReconfirmationFactory)
    criterion = Criterion.MANDATE
    holds = True


class VoterQuestionFactory(DjangoModelFactory):
    class Meta:
        model = VoterQuestion

    application = factory.SubFactory(ApplicationFactory, eligible=True)
    asked = "Who pays for travel?"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = NOW


def application_with_findings(*verdicts):
    """An application under review with these findings, in the order of the criteria."""
    application = ApplicationFactory(under_review=True)
    for criterion, verdict in zip(Criterion, verdicts, strict=False):
        note = "" if verdict == Verdict.MET else "Why not."
        FindingFactory(application=application, criterion=criterion, verdict=verdict, note=note)
    return application


def two_people():
    """For a service that takes two: `suspend(…, **two_people())`."""
    return {"by": UserFactory(secretariat=True), "released_by": UserFactory(secretariat=True)}
