"""For catalogues and feed readers."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common.dates import first_day
from common.typed_text import to_write
from knowledge_exchange.discovery.oai.verbs import answer
from knowledge_exchange.papers import citing
from knowledge_exchange.papers.models import Paper

LATEST = 50


@csrf_exempt  # harvesters may POST; nothing is written
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def oai(request):
    query = request.POST if request.method == "POST" else request.GET
    base_url = settings.SITE_URL + reverse("oai")
    content = answer(query, base_url=base_url, now=timezone.now())
    return HttpResponse(content, content_type="text/xml; charset=utf-8")


class PaperFeed(Feed):
    """The latest papers; one that is corrected or withdrawn appears again as updated."""

    feed_type = Atom1Feed
    title = f"{settings.NETWORK_NAME}: {_('Expert Opinion Papers')}"
    subtitle = _("What the centres of the Network write after their meetings.")
    link = reverse_lazy("knowledge_exchange:papers")
    feed_url = reverse_lazy("papers_feed")
    author_name = settings.NETWORK_NAME

    def items(self):
        papers = Paper.objects.ever_public().select_related("meeting__series")
        return papers.prefetch_related("author_list__centre").order_by("-changed_at", "-pk")[
            :LATEST
        ]

    def item_guid(self, paper):
        return citing.address(paper)

    def item_title(self, paper):
        title = gettext("Withdrawn: %s") % paper.title if paper.is_withdrawn else paper.title
        return to_write(title)

    def item_description(self, paper):
        """Readers take it for HTML."""
        description = paper.withdrawal_reasons if paper.is_withdrawn else paper.abstract
        return linebreaks(to_write(description), autoescape=True)

    def item_pubdate(self, paper):
        """Of a paper that is older than this site, the day on which it was announced."""
        day = first_day(paper.announced)
        if day is None:
            return paper.published_at
        return datetime.combine(day, time(0), tzinfo=timezone.get_default_timezone())

    def item_updateddate(self, paper):
        return paper.changed_at

    def item_categories(self, paper):
        return map(to_write, paper.keyword_list)

    def item_author_name(self, paper):
        return to_write(paper.authors) or settings.NETWORK_NAME


papers_feed = login_not_required(PaperFeed())
