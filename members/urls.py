from django.urls import path, register_converter

from members.applications import converters
from members.applications.views import (
    answering,
    applying,
    colleagues,
    dossier,
    evidence,
    following,
    questions,
    releasing,
    sections,
    self_check,
    starting,
)
from members.privacy.views import exporting, own_data, pages, processing
from members.register.views import (
    alone,
    browsers,
    directory,
    founding,
    leaving,
    locking,
    people,
    preferences,
    profile,
    profile_changes,
    reconfirming,
)

register_converter(converters.Reference, "reference")
register_converter(converters.Section, "section")
CENTRE = "members/<slug:slug>/"
APPLICATION = "join/applications/<reference:reference>/"
COLLEAGUE = APPLICATION + "colleagues/<int:pk>/"

app_name = "members"
urlpatterns = [
    path("members/", directory.directory, name="directory"),
    path(CENTRE, profile.centre, name="centre"),
    path(CENTRE + "profile/", profile_changes.edit, name="edit_profile"),
    path(CENTRE + "profile/check/", profile_changes.check, name="check_profile"),
    path(CENTRE + "profile/withdraw/", profile_changes.withdraw, name="withdraw_profile"),
    path(CENTRE + "people/", people.people, name="people"),
    path(CENTRE + "people/<int:pk>/hand-over/", people.hand_over, name="hand_over_delegate"),
    path(CENTRE + "people/<int:pk>/end/", people.end, name="end_representative"),
    path(CENTRE + "people/<int:pk>/lock/", locking.lock_colleague, name="lock_colleague"),
    path(CENTRE + "leave/", leaving.plan_leaving, name="plan_leaving"),
    path(CENTRE + "reconfirm/", reconfirming.reconfirm, name="reconfirm"),
    path("tasks/founding/", founding.founding, name="founding"),
    path("governance/alone/", alone.acts_alone, name="acts_alone"),
    path("tasks/decisions/<int:pk>/", releasing.release_decision, name="release_decision"),
    path("accounts/preferences/", preferences.preferences, name="preferences"),
    path("accounts/browsers/", browsers.browsers, name="browsers"),
    path("accounts/lock/<str:token>/", locking.lock_by_link, name="lock_by_link"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("legal/", pages.legal, name="legal"),
    path("cookies/", pages.cookies, name="cookies"),
    path("privacy/register/", processing.register, name="processing"),
    path("privacy/register.csv", processing.as_csv, name="processing_csv"),
    path("privacy/applications/<int:pk>/", exporting.of_applicant, name="applicant_data"),
    path("accounts/data/", own_data.own_data, name="own_data"),
    path("accounts/data/download/", own_data.download, name="own_data_file"),
    path("join/", starting.join, name="join"),
    path("join/apply/", starting.apply, name="apply"),
    path("join/apply/sent/", starting.link_sent, name="link_sent"),
    path("join/self-check/", self_check.self_check, name="self_check"),
    path("join/link/", starting.resend_link, name="resend_link"),
    path("join/open/<str:token>/", starting.open_application, name="open_application"),
    path("join/open/<str:token>/code/", starting.enter_code, name="enter_code"),
    path(APPLICATION, applying.application, name="application"),
    path(APPLICATION + "check/", applying.check_answers, name="check_answers"),
    path(APPLICATION + "submitted/", applying.submitted, name="application_submitted"),
    path(APPLICATION + "answer/", answering.answer, name="answer"),
    path(APPLICATION + "withdraw/", following.withdraw, name="withdraw"),
    path(APPLICATION + "evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path(
        APPLICATION + "evidence/<int:pk>/change/",
        evidence.change_evidence,
        name="change_evidence",
    ),
    path(
        APPLICATION + "evidence/<int:pk>/remove/",
        evidence.remove_evidence,
        name="remove_evidence",
    ),
    path(APPLICATION + "dossier.pdf", dossier.dossier_pdf, name="dossier_pdf"),
    path(APPLICATION + "archive.zip", dossier.dossier_archive, name="dossier_archive"),
    path(APPLICATION + "again/", following.apply_again, name="apply_again"),
    path(APPLICATION + "colleagues/", colleagues.colleagues, name="colleagues"),
    path(APPLICATION + "colleagues/own-link/", colleagues.own_link, name="own_link"),
    path(COLLEAGUE + "link/", colleagues.resend_link, name="resend_colleague_link"),
    path(COLLEAGUE + "new-link/", colleagues.replace_link, name="replace_colleague_link"),
    path(COLLEAGUE + "remove/", colleagues.remove, name="remove_colleague"),
    path(COLLEAGUE + "hand-over/", colleagues.hand_over, name="hand_over"),
    path(APPLICATION + "questions/<int:pk>/", questions.question, name="voter_question"),
    path(APPLICATION + "leave/", following.leave, name="leave"),
    path(APPLICATION + "<section:name>/", sections.section, name="application_section"),
    path(APPLICATION + "<section:name>/autosave/", sections.autosave, name="autosave"),
]
