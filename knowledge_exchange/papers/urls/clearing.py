from django.urls import path

from knowledge_exchange.papers.views import clearing, commenting

PAPER = "papers/<slug:slug>/"

urlpatterns = [
    path(f"{PAPER}comments/", commenting.comments, name="comments"),
    path("comments/<int:pk>/", commenting.comment, name="comment"),
    path("comments/<int:pk>/reopen/", commenting.reopen_comment, name="reopen_comment"),
    path("comments/<int:pk>/take-back/", commenting.take_comment_back, name="take_comment_back"),
    path(f"{PAPER}clearance/", clearing.clearance, name="clearance"),
    path(
        f"{PAPER}clearance/withdraw-objection/",
        clearing.withdraw_objection,
        name="withdraw_objection",
    ),
    path(
        f"{PAPER}clearance/take-position-back/",
        clearing.take_position_back,
        name="take_position_back",
    ),
]
