"""What pages of the register show of meetings, for the secretariat."""

from collections import defaultdict

from django.db.models import Q

from knowledge_exchange.meetings.models import Attendance, Meeting
from members.models import Centre, User

SHOWN = 12


def meetings_of_centre(centre: Centre, **details: object) -> dict[str, object]:
    """[(meeting, the centre's attendances, did the centre organise it)], the latest first."""
    organised = set(centre.organised_meetings.values_list("pk", flat=True))
    own = Q(pk__in=organised) | Q(pk__in=Attendance.objects.filter(centre=centre).values("meeting"))
    meetings = list(Meeting.objects.filter(own).order_by("-held", "-number")[:SHOWN])
    people: defaultdict[int, list[Attendance]] = defaultdict(list)
    attendances = Attendance.objects.filter(centre=centre, meeting__in=meetings)
    for attendance in attendances.select_related("user"):
        people[attendance.meeting_id].append(attendance)
    return {"meetings": [(one, people[one.pk], one.pk in organised) for one in meetings]}


def meetings_of_person(person: User, **details: object) -> dict[str, object]:
    """Their attendances, the latest meeting first."""
    attendances = Attendance.objects.for_user(person).select_related("meeting")
    return {"attendances": attendances.order_by("-meeting__held", "-meeting__number")[:SHOWN]}
