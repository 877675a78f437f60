from django.urls import path

from proposals import views

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/<int:pk>/", views.proposal, name="proposal"),
    path("tasks/<int:pk>/files/<int:file_pk>/", views.file, name="proposal_file"),
]
