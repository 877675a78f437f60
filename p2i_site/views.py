"""Pages that speak for the whole Network."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from knowledge_exchange.models import Paper
from members import presence
from members.enums import Maturity, MembershipClass
from members.models import CoChairTerm, Membership
from p2i_site import demo_mail
from p2i_site.health import report
from voting.models import Motion, RuleSet
from voting.rules import in_words

LATEST = 3
MAILS_SHOWN = 100


@require_safe
@login_not_required
def home(request):
    in_network = _in_the_network()
    context = {
        "in_network": in_network,
        "figures": _figures(in_network),
        "places": presence.places(presence.known()),
        "papers": Paper.objects.published().select_related("meeting")[:LATEST],
        "decisions": Motion.objects.certified().order_by("-certified_at")[:LATEST],
    }
    return render(request, "home.html", context)


@require_safe
@login_not_required
def contact(request):
    return render(request, "contact.html")


@require_safe
@login_not_required
def governance(request):
    in_force, *earlier = RuleSet.objects.adopted() or [None]
    in_network = _in_the_network()
    context = {
        "in_force": in_force,
        "sentences": in_words(in_force.rules, gettext) if in_force else [],
        "earlier": earlier,
        "terms": CoChairTerm.objects.select_related("centre"),
        "in_network": in_network,
        "figures": _figures(in_network),
        "decisions": Motion.objects.certified().order_by("-certified_at"),
    }
    return render(request, "governance.html", context)


def _in_the_network():
    """Open memberships by the name of their country."""
    memberships = Membership.objects.in_the_network().select_related("centre")
    return sorted(memberships, key=lambda membership: membership.centre.country.name)


def _figures(memberships):
    """The counts that the pages say in words."""
    members = [one for one in memberships if one.membership_class == MembershipClass.MEMBER]
    return {
        "countries": len({one.centre.country.code for one in memberships}),
        "members": len(members),
        "associates": len(memberships) - len(members),
        "experienced": sum(one.maturity == Maturity.EXPERIENCED for one in members),
        "new": sum(one.maturity == Maturity.NEW for one in members),
    }


@login_not_required
def health(request):
    """200 while pages can be served; a silent broker or beat is reported, not an outage."""
    parts = report(timezone.now())
    return JsonResponse(parts, status=200 if parts["database"] else 503)


@require_safe
@login_not_required
def demo_mailbox(request):
    folder = settings.EMAIL_FILE_PATH
    mails = demo_mail.read(folder, limit=MAILS_SHOWN) if folder else []
    return render(request, "demo_mailbox.html", {"mails": mails})


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Asks nothing of the database or of a context processor: they may be the fault."""
    return HttpResponseServerError(render_to_string("500.html"))
