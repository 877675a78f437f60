from django.urls import path, register_converter

from members import converters
from members.views import applying, directory, evidence, following, preferences, questions

register_converter(converters.Reference, "reference")
register_converter(converters.Section, "section")
APPLICATION = "join/applications/<reference:reference>/"

app_name = "members"
urlpatterns = [
    path("members/", directory.directory, name="directory"),
    path("members/<slug:slug>/", directory.centre, name="centre"),
    path("accounts/preferences/", preferences.preferences, name="preferences"),
    path("join/", applying.join, name="join"),
    path("join/apply/", applying.apply, name="apply"),
    path("join/apply/sent/", applying.link_sent, name="link_sent"),
    path("join/link/", applying.resend_link, name="resend_link"),
    path("join/open/<str:token>/", applying.open_application, name="open_application"),
    path(APPLICATION, applying.application, name="application"),
    path(APPLICATION + "check/", applying.check_answers, name="check_answers"),
    path(APPLICATION + "submitted/", applying.submitted, name="application_submitted"),
    path(APPLICATION + "answer/", following.answer, name="answer"),
    path(APPLICATION + "withdraw/", following.withdraw, name="withdraw"),
    path(APPLICATION + "evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path(
        APPLICATION + "evidence/<int:pk>/remove/",
        evidence.remove_evidence,
        name="remove_evidence",
    ),
    path(APPLICATION + "questions/<int:pk>/", questions.question, name="voter_question"),
    path(APPLICATION + "leave/", following.leave, name="leave"),
    path(APPLICATION + "<section:name>/", applying.section, name="application_section"),
]
