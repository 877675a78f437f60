from django.urls import path

from knowledge_exchange.views.writing import figures

urlpatterns = [
    path("papers/<slug:slug>/figures/<slug:name>", figures.figure, name="figure"),
]
