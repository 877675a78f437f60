from django.urls import path

from knowledge_exchange.views import papers as views

urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/<slug:slug>/", views.paper, name="paper"),
    path("papers/<slug:slug>/paper.pdf", views.paper_pdf, name="paper_pdf"),
]
