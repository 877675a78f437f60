"""By topic; the names share one namespace."""

from knowledge_exchange.discovery import urls as discovery
from knowledge_exchange.meetings import urls as meetings
from knowledge_exchange.papers.urls import clearing, papers, writing

app_name = "knowledge_exchange"
urlpatterns = [
    *meetings.urlpatterns,
    *papers.urlpatterns,
    *writing.urlpatterns,
    *clearing.urlpatterns,
    *discovery.urlpatterns,
]
