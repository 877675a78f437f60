from django.urls import path

from knowledge_exchange import views

app_name = "knowledge_exchange"
urlpatterns = [
]
