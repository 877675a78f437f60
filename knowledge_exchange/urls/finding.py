from django.urls import path

from knowledge_exchange.views import finding

urlpatterns = [path("search/", finding.search, name="search")]
