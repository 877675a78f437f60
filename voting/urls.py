from django.urls import path

from voting.views import ballots, motions, results, what_if

app_name = "voting"
urlpatterns = [
    path("governance/what-if/", what_if.page, name="what_if"),
    path("votes/", motions.motions, name="motions"),
    path("votes/<int:pk>/", motions.motion, name="motion"),
    path("votes/<int:pk>/ballot/", ballots.ballot, name="ballot"),
    path("votes/<int:pk>/ballot/recorded/", ballots.recorded, name="ballot_recorded"),
    path("votes/<int:pk>/recuse/", ballots.recuse, name="recuse"),
    path("votes/<int:pk>/result/", results.result, name="result"),
    path("votes/<int:pk>/certify/", results.certify, name="certify"),
    path("votes/<int:pk>/evidence/<int:evidence_pk>/", motions.evidence, name="evidence"),
]
