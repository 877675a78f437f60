"""What the list of cases was asked for: queue, words, filters, order, page."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.form_fields import LineField
from common.keyset import page
from members.applications import queues
from members.applications.models import Application
from members.applications.models.applications import LIST_ORDERS
from members.applications.searching import matching
from members.enums import ApplicationStatus
from members.permissions import secretariat_people

PAGE_SIZE = 50
COLUMNS = (
    ("reference", _("Reference")),
    ("centre", _("Centre")),
    ("organisation", _("Organisation")),
    ("country", _("Country")),
    ("status", _("Status")),
    ("since", _("In this state since")),
    ("assigned", _("Assigned to")),
)
NOBODY, MINE = "nobody", "mine"


class ListQuery(forms.Form):
    """Read from the address; an entry that does not fit is passed over."""

    q = LineField(label=_("Search"), max_length=100, required=False, says_limit=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("All")),
            *(choice for choice in ApplicationStatus.choices if choice[0] != "draft"),
        ],
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    assigned = forms.ChoiceField(label=_("Assigned to"), required=False)
    queue = forms.ChoiceField(required=False, choices=[(name, name) for name in queues.QUEUES])
    sort = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{name}", "") for name in LIST_ORDERS for sign in ("", "-")],
    )
    after = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data, *, asked):
        super().__init__(data)
        self.asked = asked
        people = [(str(person.pk), str(person)) for person in secretariat_people()]
        self.fields["country"].choices = [("", _("All")), *countries]
        self.fields["assigned"].choices = [
            ("", _("All")),
            (MINE, _("Me or nobody")),
            (NOBODY, _("Nobody")),
            *people,
        ]
        self.is_valid()

    def wanted(self, name):
        return self.cleaned_data.get(name) or ""

    @property
    def is_narrowed(self):
        return any(self.wanted(name) for name in ("q", "status", "country", "assigned", "queue"))

    @property
    def order(self):
        """The column and whether it falls; work that waits begins with what waits longest."""
        chosen = self.wanted("sort") or ("since" if self.wanted("queue") else "-since")
        return chosen.removeprefix("-"), chosen.startswith("-")

    def cases(self):
        """All that fit, in no order."""
        cases = Application.objects.seen_by_the_secretariat()
        if queue := self.wanted("queue"):
            cases = queues.cases(queue, self.asked)
        for name in ("status", "country"):
            if value := self.wanted(name):
                cases = cases.filter(**{name: value})
        if assigned := self.wanted("assigned"):
            cases = cases.filter(self._assigned_to(assigned))
        return matching(cases, self.wanted("q"))

    def _assigned_to(self, wanted):
        nobody = Q(assigned_to=None)
        if wanted == MINE:
            return nobody | Q(assigned_to=self.asked.user)
        return nobody if wanted == NOBODY else Q(assigned_to=wanted)

    def page(self):
        name, descending = self.order
        return page(
            self.cases().select_related("assigned_to"),
            LIST_ORDERS[name],
            descending=descending,
            after=self.cleaned_data.get("after"),
            before=self.cleaned_data.get("before"),
            size=PAGE_SIZE,
        )

    def columns(self):
        """Each heading with the order that its link asks for: the other way round if chosen."""
        name, descending = self.order
        for column, label in COLUMNS:
            is_chosen = column == name
            yield {
                "label": label,
                "sort": f"-{column}" if is_chosen and not descending else column,
                "direction": is_chosen and ("descending" if descending else "ascending"),
            }
