"""For what is entered for something else, by a step of it: the page of "add" asks which."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from common.admin.steps import Step

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    Base = ModelAdmin[Model]
else:
    Base = object


class WhichFirstMixin(Base):
    """`which_form` has one field, whose choice has the step `entering`."""

    which_form: type[forms.Form]
    entering: Step

    def entering_url(self, chosen: Model) -> str:
        """The page of the step for what was chosen."""
        raise NotImplementedError

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        (field,) = self.which_form.base_fields
        form = self.which_form(request.GET if field in request.GET else None)
        if form.is_valid():
            return redirect(self.entering_url(form.cleaned_data[field]))
        context = {
            **self.admin_site.each_context(request),
            "title": self.entering.label,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/step/which.html", context)
