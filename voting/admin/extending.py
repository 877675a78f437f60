"""Extending an open vote by hand, as far as the rules allow."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from voting import services
from voting.admin import pages
from voting.admin.forms import ReasonsForm
from voting.clock import database_time


def extend(request, site, motion):
    form = ReasonsForm(pages.sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reasons"]
        act = partial(services.extend, motion, reason=reason, by=request.user)
        return pages.do(request, motion, act, _("The vote is extended, and the roll is told."))
    left = services.extensions_left(motion)
    context = {
        "form": form,
        "is_open": motion.takes_ballots(database_time()),
        "left": left,
        "later": services.later_deadline(motion) if left > 0 else None,
    }
    return pages.show(request, site, motion, "extend", _("Extend the vote"), **context)
