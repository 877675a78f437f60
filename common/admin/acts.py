"""Admin acts with a page of their own, which shows the consequence before the button."""

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.options import Options
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

WIDE = {  # for titles, which are longer than the admin's usual field
    models.CharField: {"widget": AdminTextInputWidget(attrs={"class": "vLargeTextField"})},
}


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page says what happens, the button does it."""


class ConfirmedActs:
    """For a ModelAdmin that says who may act and which exception is a refusal."""

    admin_site: AdminSite
    opts: Options
    refusal: type[Exception]

    def may_act(self, request):
        raise NotImplementedError

    def confirm(self, request, obj, *, act, page, form_class=ConfirmForm):
        """Show the page; a valid POST does `act(**cleaned data)` and goes back to the object.

        What cannot be done now, as `page["refused"]` says, is not asked for.
        """
        if not self.may_act(request):
            raise PermissionDenied
        bound = (request.POST, request.FILES) if request.method == "POST" else ()
        if not bound and page.get("refused"):
            messages.error(request, page["refused"])
            return redirect(self._change_url(obj))
        form = form_class(*bound)
        if form.is_valid() and self._do(request, act, form, page["done"]):
            return redirect(self._change_url(obj))
        context = {
            **self.admin_site.each_context(request),
            **page,
            "opts": self.opts,
            "object": obj,
            "form": form,
            "back": self._change_url(obj),
        }
        return TemplateResponse(request, "admin/confirm.html", context)

    def _do(self, request, act, form, done):
        """False when the page is to be shown again, with what was typed."""
        try:
            act(**form.cleaned_data)
        except self.refusal as refusal:
            if form.fields:
                form.add_error(None, str(refusal))
                return False
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return True

    def _change_url(self, obj):
        return reverse(f"admin:{self._name('change')}", args=[obj.pk])

    def _act_url(self, route, view):
        return path(route, self.admin_site.admin_view(view), name=self._name(view.__name__))

    def _name(self, act):
        return f"{self.opts.app_label}_{self.opts.model_name}_{act}"
