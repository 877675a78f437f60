"""By topic; the names share one namespace."""

from knowledge_exchange.urls import finding, meetings, papers, writing

app_name = "knowledge_exchange"
urlpatterns = [
    *meetings.urlpatterns,
    *papers.urlpatterns,
    *writing.urlpatterns,
    *finding.urlpatterns,
]
