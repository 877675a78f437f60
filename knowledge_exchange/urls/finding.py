from django.urls import path

from knowledge_exchange.views import finding, subscribing

SUBSCRIPTION = "subscriptions/<str:token>/"

urlpatterns = [
    path("search/", finding.search, name="search"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/asked/", subscribing.asked, name="subscription_asked"),
    path(SUBSCRIPTION, subscribing.subscription, name="subscription"),
    path(f"{SUBSCRIPTION}unsubscribe/", subscribing.unsubscribe, name="unsubscribe"),
]
