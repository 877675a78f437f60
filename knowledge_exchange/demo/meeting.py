"""Two invented meetings, one held and one to come, so that every part can be tried."""

from datetime import datetime, time, timedelta
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from common.dates import network_day
from knowledge_exchange.meetings.enums import Presence, Reply, Visibility
from knowledge_exchange.meetings.models import (
    Action,
    AgendaItem,
    Decision,
    Meeting,
    Minutes,
    Series,
)
from knowledge_exchange.meetings.services import attending, materials, meetings, minutes
from members.models import Centre
from uploads import checking

HELD, TO_COME = 901, 902  # far from the numbers of real meetings
DAYS_AGO, DAYS_AHEAD = 20, 30
AGENDA = [
    ("Welcome", "", time(10), 15, ""),
    ("Buying together across borders", "Invented speaker", None, 45, "Three centres report."),
    ("Break", "", None, 15, ""),
    ("What the centres can offer each other", "", None, 60, "Discussion in two groups."),
]
TEXT = """The centres reported on market consultations that they supported this year.

- Two centres share their templates with the others.
- The figures of the survey are still being collected.
"""


def load(*, by, now):
    """Entered once; a second run changes nothing."""
    if Meeting.objects.filter(number__in=(HELD, TO_COME)).exists():
        return
    series, _created = Series.objects.get_or_create(
        slug="demo-workshops",
        defaults={"name": "Workshops (invented)", "description": "Invented for the demonstration."},
    )
    _load_held(series, by=by, now=now)
    _load_to_come(series, by=by, now=now)


def _load_held(series, *, by, now):
    begun = now - timedelta(days=DAYS_AGO)
    meeting = _in_vienna(
        series, begun, number=HELD, title="Market consultation in practice (invented)"
    )
    _enter(meeting, by=by, now=begun - timedelta(days=30))
    for attendance in meeting.attendances.all():
        attending.reply(attendance, answer=Reply.ONLINE, now=meeting.starts_at - timedelta(days=7))
    presences = dict.fromkeys(meeting.attendances.values_list("pk", flat=True), Presence.PRESENT)
    attending.note(meeting, presences=presences, by=by, now=meeting.ends_at)
    Minutes.objects.create(meeting=meeting, text=TEXT)
    minutes.add(Decision(meeting=meeting, text="The templates are kept in English (invented)."))
    due = network_day(now) + timedelta(days=5)
    for task, centre in (
        ("Send the templates to the secretariat (invented)", _centre("NL")),
        ("Publish the templates (invented)", None),
    ):
        minutes.add(Action(meeting=meeting, what=task, centre=centre, due_on=due))
    minutes.share(meeting, by=by, now=meeting.ends_at + timedelta(days=1))


def _load_to_come(series, *, by, now):
    meeting = _in_vienna(
        series,
        now + timedelta(days=DAYS_AHEAD),
        number=TO_COME,
        title="Innovation procurement and energy (invented)",
        summary="How centres help buyers to ask for what saves energy. Invented.",
        chair="Lena Moser",
    )
    meeting.register_until = meeting.starts_at - timedelta(days=3)
    _enter(meeting, by=by, now=now)
    content = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    slides = SimpleUploadedFile("slides.pdf", content.getvalue())
    materials.add(
        meeting,
        title="Slides: buying together (invented)",
        visibility=Visibility.PUBLIC,
        agenda_item=meeting.agenda.get(position=2),
        upload=checking.check(slides, max_bytes=2**20),
        by=by,
        now=now,
    )


def _in_vienna(series, instant, **details):
    """A meeting from ten until a quarter past twelve by the clocks there."""
    meeting = Meeting(series=series, time_zone="Europe/Vienna", is_demo=True, **details)
    day = instant.astimezone(meeting.zone).date()
    meeting.starts_at = datetime.combine(day, time(10), tzinfo=meeting.zone)
    meeting.ends_at = datetime.combine(day, time(12, 15), tzinfo=meeting.zone)
    meeting.place, meeting.link = "Vienna (invented)", "https://meet.example/invented"
    meeting.chairing_centre = _centre("AT")
    return meeting


def _centre(country):
    return Centre.objects.get(country=country, is_demo=False)


def _enter(meeting, *, by, now):
    meetings.save(meeting, by=by, now=now)
    meeting.organising_centres.set([meeting.chairing_centre])
    names = ("title", "speaker", "starts", "minutes", "summary")
    items = [AgendaItem(**dict(zip(names, row, strict=True))) for row in AGENDA]
    meetings.set_agenda(meeting, items)
    meetings.publish(meeting, by=by, now=now)
    attending.invite(meeting, by=by, now=now)
