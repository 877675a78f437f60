"""How the list of motions is narrowed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class ContestedFilter(admin.SimpleListFilter):
    title = _("contested now")
    parameter_name = "contested"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(is_contested=self.value() == "yes")
        return queryset
