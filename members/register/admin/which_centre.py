"""For what is entered for a centre, by a step of the centre: the page that asks which."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from members.register.models import Centre


class WhichCentreForm(forms.Form):
    centre = forms.ModelChoiceField(Centre.objects.all(), label=_("Centre"))


class EnteredForACentreMixin:
    """`entering` is the step of the centre that "add" leads to."""

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = WhichCentreForm(request.GET if "centre" in request.GET else None)
        if form.is_valid():
            centre = form.cleaned_data["centre"]
            return redirect("admin:members_centre_step", centre.pk, self.entering.name)
        context = {
            **self.admin_site.each_context(request),
            "title": self.entering.label,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/step/which.html", context)
