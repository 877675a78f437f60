"""The founding of the Network, for those who are invited to it: read, and agree."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.register.services import founding as services
from members.register.views.signing_in_again import take


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def founding(request):
    row = services.for_user(request.user)
    if row is None:
        raise Http404
    if request.method == "POST":
        agree = partial(services.agree, row, seen=request.POST.get("seen", ""))
        take(request, agree, success=_("You have agreed."))
        return redirect("members:founding")
    context = {
        "founding": row,
        "facts": services.facts_of(row),
        "agreements": services.agreed(row),
        "why_not_agree": services.why_not_agree(row, request.user),
    }
    return render(request, "members/founding.html", context)
