from django.urls import path

from knowledge_exchange.views import meetings as views

urlpatterns = [
    path("", views.index, name="index"),
    path("meetings/<int:number>/", views.meeting, name="meeting"),
]
