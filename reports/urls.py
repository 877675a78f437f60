from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.published, name="published"),
    path("<int:year>/", views.newest, name="newest"),
    path("<int:year>/<int:number>/", views.version, name="version"),
    path("<int:year>/<int:number>/report.pdf", views.pdf, name="pdf"),
]
