"""Forms of the exchange. They check shape; what may happen is for the services to say."""

from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.countries import REGIONS
from common.dates import network_day
from common.form_fields import LineField, LinesField
from common.languages import EVIDENCE_LANGUAGES as LANGUAGES
from exchange.enums import PostKind, ReplyTo
from exchange.models import Post, Service, ServiceOffer
from exchange.services.buddies import centres_listed_as
from exchange.services.posts import CHANGEABLE
from members.enums import Maturity
from members.models import Centre

ALL = [("", _("All"))]


def this_year():
    return network_day(timezone.now()).year


class ServiceFilter(forms.Form):
    """What a visitor looks for; an entry that does not fit is passed over."""

    service = forms.ChoiceField(label=_("Service"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.services = list(Service.objects.accepted())
        choices = [(str(service.pk), service.name) for service in self.services]
        field = self.fields["service"]
        field.choices = [*ALL, *choices]


class TableFilter(ServiceFilter):
    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=[*ALL, *((name, name) for name in REGIONS)]
    )

    def chosen(self):
        self.is_valid()
        wanted = self.cleaned_data.get("service")
        services = [one for one in self.services if not wanted or str(one.pk) == wanted]
        return services, self.cleaned_data.get("region", "")


class PostFilter(ServiceFilter):
    q = LineField(label=_("Search"), max_length=100, required=False, says_limit=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ALL, *PostKind.choices])
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Open ones")), ("over", _("Closed ones"))],
    )

    def chosen(self, posts, day):
        self.is_valid()
        wanted = self.cleaned_data
        posts = posts.over(day) if wanted.get("state") else posts.open(day)
        for field, lookup in (("kind", "kind"), ("service", "services")):
            if wanted.get(field):
                posts = posts.filter(**{lookup: wanted[field]})
        return posts.search(wanted.get("q", ""))


class ServiceForm(forms.ModelForm):
    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if Service.objects.taking(name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _("There is already a service of this name, or it was proposed.")
            )
        return name


class ProposeServiceForm(ServiceForm):
    class Meta:
        model = Service
        fields = ["name", "description"]
        help_texts = {
            "name": _("One or two words, such as “Matchmaking”."),
            "description": _("What a public buyer gets, in a sentence."),
        }


class OfferForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ServiceOffer
        fields = ["note", "since", "link", "languages"]


class TokenForm(forms.Form):
    """The same form sent twice is one act: its token comes with the page."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PostForm(TokenForm, forms.ModelForm):
    services = forms.ModelMultipleChoiceField(
        label=_("Services it touches"),
        queryset=Service.objects.accepted(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Post
        fields = [*CHANGEABLE, "services"]
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "title": _("What you look for or offer, in one line."),
            "text": _("Members and the secretariat read it; the public does not."),
            "open_until": _("The last day on which other centres can answer."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        kind.choices = PostKind.choices  # without an empty one
        services = self.fields["services"]
        services.queryset = services.queryset | self._already_chosen()

    def _already_chosen(self):
        """A service retired meanwhile stays with its post."""
        if self.instance.pk is None:
            return Service.objects.none()
        return Service.objects.filter(pk__in=self.instance.services.values("pk"))

    def clean_open_until(self):
        day = self.cleaned_data["open_until"]
        if day < network_day(timezone.now()):
            raise forms.ValidationError(_("Choose today or a day to come."))
        return day

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in CHANGEABLE}


class AnswerForm(TokenForm):
    text = LinesField(
        label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8})
    )
    reply_to = forms.ChoiceField(label=_("Their reply goes to"), widget=forms.RadioSelect)

    def __init__(self, *args, centre, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = (ReplyTo.PERSON, _("my own address, %s, which they will see") % user.email)
        mailbox = (ReplyTo.MAILBOX, _("our centre's role mailbox, %s") % centre.mailbox)
        field = self.fields["reply_to"]
        field.choices = [mailbox, own] if centre.mailbox else [own]
        field.initial = ReplyTo.MAILBOX if centre.mailbox else None


class CentreChoice(forms.ModelChoiceField):
    def label_from_instance(self, centre):
        return f"{centre.country.name}: {centre.name}"


class PairForm(forms.Form):
    """The other centre: a new one for an experienced centre, and the other way round."""

    other = CentreChoice(label=_("Centre"), queryset=Centre.objects.none())
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args, maturity, **kwargs):
        super().__init__(*args, **kwargs)
        wanted = Maturity.NEW if maturity == Maturity.EXPERIENCED else Maturity.EXPERIENCED
        field = self.fields["other"]
        field.queryset = centres_listed_as(wanted)
        field.label = _("Which new centre does your centre want to support?")
        if wanted == Maturity.EXPERIENCED:
            field.label = _("Which experienced centre shall support yours?")
        year = this_year()
        years = self.fields["year"]
        years.choices = [(year, year), (year + 1, year + 1)]


class NoteForm(forms.Form):
    text = LinesField(
        label=_("Add a note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Read by the two centres and the secretariat. It cannot be changed later."),
    )
