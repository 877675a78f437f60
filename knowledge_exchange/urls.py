from django.urls import path

from knowledge_exchange import views

app_name = "knowledge_exchange"
urlpatterns = [
    path("", views.index, name="index"),
    path("meetings/<int:number>/", views.meeting, name="meeting"),
    path("papers/", views.papers, name="papers"),
    path("papers/<slug:slug>/", views.paper, name="paper"),
    path("papers/<slug:slug>/paper.pdf", views.paper_pdf, name="paper_pdf"),
]
