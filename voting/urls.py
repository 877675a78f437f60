from django.urls import path

from voting.views import (
    ballots,
    calendars,
    calling_off,
    confirmations,
    minutes,
    motions,
    questions,
    receipts,
    records,
    results,
    what_if,
)

app_name = "voting"
urlpatterns = [
    path("governance/what-if/", what_if.page, name="what_if"),
    path("votes/", motions.motions, name="motions"),
    path("votes/calendar/", calendars.address, name="calendar"),
    path("votes/calendar/change/", calendars.change_address, name="change_calendar"),
    path("votes/calendar/<str:token>.ics", calendars.feed, name="calendar_feed"),
    path("votes/verifying/", records.verifying, name="verifying"),
    path("votes/verify.py", records.verifier, name="verifier"),
    path("votes/<int:pk>/", motions.motion, name="motion"),
    path("votes/<int:pk>/ballot/", ballots.ballot, name="ballot"),
    path("votes/<int:pk>/ballot/recorded/", ballots.recorded, name="ballot_recorded"),
    path("votes/<int:pk>/calendar.ics", calendars.motion_calendar, name="motion_calendar"),
    path("votes/<int:pk>/receipt/", receipts.receipt, name="receipt"),
    path("votes/<int:pk>/call-off/", calling_off.call_off, name="call_off"),
    path("votes/<int:pk>/ask/", questions.ask, name="ask"),
    path("votes/<int:pk>/recuse/", ballots.recuse, name="recuse"),
    path("votes/<int:pk>/result/", results.result, name="result"),
    path("votes/<int:pk>/ballot/<int:number>/receipt.json", records.receipt, name="receipt_json"),
    path("votes/<int:pk>/confirm/", confirmations.confirm, name="confirm"),
    path("votes/<int:pk>/record.json", records.record, name="record"),
    path("votes/<int:pk>/result.csv", minutes.as_csv, name="result_csv"),
    path("votes/<int:pk>/result.json", minutes.as_json, name="result_json"),
    path("votes/<int:pk>/minutes.pdf", minutes.as_pdf, name="minutes"),
    path("votes/<int:pk>/certify/", results.certify, name="certify"),
    path("votes/<int:pk>/evidence/<int:evidence_pk>/", motions.evidence, name="evidence"),
]
