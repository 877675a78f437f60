"""Home, search, contact, health, and the mails of the demonstration."""

from dataclasses import replace
from datetime import UTC, timedelta
from operator import attrgetter

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import site_search
from knowledge_exchange.models import Paper
from members.balance import network
from members.register import presence
from outbox.models import Mail
from p2i_site import demo_mail
from p2i_site.health import report
from voting.models import Motion

LATEST = 3
MAILS_KEPT, MAILS_PER_PAGE = 1000, 20
LONGEST_SEARCH = 100
HITS_SHOWN = 5  # of each kind
SECURITY_TEXT_LASTS = timedelta(days=180)


@require_safe
@login_not_required
def home(request):
    in_network = network.memberships()
    context = {
        "in_network": in_network,
        "figures": network.figures(in_network),
        "places": presence.places(presence.remembered_by_country()),
        "papers": Paper.objects.published().select_related("meeting")[:LATEST],
        "decisions": Motion.objects.published().order_by("-certified_at")[:LATEST],
    }
    return render(request, "home.html", context)


@require_safe
@login_not_required
def search(request):
    """Everything that this visitor may see, a few of each kind."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    groups = site_search.search(words, request.user, limit=HITS_SHOWN) if words else []
    return render(request, "search.html", {"words": words, "groups": groups})


@require_safe
@login_not_required
def contact(request):
    return render(request, "contact.html")


@require_safe
@login_not_required
def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def security(request):
    """Whom to tell of a hole (RFC 9116). It is valid for half a year from whenever it is read."""
    expires = timezone.now().astimezone(UTC) + SECURITY_TEXT_LASTS
    lines = [
        f"Contact: mailto:{settings.SECURITY_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
def health(request):
    """200 while pages can be served; a silent broker or beat is reported, not an outage."""
    parts = report(timezone.now())
    return JsonResponse(parts, status=200 if parts["database"] else 503)


@require_safe
@login_not_required
def demo_mailbox(request):
    """Searched by words of the subject, the reader's address and the text, the newest first."""
    folder = settings.EMAIL_FILE_PATH
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    mails = demo_mail.read(folder, limit=MAILS_KEPT) if folder else []
    found = [mail for mail in mails if mail.has_words(words)]
    # What the demo's past holds was written when it was loaded, and left before that.
    rows = Mail.objects.sent().filter(message_id__in=[mail.message_id for mail in found])
    left_at = dict(rows.values_list("message_id", "sent_at"))
    found = [replace(mail, date=left_at.get(mail.message_id, mail.date)) for mail in found]
    found.sort(key=attrgetter("date"), reverse=True)
    page = Paginator(found, MAILS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "kept": len(mails)}
    return render(request, "demo_mailbox.html", context)
