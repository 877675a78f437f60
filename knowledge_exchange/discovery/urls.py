from django.urls import path

from knowledge_exchange.discovery.views import card, finding, index, subscribing, use

SUBSCRIPTION = "subscriptions/<str:token>/"

urlpatterns = [
    path("", index.index, name="index"),
    path("search/", finding.search, name="search"),
    path("use/", use.overview, name="use"),
    path("papers/<slug:slug>/card.png", card.card, name="paper_card"),
    path("papers/<slug:slug>/use/", use.of_paper, name="paper_use"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/asked/", subscribing.subscription_asked, name="subscription_asked"),
    path(SUBSCRIPTION, subscribing.subscription, name="subscription"),
    path(f"{SUBSCRIPTION}unsubscribe/", subscribing.unsubscribe, name="unsubscribe"),
]
