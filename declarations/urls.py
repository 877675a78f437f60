from django.urls import path

from declarations import views

app_name = "declarations"
urlpatterns = [
    path("", views.declaration, name="declaration"),
    path("signatures/<int:pk>/proof/", views.proof, name="proof"),
]
