from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from knowledge_exchange.discovery.views import harvesting
from p2i_site import views
from p2i_site.sitemaps import SITEMAPS, sitemap

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("contact/", views.contact, name="contact"),
    path("governance/", views.governance, name="governance"),
    path("governance/rules/<int:pk>/", views.rule_set, name="rule_set"),
    path("governance/rotation/", views.rotation, name="rotation"),
    path("governance/decisions/", views.decisions, name="decisions"),
    path("governance/reports/", include("reports.urls")),
    path("governance/positions/<int:pk>/", views.position, name="network_position"),
    path("health/", views.health, name="health"),
    path("oai/", harvesting.oai, name="oai"),
    path("feeds/papers.atom", harvesting.papers_feed, name="papers_feed"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("", include("proposals.urls")),
    path("", include("members.urls")),
    path("", include("voting.urls")),
    path("knowledge-exchange/", include("knowledge_exchange.urls")),
    path("declaration/", include("declarations.urls")),
    path("exchange/", include("exchange.urls")),
    path("api/", include("api.urls")),
    path("accounts/", include("p2i_site.login_urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/mails/", views.demo_mailbox, name="demo_mailbox"))

handler400 = "p2i_site.views.bad_request"
handler403 = "p2i_site.views.forbidden"
handler404 = "p2i_site.views.not_found"
handler429 = "p2i_site.views.too_many_requests"  # asked for by allauth
handler500 = "p2i_site.views.server_error"
