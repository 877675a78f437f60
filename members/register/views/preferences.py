"""What a person decides about their own sign-in, and what has happened to it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.register.people_forms import PreferencesForm

SHOWN = 20  # what happened last


def preferences(request):
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("members:preferences")
    events = request.user.sign_in_events.select_related("by", "released_by").order_by("-pk")
    context = {"form": form, "sign_in_events": events[:SHOWN]}
    return render(request, "members/preferences.html", context)
