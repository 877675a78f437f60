"""For what is entered for a centre, by a step of the centre."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin.which import WhichFirstMixin
from members.register.models import Centre


class WhichCentreForm(forms.Form):
    centre = forms.ModelChoiceField(Centre.objects.all(), label=_("Centre"))


class EnteredForACentreMixin(WhichFirstMixin):
    which_form = WhichCentreForm

    def entering_url(self, centre):
        return reverse("admin:members_centre_step", args=[centre.pk, self.entering.name])
