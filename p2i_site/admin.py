from datetime import timedelta
from functools import partial

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from common import waiting
from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import ReadOnlyMixin
from common.once import once
from common.typed_text import one_line
from outbox.services import last_tick
from p2i_site import VERSION, rooms

# Each of these compares what it shows with what is stored, or does the same when done twice.
SENT_ANEW = {"change_view", "edit_view", "changelist_view", "delete_view", "findings"}
MOST_SOUGHT = 100  # characters
LATE = timedelta(minutes=5)  # beat ticks every minute


class SecretariatSite(admin.AdminSite):
    site_title = _("P2I Network secretariat")
    site_header = _("P2I Network secretariat")
    index_title = _("Desk")
    index_template = "admin/desk.html"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Raw forms of packages would write past our services, unseen.

        Addresses and second steps belong to their person; what a group may is written by
        `members.register.roles`, so here it is read.
        """
        package = admin_class.__module__ if admin_class else ""
        if package.startswith("allauth."):
            return
        if package.startswith("django.contrib.auth."):
            bases = (FoldedSearchMixin, ReadOnlyMixin, admin_class)
            admin_class = type(admin_class.__name__, bases, {})
        super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """What adds something or takes a step does it once; what changes a row can be sent anew."""
        name = getattr(view, "__name__", "")
        is_guarded = getattr(view, "is_once", False) or name in SENT_ANEW
        return super().admin_view(view if is_guarded else once(view), cacheable)

    def index(self, request, extra_context=None):
        now = timezone.now()
        ticked, viewer = last_tick(), waiting.Viewer(request.user, now)
        desk = {
            "shelves": waiting.kept_shelves(viewer, limit=waiting.DESK).values(),
            "last_tick": ticked,
            "is_late": ticked is None or ticked < now - LATE,
            "now": now,
        }
        return super().index(request, {**desk, **(extra_context or {})})

    def get_urls(self):
        search = path("search/", self.admin_view(self.search), name="search")
        return [search, *super().get_urls()]

    def search(self, request):
        """Over everything that this person may see here; the only thing found is opened at once."""
        words = one_line(request.GET.get("q", ""))[:MOST_SOUGHT]
        groups = rooms.find(self, request, words) if words else []
        if len(groups) == 1 and len(groups[0].rows) == 1:
            return redirect(groups[0].rows[0].url)
        context = {
            **self.each_context(request),
            "title": _("Search"),
            "words": words,
            "groups": groups,
        }
        return TemplateResponse(request, "admin/search.html", context)

    def get_app_list(self, request, app_label=None):
        """Made where it is shown: every page asks for it, for a sidebar that is switched off."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def each_context(self, request):
        """With the rooms, made where they are shown: a file needs none."""
        opened = SimpleLazyObject(partial(rooms.open_rooms, self, request))
        return {**super().each_context(request), "version": VERSION, "rooms": opened}

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
