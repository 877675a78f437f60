from django.urls import path

from declarations import views

app_name = "declarations"
urlpatterns = [
    path("", views.declaration, name="declaration"),
    path("<int:pk>/", views.declaration, name="detail"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/signatures.csv", views.signatures_csv, name="signatures_csv"),
    path("<int:pk>/signatures.json", views.signatures_json, name="signatures_json"),
    path("signatures/<int:pk>/proof/", views.proof, name="proof"),
    path("signatures/<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
]
