"""From one case to the next: of the list that the clerk came from, or of the desk."""

from django.db.models import Case, Value, When
from django.http import QueryDict
from django.utils import timezone

from common.admin.lists import Query
from common.keyset import page
from common.waiting import Viewer
from members.applications import what_waits
from members.applications.admin.application_list import LISTING
from members.applications.models import Application
from members.applications.models.applications import LIST_ORDERS

CAME_FROM = "members.case_list"  # in the session: the list's address, as it was filtered


def came_from(request):
    """The query of the list that led here; kept, for the steps of a case lead back without it."""
    if request.GET and request.session.get(CAME_FROM) != request.GET.urlencode():
        request.session[CAME_FROM] = request.GET.urlencode()
    return request.session.get(CAME_FROM, "")


def next_case(application, came_from, user):
    """The case after this one, or the first of all where this one is no longer among them.

    Without a list: what the desk has for this person, their own cases first.
    """
    viewer = Viewer(user, timezone.now())
    if came_from:
        cases = Application.objects.seen_by_the_secretariat()
        query = Query(QueryDict(came_from), listing=LISTING, rows=cases, asked=viewer)
        cases, (name, descending) = query.rows(), query.order
        order = LIST_ORDERS[name]
    else:
        cases = what_waits.to_act_on(viewer).filter(what_waits.of_the_viewer(viewer))
        mine_first = Case(When(assigned_to=user, then=Value(0)), default=Value(1))
        order, descending = (mine_first, "status_since"), False
    is_among_them = cases.filter(pk=application.pk).exists()
    others = cases.exclude(pk=application.pk).select_related(None)
    after = application.pk if is_among_them else None
    return next(iter(page(others, order, descending=descending, after=after, size=1).rows), None)
