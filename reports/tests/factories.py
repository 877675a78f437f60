"""A small year made by hand, in which each chapter has something to tell: 2025."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import factory
from factory.django import DjangoModelFactory

from common.yearly import Year
from declarations.tests.factories import SignatureFactory
from exchange.tests.factories import (
    AnswerFactory,
    BuddyPairFactory,
    PostFactory,
    ServiceOfferFactory,
)
from knowledge_exchange.discovery.models import DailyUse
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.tests.factories import (
    ActionFactory,
    AttendanceFactory,
    MeetingFactory,
    MinutesFactory,
    PaperFactory,
    PaperVersionFactory,
)
from members.enums import ApplicationStatus, Basis, MembershipStatus, Outcome
from members.models import ApplicationEvent, Clarification, Membership
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    DecisionFactory,
    MembershipFactory,
    ReconfirmationFactory,
    UserFactory,
)
from reports import documents
from reports.models import PublishedReport, Report
from voting.enums import MotionStatus
from voting.models import Motion
from voting.tests.factories import closed_motion, make_delegates

YEAR = 2025


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = Report
        django_get_or_create = ("year",)

    year = YEAR


class PublishedReportFactory(DjangoModelFactory):
    """Of a year of which nothing is told, unless `document=` says otherwise."""

    class Meta:
        model = PublishedReport

    report = factory.SubFactory(ReportFactory)
    version = 1
    document = factory.LazyAttribute(
        lambda row: documents.of_year(Year(row.report.pk, NOW)) | {"chapters": []}
    )
    sha256 = factory.LazyAttribute(lambda row: documents.fingerprint(row.document))
    reason = "The year is over."
    published_at = NOW
    published_by = factory.SubFactory(UserFactory, secretariat=True)
    released_by = factory.SubFactory(UserFactory, secretariat=True)


def at(month, day, hour=9, year=YEAR):
    return datetime(year, month, day, hour, tzinfo=UTC)


def small_year():
    """What happened; each part is told in the tests by its names."""
    clerk = UserFactory(secretariat=True)
    members = _members()
    return SimpleNamespace(
        clerk=clerk,
        members=members,
        applications=_applications(clerk, members.newcomer.centre),
        motion=_vote(clerk),
        **_knowledge(),
        **_exchange(),
        signature=SignatureFactory(signed=True, signed_on=date(YEAR, 9, 1)),
    )


def _members():
    def member(country, effective, **facts):
        centre = CentreFactory(country=country)
        return MembershipFactory(centre=centre, effective=effective, **facts)

    def event(membership, when, **facts):
        said = {
            name: getattr(membership, name) for name in ("membership_class", "maturity", "status")
        }
        basis = Basis.BEFORE_RELEASES
        membership.events.create(at=when, basis=basis, effective=f"{when:%Y-%m-%d}", **said | facts)

    stays = member("AT", "2018", maturity="experienced")
    newcomer = member("DE", "2025-03-11", maturity="new")
    leaves = member("NL", "2019", maturity="experienced")
    event(leaves, at(1, 1, year=2019), status="active")
    event(leaves, at(6, 30), status="ended")
    Membership.objects.filter(pk=leaves.pk).update(
        status=MembershipStatus.ENDED, ended="2025-06-30"
    )
    rests = member("SE", "2020", membership_class="associate")
    event(rests, at(1, 1, year=2020), status="active")
    event(rests, at(5, 2), status="suspended")
    Membership.objects.filter(pk=rests.pk).update(status=MembershipStatus.SUSPENDED)
    for day, answered in ((1, at(2, 20)), (2, at(3, 20)), (3, None)):
        ReconfirmationFactory(
            centre=CentreFactory(country="FI"),
            asked_at=at(2, day),
            due_on=date(YEAR, 3, 1),
            answered_at=answered,
        )
    return SimpleNamespace(stays=stays, newcomer=newcomer, leaves=leaves, rests=rests)


def _applications(clerk, centre):
    def application(submitted, taken_up=None, concluded=None, status="under_review", **facts):
        row = ApplicationFactory(
            submitted=True,
            submitted_at=submitted,
            status=status,
            status_since=concluded or taken_up or submitted,
            decided_at=None if status == "withdrawn" else concluded,
            **facts,
        )
        for when, then in ((submitted, "submitted"), (taken_up, "under_review")):
            if when:
                ApplicationEvent.objects.create(application=row, at=when, status=then, what="step")
        return row

    admitted = application(
        at(1, 10), at(1, 15), at(3, 11), ApplicationStatus.ADMITTED, centre=centre
    )
    ineligible = application(
        at(4, 1), at(5, 1), at(5, 11), ApplicationStatus.INELIGIBLE, decision_reasons="No."
    )
    Clarification.objects.create(
        application=ineligible,
        question="Which act?",
        asked_at=at(5, 2),
        asked_by=clerk,
        due_on=date(YEAR, 5, 16),
        answer="This one.",
        answered_at=at(5, 10),
    )
    for row, outcome, when in (
        (admitted, Outcome.ELIGIBLE, at(1, 30)),
        (ineligible, Outcome.INELIGIBLE, at(5, 11)),
    ):
        DecisionFactory(
            application=row, outcome=outcome, reasons="Why.", released=True, released_at=when
        )
    withdrawn = application(at(6, 1), None, at(7, 1), ApplicationStatus.WITHDRAWN)
    waiting = application(at(12, 20), at(1, 4, year=2026), country="LV")
    return SimpleNamespace(
        admitted=admitted, ineligible=ineligible, withdrawn=withdrawn, waiting=waiting
    )


def _vote(clerk):
    """Two of three voted, both yes."""
    motion = closed_motion(make_delegates(3), ["yes", "yes", ""], now=at(2, 1))
    Motion.objects.filter(pk=motion.pk).update(
        status=MotionStatus.CERTIFIED, certified_at=at(3, 11), certified_by=clerk
    )
    return motion


def _knowledge():
    meeting = MeetingFactory(
        public=True, held="2025-05-20", starts_at=at(5, 20, 8), ends_at=at(5, 20, 10)
    )
    MinutesFactory(meeting=meeting, shared=True)
    ActionFactory(meeting=meeting)
    for reply, presence in (
        (Reply.ON_SITE, Presence.PRESENT),
        (Reply.ONLINE, Presence.ABSENT),
        (Reply.DECLINED, Presence.UNKNOWN),
    ):
        AttendanceFactory(
            meeting=meeting,
            reply=reply,
            replied_at=at(5, 1),
            presence=presence,
            noted_at=None if presence == Presence.UNKNOWN else at(5, 21),
        )
    MeetingFactory(held="2025-10", cancelled_at=at(9, 1), cancellation_reasons="Illness.")
    published = {"published_at": at(6, 19)}
    paper = PaperFactory(
        record=True, meeting=meeting, announced="2025-06-19", changed_at=at(6, 19), **published
    )
    PaperVersionFactory(paper=paper, published=True, number=1, **published)
    DailyUse.objects.create(paper=paper, day=date(YEAR, 6, 20), views=30, downloads=4)
    DailyUse.objects.create(paper=paper, day=date(YEAR, 7, 1), views=12)
    return {"meeting": meeting, "paper": paper}


def _exchange():
    offer = ServiceOfferFactory(declared_at=at(2, 2))
    post = PostFactory(posted_at=at(3, 3))
    AnswerFactory(post=post, at=at(3, 8))
    AnswerFactory(post=post, at=at(3, 9))
    pair = BuddyPairFactory(agreed=True, year=YEAR, proposed_at=at(1, 20), agreed_at=at(1, 30))
    return {"offer": offer, "post": post, "pair": pair}
