from datetime import timedelta
from importlib import import_module

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from outbox.services import last_tick

LATE = timedelta(minutes=5)  # beat ticks every minute
DESKS = (
    "members.applications.desk",
    "members.register.desk",
    "voting.desk",
    "knowledge_exchange.papers.desk",
    "knowledge_exchange.meetings.desk",
    "declarations.desk",
    "exchange.desk",
    "outbox.desk",
)


def desk_rows(now, user):
    """What waits for whom, app by app, in the order of an application's way."""
    return [row for name in DESKS for row in import_module(name).rows(now, user)]


class SecretariatSite(admin.AdminSite):
    site_title = _("P2I Network secretariat")
    site_header = _("P2I Network secretariat")
    index_title = _("Desk")
    index_template = "admin/desk.html"
    enable_nav_sidebar = False

    def index(self, request, extra_context=None):
        now = timezone.now()
        ticked = last_tick()
        desk = {
            "rows": desk_rows(now, request.user),
            "last_tick": ticked,
            "is_late": ticked is None or ticked < now - LATE,
            "now": now,
        }
        return super().index(request, {**desk, **(extra_context or {})})

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
