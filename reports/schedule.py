"""The lines of the schedule of personal data for reports: they tell of no person."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Ground, Line, Then

LINES = (
    Line(
        name="reports.reasons",
        label=_("Reasons for publishing the report of a year"),
        people=_("people of the secretariat"),
        data=_("what they wrote of why a report was published or corrected"),
        why=_("so that everybody can see why numbers were corrected"),
        ground=Ground.TASK,
        readers=_("the secretariat; of a correction, everybody"),
        kept=_("as long as the report"),
        then=Then.KEPT,
        why_kept=_("The published reports of the Network are its record. They name no person."),
        fields=("reports.PublishedReport: reason",),
    ),
)
NOTHING_PERSONAL = ("reports.PublishedReport: document sha256",)
