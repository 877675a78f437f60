"""By topic; the names share one namespace."""

from knowledge_exchange.urls import clearing, finding, meetings, papers, writing

app_name = "knowledge_exchange"
urlpatterns = [
    *meetings.urlpatterns,
    *papers.urlpatterns,
    *writing.urlpatterns,
    *clearing.urlpatterns,
    *finding.urlpatterns,
]
