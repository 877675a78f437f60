"""Extending an open vote by hand, as far as the rules allow."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from common.dates import database_time
from voting import services
from voting.admin import pages
from voting.admin.forms import ReasonsForm


def extend(request, site, motion):
    form = ReasonsForm(pages.sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reasons"]
        act = partial(services.extend, motion, reason=reason, by=request.user)
        return pages.do(request, motion, act, _("The vote is extended, and the roll is told."))
    left = motion.extensions_left
    context = {
        "form": form,
        "is_open": motion.takes_ballots(database_time()),
        "left": left,
        "later": motion.later_deadline if left > 0 else None,
    }
    return pages.show(request, site, motion, "extend", _("Extend the vote"), **context)
