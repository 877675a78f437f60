"""Forms around a meeting. They check shape; what may happen is for the services to say."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.form_fields import LineField, LinesField
from knowledge_exchange.meetings.enums import AnswerKind, MinutesTo, Presence, Reply, Visibility
from knowledge_exchange.meetings.models import AgendaItem, Guest
from knowledge_exchange.meetings.services.attending import answers_for
from knowledge_exchange.meetings.services.practical import MOST_QUESTIONS
from members.models import Representative
from uploads import checking
from uploads.form_fields import UploadField

ANSWERS = {
    Reply.ON_SITE: _("I come"),
    Reply.ONLINE: _("I join online"),
    Reply.DECLINED: _("I cannot come"),
}


def called(person):
    """Somebody who acts for a centre, in a list to choose from."""
    return f"{person.user}, {person.get_role_display().lower()}, {person.centre}"


class YesNoField(forms.ChoiceField):
    def __init__(self, *, max_length, **kwargs):
        choices = [("yes", _("Yes")), ("no", _("No"))]
        super().__init__(choices=choices, widget=forms.RadioSelect, **kwargs)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Do you come?"), widget=forms.RadioSelect)

    def __init__(self, *args, attendance, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.choices = [(answer, ANSWERS[answer]) for answer in answers_for(attendance.meeting)]
        if attendance.reply != Reply.NONE:
            field.initial = attendance.reply
        self.questions = list(attendance.meeting.practical_questions.all())
        given = dict(attendance.practical_answers.values_list("question", "text"))
        for question in self.questions:
            make = YesNoField if question.kind == AnswerKind.YES_NO else LineField
            self.fields[f"question-{question.pk}"] = make(
                label=question.text,
                max_length=300,
                required=False,
                initial=given.get(question.pk, ""),
            )

    @property
    def practical_answers(self):
        """{question's id: text}, as the service takes them."""
        return {one.pk: self.cleaned_data[f"question-{one.pk}"] for one in self.questions}


class SubstituteForm(forms.Form):
    """A colleague, or somebody without a sign-in."""

    colleague = forms.ModelChoiceField(
        label=_("A colleague who speaks for your centre"),
        help_text=_("They are invited by email and say themselves whether they come."),
        queryset=Representative.objects.none(),
        required=False,
        empty_label=_("Nobody of them"),
    )
    name = LineField(
        label=_("Or somebody without a sign-in: their name"),
        help_text=_(
            "The members and the secretariat read it, nobody else. It is erased two years after "
            "the meeting."
        ),
        max_length=200,
        required=False,
    )
    organisation = LineField(label=_("Their organisation"), max_length=200, required=False)

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        if colleagues.exists():
            self.fields["colleague"].queryset = colleagues
            self.fields["colleague"].label_from_instance = called
        else:
            del self.fields["colleague"]
            self.fields["name"].label = _("The name of the person who comes")

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("colleague")) == bool(cleaned.get("name")):
            raise forms.ValidationError(
                _("Choose a colleague or write a name: one person comes in a place.")
            )
        return cleaned


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
        help_text=_("Whoever can see the meeting reads this, and the invited get it by email."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PersonChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        return called(person)


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
    """One field for each person of the list, guests after them."""

    def __init__(self, *args, attendances, guests=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.attendances, self.guests = list(attendances), list(guests)
        for name, person in self._named():
            self.fields[name] = forms.ChoiceField(
                label=str(getattr(person, "user", person)),
                choices=Presence.choices,
                initial=person.presence,
                widget=forms.RadioSelect,
            )

    def _named(self):
        yield from ((f"person-{person.pk}", person) for person in self.attendances)
        yield from ((f"guest-{guest.pk}", guest) for guest in self.guests)

    @property
    def rows(self):
        return [(person, self[f"person-{person.pk}"]) for person in self.attendances]

    @property
    def guest_rows(self):
        return [(guest, self[f"guest-{guest.pk}"]) for guest in self.guests]

    @property
    def is_to_note(self):
        """Is there anybody of whom nothing is noted?"""
        return any(one.presence == Presence.UNKNOWN for _name, one in self._named())

    @property
    def presences(self):
        return {one.pk: self.cleaned_data[f"person-{one.pk}"] for one in self.attendances}

    @property
    def guest_presences(self):
        return {one.pk: self.cleaned_data[f"guest-{one.pk}"] for one in self.guests}


class PresentForm(forms.Form):
    """People with a sign-in who are not on the list."""

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            label=_("Who was there too"),
            queryset=people,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one person.")},
        )


class GuestForm(forms.ModelForm):
    name = LineField(label=_("Name"), max_length=200)

    class Meta:
        model = Guest
        fields = ["name", "organisation", "comes_as", "practical"]
        widgets = {"comes_as": forms.RadioSelect}


class QuestionsForm(forms.Form):
    """What is asked now, and room for more; an emptied line is asked no more."""

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(one.text, one.kind) for one in asked]
        free = [("", AnswerKind.WORDS)] * (MOST_QUESTIONS - len(known))
        for number, (text, kind) in enumerate(known + free, 1):
            self.fields[f"text-{number}"] = LineField(
                label=_("Question %d") % number, max_length=150, required=False, initial=text
            )
            self.fields[f"kind-{number}"] = forms.ChoiceField(
                label=_("Answered"), choices=AnswerKind.choices, initial=kind
            )

    def clean(self):
        cleaned = super().clean()
        rows = [
            (cleaned.pop(f"text-{number}", ""), cleaned.pop(f"kind-{number}", AnswerKind.WORDS))
            for number in range(1, MOST_QUESTIONS + 1)
        ]
        return {"questions": [row for row in rows if row[0]]}


class SecretariatSubstituteForm(SubstituteForm):
    """The same for whoever told the secretariat."""

    field_order = ["attendance", "colleague", "name", "organisation"]

    def __init__(self, *args, attendances, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attendance"] = PlaceChoice(label=_("Who does not come"), queryset=attendances)
        if "colleague" in self.fields:
            self.fields["colleague"].label = _("A colleague of the same centre")
        self.order_fields(self.field_order)


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, attendance):
        return f"{attendance.user}, {attendance.centre}"


class TakeBackForm(forms.Form):
    def __init__(self, *args, attendances, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attendance"] = SentChoice(label=_("Whose place"), queryset=attendances)


class SentChoice(forms.ModelChoiceField):
    def label_from_instance(self, attendance):
        instead = attendance.comes_instead
        return _("%(who)s, for whom %(substitute)s comes") % {
            "who": attendance.user,
            "substitute": getattr(instead, "user", instead),
        }


class ShareForm(forms.Form):
    to = forms.ChoiceField(
        label=_("Who gets the letter"),
        help_text=_("All members can read the minutes on the meeting's page in any case."),
        choices=MinutesTo.choices,
        initial=MinutesTo.MEMBERS,
        widget=forms.RadioSelect,
    )
