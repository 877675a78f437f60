"""All that is public, for search engines."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.urls import reverse

from knowledge_exchange.models import Meeting, Paper
from members.models import Centre
from reports.models import PublishedReport
from voting.models import Motion

PAGES = (
    "home",
    "contact",
    "members:about",
    "members:privacy",
    "members:accessibility",
    "members:legal",
    "members:cookies",
    "governance",
    "reports:published",
    "members:directory",
    "members:join",
    "knowledge_exchange:index",
    "knowledge_exchange:papers",
    "knowledge_exchange:subscribe",
    "declarations:declaration",
    "exchange:services",
)


class Pages(Sitemap):
    def items(self):
        return PAGES

    def location(self, name):
        return reverse(name)


class Papers(Sitemap):
    def items(self):
        return Paper.objects.published()

    def lastmod(self, paper):
        return paper.changed_at


class Meetings(Sitemap):
    def items(self):
        return Meeting.objects.public()

    def lastmod(self, meeting):
        return meeting.changed_at


class Centres(Sitemap):
    def items(self):
        return Centre.objects.in_the_network().order_by("pk")


class Votes(Sitemap):
    def items(self):
        return Motion.objects.published().order_by("pk")

    def lastmod(self, motion):
        return motion.certified_at

    def location(self, motion):
        return reverse("voting:result", args=[motion.pk])


class Reports(Sitemap):
    def items(self):
        return PublishedReport.objects.newest_of_each_year().defer("document")

    def lastmod(self, report):
        return report.published_at


SITEMAPS = {
    "pages": Pages,
    "papers": Papers,
    "meetings": Meetings,
    "centres": Centres,
    "votes": Votes,
    "reports": Reports,
}


@login_not_required
def sitemap(request, sitemaps):
    xml = "application/xml; charset=utf-8"
    return sitemap_views.sitemap(request, sitemaps, content_type=xml)
