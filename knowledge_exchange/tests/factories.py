"""The least valid object of each kind; states are traits: `PaperFactory(published=True)`."""

from datetime import UTC, datetime
from io import BytesIO

import factory
from factory.django import DjangoModelFactory
from PIL import Image

from knowledge_exchange.models import (
    Action,
    AgendaItem,
    Announcement,
    Attendance,
    Author,
    Clearance,
    Decision,
    Figure,
    Guest,
    Material,
    MaterialVersion,
    Meeting,
    Minutes,
    Paper,
    PaperVersion,
    Partner,
    Position,
    PracticalAnswer,
    PracticalQuestion,
    Revision,
    Series,
    Subscription,
    Theme,
)
from knowledge_exchange.papers.enums import PaperStatus, PdfState, Stage, Stance, TextOfRecord
from knowledge_exchange.papers.services import publishing
from members.tests.factories import UserFactory

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"University {n}")


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series
        django_get_or_create = ("slug",)

    name = "Knowledge Exchange meetings"
    slug = "knowledge-exchange-meetings"


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    series = factory.SubFactory(SeriesFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Theme {n}")

    class Params:
        public = factory.Trait(published_at=EARLIER)


class PaperFactory(DjangoModelFactory):
    """A draft without a text, authors and licence. `record=True` is published without a text."""

    class Meta:
        model = Paper
        skip_postgeneration_save = True

    meeting = factory.SubFactory(MeetingFactory)
    slug = factory.Sequence(lambda n: f"paper-{n}")
    title = factory.Sequence(lambda n: f"Paper {n}")
    why_not_stated = "nobody remembers."

    class Params:
        record = factory.Trait(
            meeting=factory.SubFactory(MeetingFactory, public=True),
            status=PaperStatus.PUBLISHED,
            announced="2026-10-01",
            published_at=EARLIER,
            changed_at=EARLIER,
        )
        published = factory.Trait(
            record=True,
            version=factory.RelatedFactory(
                "knowledge_exchange.tests.factories.PaperVersionFactory",
                factory_related_name="paper",
                published=True,
            ),
        )
        drafted = factory.Trait(
            version=factory.RelatedFactory(
                "knowledge_exchange.tests.factories.PaperVersionFactory",
                factory_related_name="paper",
            ),
        )
        withdrawn = factory.Trait(
            published=True,
            status=PaperStatus.WITHDRAWN,
            withdrawn_at=EARLIER,
            withdrawal_reasons="The figures were wrong.",
        )


class PaperVersionFactory(DjangoModelFactory):
    class Meta:
        model = PaperVersion
        skip_postgeneration_save = True

    paper = factory.SubFactory(PaperFactory)
    number = factory.Sequence(lambda n: n + 1)
    body = "# Why\n\nBecause it works."
    created_at = EARLIER

    class Params:
        published = factory.Trait(
            stage=Stage.PUBLISHED,
            published_at=EARLIER,
            html=factory.LazyAttribute(lambda version: publishing.typeset(version.body)[0]),
            contents=factory.LazyAttribute(lambda version: publishing.typeset(version.body)[1]),
            pdf_state=PdfState.PENDING,
            pdf_due_at=EARLIER,
            clearance=factory.RelatedFactory(
                "knowledge_exchange.tests.factories.ClearanceFactory",
                factory_related_name="version",
            ),
        )
        ready = factory.Trait(
            published=True,
            pdf_state=PdfState.READY,
            pdf=factory.django.FileField(data=b"%PDF-1.7 stands for a PDF"),
        )
        failed = factory.Trait(
            published=True,
            pdf_state=PdfState.FAILED,
            pdf_attempts=6,
            pdf_why="OSError: cannot load library",
        )
        uploaded = factory.Trait(
            text_of_record=TextOfRecord.UPLOADED,
            body="",
            pdf_state=PdfState.READY,
            pdf=factory.django.FileField(data=b"%PDF-1.7 stands for a PDF"),
        )


class ClearanceFactory(DjangoModelFactory):
    class Meta:
        model = Clearance

    version = factory.SubFactory(PaperVersionFactory)
    note = "Adopted by silence."
    by = factory.SubFactory(UserFactory, secretariat=True)
    at = EARLIER


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = Position

    version = factory.SubFactory(PaperVersionFactory)
    centre = factory.SubFactory("members.tests.factories.CentreFactory")
    stance = Stance.ENDORSE
    at = EARLIER
    by = factory.SubFactory(UserFactory)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class AuthorFactory(DjangoModelFactory):
    """A person; `centre=` makes it a centre."""

    class Meta:
        model = Author

    paper = factory.SubFactory(PaperFactory)
    position = factory.Sequence(lambda n: n + 1)
    family_name = factory.Maybe("centre", "", "Jansen")
    centre = None


def picture(kind="PNG", size=(3, 2), **options):
    """The bytes of a small picture."""
    content = BytesIO()
    Image.new("RGB", size, "#1d4e9e").save(content, kind, **options)
    return content.getvalue()


class FigureFactory(DjangoModelFactory):
    class Meta:
        model = Figure

    paper = factory.SubFactory(PaperFactory)
    name = factory.Sequence(lambda n: f"figure-{n}")
    description = "A blue rectangle."
    content_type = "image/png"
    file = factory.django.FileField(data=picture())
    size = len(picture())
    width, height = 3, 2
    at = EARLIER
    by = factory.SubFactory(UserFactory)


class RevisionFactory(DjangoModelFactory):
    class Meta:
        model = Revision

    version = factory.SubFactory(PaperVersionFactory)
    number = factory.Sequence(lambda n: n + 1)
    body = "Text"
    at = EARLIER
    by = factory.SubFactory(UserFactory)


# --- Meetings ---------------------------------------------------------------------------

BEGINS = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)  # ten o'clock in Vienna
ENDS = datetime(2026, 12, 3, 11, 15, tzinfo=UTC)


class ScheduledMeetingFactory(MeetingFactory):
    """A month after NOW, in Vienna, with a place and a link."""

    starts_at, ends_at, held = BEGINS, ENDS, "2026-12-03"
    time_zone = "Europe/Vienna"
    place, link = "Vienna", "https://meet.example/secret"
    changed_at = EARLIER


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(ScheduledMeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Item {n}")


class AttendanceFactory(DjangoModelFactory):
    """An invited delegate who has not answered."""

    class Meta:
        model = Attendance

    meeting = factory.SubFactory(ScheduledMeetingFactory)
    representative = factory.SubFactory("members.tests.factories.RepresentativeFactory")
    user = factory.SelfAttribute("representative.user")
    centre = factory.SelfAttribute("representative.centre")
    invited_at = EARLIER

    @classmethod
    def _create(cls, model, *args, representative, **fields):
        return super()._create(model, *args, **fields)


class GuestFactory(DjangoModelFactory):
    """Expected, and not noted yet."""

    class Meta:
        model = Guest

    meeting = factory.SubFactory(ScheduledMeetingFactory)
    name = factory.Sequence(lambda n: f"Guest {n}")
    added_at = EARLIER
    added_by = factory.SubFactory(UserFactory)


class PracticalQuestionFactory(DjangoModelFactory):
    class Meta:
        model = PracticalQuestion

    meeting = factory.SubFactory(ScheduledMeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Question {n}?")


class PracticalAnswerFactory(DjangoModelFactory):
    class Meta:
        model = PracticalAnswer

    question = factory.SubFactory(PracticalQuestionFactory)
    attendance = factory.SubFactory(
        AttendanceFactory, meeting=factory.SelfAttribute("..question.meeting")
    )
    text = "Vegan"
    answered_at = EARLIER


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = Material

    meeting = factory.SubFactory(ScheduledMeetingFactory)
    title = factory.Sequence(lambda n: f"Slides {n}")


class MaterialVersionFactory(DjangoModelFactory):
    class Meta:
        model = MaterialVersion

    material = factory.SubFactory(MaterialFactory)
    number = 1
    name = "slides.pdf"
    file = factory.django.FileField(data=b"%PDF-1.7 stands for slides")
    content_type = "application/pdf"
    size = 26
    sha256 = "0" * 64
    at = EARLIER
    by = factory.SubFactory(UserFactory)


class MinutesFactory(DjangoModelFactory):
    class Meta:
        model = Minutes

    meeting = factory.SubFactory(ScheduledMeetingFactory)

    class Params:
        shared = factory.Trait(text="All was said.", shared_at=EARLIER)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    meeting = factory.SubFactory(ScheduledMeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "We go on."


class ActionFactory(DjangoModelFactory):
    """Of the secretariat, in minutes that the members have; without a day."""

    class Meta:
        model = Action

    meeting = factory.LazyFunction(lambda: MinutesFactory(shared=True).meeting)
    number = factory.Sequence(lambda n: n + 1)
    what = "Collect the figures"


# --- Being found ------------------------------------------------------------------------


class SubscriptionFactory(DjangoModelFactory):
    """Confirmed, to every paper; `unconfirmed=True` has only been asked for."""

    class Meta:
        model = Subscription

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    wants_all = True
    asked_at = confirmed_at = EARLIER

    class Params:
        unconfirmed = factory.Trait(confirmed_at=None)


class AnnouncementFactory(DjangoModelFactory):
    class Meta:
        model = Announcement

    paper = factory.SubFactory(PaperFactory, published=True)
    at = NOW
