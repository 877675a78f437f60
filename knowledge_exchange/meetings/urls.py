from django.urls import path

from knowledge_exchange.meetings.views import actions, attending, materials
from knowledge_exchange.meetings.views import meetings as views

urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/meetings.ics", views.meetings_calendar, name="meetings_calendar"),
    path("meetings/<int:number>/", views.meeting, name="meeting"),
    path("meetings/<int:number>/meeting.ics", views.meeting_calendar, name="meeting_calendar"),
    path("meetings/<int:number>/answer/", attending.answer, name="answer_invitation"),
    path("meetings/<int:number>/substitute/", attending.substitute, name="send_substitute"),
    path("meetings/<int:number>/here/", attending.note_own, name="note_own_attendance"),
    path("meetings/<int:number>/materials/add/", materials.add, name="add_material"),
    path("materials/<int:pk>/versions/add/", materials.add_version, name="add_material_version"),
    path("materials/<int:pk>/<int:number>/", materials.file, name="material_file"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/reopen/", actions.reopen, name="reopen_action"),
]
