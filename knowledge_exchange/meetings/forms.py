"""Forms around a meeting. They check shape; what may happen is for the services to say."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.form_fields import LineField, LinesField
from knowledge_exchange.meetings.enums import Presence, Reply, Visibility
from knowledge_exchange.meetings.models import AgendaItem
from knowledge_exchange.meetings.services.attending import answers_for
from uploads import checking
from uploads.form_fields import UploadField

ANSWERS = {
    Reply.ON_SITE: _("I come"),
    Reply.ONLINE: _("I join online"),
    Reply.DECLINED: _("I cannot come"),
}


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Do you come?"), widget=forms.RadioSelect)

    def __init__(self, *args, attendance, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.choices = [(answer, ANSWERS[answer]) for answer in answers_for(attendance.meeting)]
        if attendance.reply != Reply.NONE:
            field.initial = attendance.reply


class DoneForm(forms.Form):
    outcome = LinesField(
        label=_("What came of it"),
        help_text=_("A line for the others, if there is something to say."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UploadForm(forms.Form):
    """One file, judged by its content; the cleaned value is a `CheckedUpload`."""

    file = UploadField(
        label=_("File"),
        help_text=_("%(kinds)s. Up to %(limit)s MB.")
        % {"kinds": checking.ACCEPTED_WORDS, "limit": settings.EVIDENCE_MAX_BYTES // 2**20},
    )

    def clean_file(self):
        return checking.check(self.cleaned_data["file"], max_bytes=settings.EVIDENCE_MAX_BYTES)


class MaterialForm(UploadForm):
    title = LineField(
        label=_("Title"), max_length=200, help_text=_("What it is, such as “Slides of the talk”.")
    )
    agenda_item = forms.ModelChoiceField(
        label=_("Agenda item"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("The meeting as a whole"),
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[
            (Visibility.MEMBERS, _("Members and the secretariat")),
            (Visibility.PUBLIC, _("Everybody, once the meeting is public")),
        ],
        initial=Visibility.MEMBERS,
        widget=forms.RadioSelect,
    )
    field_order = ["title", "file", "agenda_item", "visibility"]

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agenda_item"].queryset = meeting.agenda.all()


class CancelForm(forms.Form):
    reasons = LinesField(
        label=_("Why is the meeting cancelled?"),
        help_text=_("Whoever can see the meeting reads this, and it is mailed to the invited."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PersonChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        return f"{person.user}, {person.get_role_display().lower()}, {person.centre}"


class InviteForm(forms.Form):
    """All are ticked; who is not meant is taken out."""

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["representatives"] = PersonChoice(
            label=_("Who is invited"),
            queryset=people,
            initial=people,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one person.")},
        )


class AttendanceForm(forms.Form):
    """One field a person of the list."""

    def __init__(self, *args, attendances, **kwargs):
        super().__init__(*args, **kwargs)
        self.attendances = list(attendances)
        for attendance in self.attendances:
            self.fields[f"person-{attendance.pk}"] = forms.ChoiceField(
                label=str(attendance.user),
                choices=Presence.choices,
                initial=attendance.presence,
                widget=forms.RadioSelect,
            )

    @property
    def rows(self):
        return [(attendance, self[f"person-{attendance.pk}"]) for attendance in self.attendances]

    @property
    def presences(self):
        return {
            attendance.pk: self.cleaned_data[f"person-{attendance.pk}"]
            for attendance in self.attendances
        }
