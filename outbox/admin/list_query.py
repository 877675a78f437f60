"""What the list of letters was asked for: queue, words, kind, person, thing, order, page."""

from collections.abc import Iterator

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.folded_search import finding
from common.form_fields import LineField
from common.keyset import Page, page
from common.waiting import Viewer
from outbox import kinds, queues
from outbox.models import Mail, MailStatus

PAGE_SIZE = 50
SEARCHED = ("to", "subject", "key", "user__name_words")
TEXTS_READ = ("to", "subject")  # many letters of few subjects to few people
SENT_AT_ONCE = "sent_at_once"
COLUMNS = (
    ("", _("Letter")),
    ("to", _("To")),
    ("status", _("Status")),
    ("", _("About")),
    ("due", _("Due")),
    ("", _("Why")),
)
LIST_ORDERS: dict[str, tuple[str, ...]] = {  # each ends with the primary key
    "written": (),
    "to": ("to",),
    "status": ("status", "due_at"),
    "due": ("due_at",),
}


class ListQuery(forms.Form):
    """Read from the address; an entry that does not fit is passed over."""

    q = LineField(label=_("Search"), max_length=100, required=False, says_limit=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *MailStatus.choices]
    )
    queue = forms.ChoiceField(required=False, choices=[(name, name) for name in queues.QUEUES])
    person = forms.IntegerField(required=False, min_value=1)
    about = forms.SlugField(required=False)  # see `about_slug`
    sort = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{name}", "") for name in LIST_ORDERS for sign in ("", "-")],
    )
    after = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: QueryDict, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.viewer = viewer
        known = [(kind, kinds.label(kind)) for kind in kinds.known_kinds()]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *sorted(known, key=lambda choice: choice[1].casefold()),
            (SENT_AT_ONCE, _("Other, sent at once")),
        ]
        self.is_valid()

    def wanted(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def is_narrowed(self) -> bool:
        names = ("q", "kind", "status", "queue", "person", "about")
        return any(self.wanted(name) for name in names)

    @property
    def order(self) -> tuple[str, bool]:
        """The column and whether it falls; work that waits begins with what waits longest."""
        queue = queues.QUEUES.get(self.wanted("queue"))
        chosen = self.wanted("sort") or (queue.order if queue else "-written")
        return chosen.removeprefix("-"), chosen.startswith("-")

    def letters(self) -> QuerySet[Mail]:
        """All that fit, in no order."""
        mails: QuerySet[Mail] = queues.letters(self.wanted("queue"), self.viewer)
        if status := self.wanted("status"):
            mails = mails.filter(status=status)
        if kind := self.wanted("kind"):
            is_other = ~Q(kind__in=kinds.known_kinds())
            mails = mails.filter(is_other if kind == SENT_AT_ONCE else Q(kind=kind))
        if person := self.cleaned_data.get("person"):
            mails = mails.filter(user=person)
        if about := self.wanted("about"):
            mails = _about(mails, about)
        return finding(mails, self.wanted("q"), SEARCHED, read=TEXTS_READ)

    @property
    def kept(self) -> list[forms.BoundField]:
        """What a new search in the boxes leaves as it is."""
        return [self[name] for name in ("queue", "person", "about", "sort")]

    @cached_property
    def page(self) -> Page[Mail]:
        name, descending = self.order
        found = page(
            self.letters().select_related("user"),
            LIST_ORDERS[name],
            descending=descending,
            after=self.cleaned_data.get("after"),
            before=self.cleaned_data.get("before"),
            size=PAGE_SIZE,
        )
        load_things(found.rows)
        return found

    def columns(self) -> Iterator[dict[str, object]]:
        """Each heading with the order that its link asks for: the other way round if chosen."""
        name, descending = self.order
        for column, label in COLUMNS:
            is_chosen = bool(column) and column == name
            yield {
                "label": label,
                "sort": f"-{column}" if is_chosen and not descending else column,
                "direction": is_chosen and ("descending" if descending else "ascending"),
            }


def load_things(mails: list[Mail]) -> None:
    """What the mails are about, and what those things need for their names."""
    types = {mail.about_type_id for mail in mails}
    models = [ContentType.objects.get_for_id(type_id).model_class() for type_id in types]
    things = [model._base_manager.select_related() for model in models if model]
    prefetch_related_objects(mails, GenericPrefetch("about", things))


def about_slug(thing: Model) -> str:
    """How an address names the thing whose letters are listed: "outbox-circular-12"."""
    return f"{thing._meta.app_label}-{thing._meta.model_name}-{thing.pk}"


def _about(mails: QuerySet[Mail], slug: str) -> QuerySet[Mail]:
    model, _dash, number = slug.rpartition("-")
    app, _dash, name = model.rpartition("-")
    kind = ContentType.objects.filter(app_label=app, model=name).first()
    if kind is None or not number.isdecimal() or len(number) > 18:
        return mails.none()
    return mails.filter(about_type=kind, about_id=int(number))
