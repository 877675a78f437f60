"""Which motions a person may open: 403 for those outside the vote, 404 for what is not there.

And the page that says why something is not possible.
"""

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.shortcuts import get_object_or_404, render

from voting.enums import Choice
from voting.models import Motion
from voting.permissions import can_see_motions, visible_motions


def motions_for(user):
    motions = visible_motions(user)
    if not can_see_motions(user) and not motions.exists():
        raise PermissionDenied
    return motions


def motion_for(user, pk):
    motions = motions_for(user).with_subject().select_related("certified_by")
    return get_object_or_404(motions, pk=pk)


def published(pk):
    """A motion that was certified, which everybody may read about; None for any other."""
    motions = Motion.objects.published().with_subject().select_related("certified_by")
    return motions.filter(pk=pk).first()


def counted_for(user, pk):
    """A motion whose result this person may read; None where there is none to read."""
    motion = published(pk)
    if motion is None and user.is_authenticated:
        motion = motion_for(user, pk)
    return motion if motion and motion.is_counted else None


def refused(request, motion, heading, why_not, form, *, status):
    """Say why, and show what was sent, so that nobody has to think of it again."""
    context = {"motion": motion, "heading": heading, "why_not": why_not}
    if form.is_bound and form.errors.keys() <= {NON_FIELD_ERRORS}:
        sent = form.cleaned_data
        context |= {name: sent[name] for name in ("reason", "question") if name in sent}
        if "choice" in sent:
            context["choice"] = Choice(sent["choice"])
    return render(request, "voting/refused.html", context, status=status)
