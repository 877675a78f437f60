"""What a person decides about their own login: name, time zone, reminders."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.register.people_forms import PreferencesForm


def preferences(request):
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("members:preferences")
    return render(request, "members/preferences.html", {"form": form})
