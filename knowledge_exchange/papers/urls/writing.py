from django.urls import path, re_path

from knowledge_exchange.papers.views.writing import (
    authors,
    comparing,
    correcting,
    details,
    figures,
    files,
    preparing,
    text,
)

PAPER = "papers/<slug:slug>/"
WRITE = f"{PAPER}write/"

urlpatterns = [
    path("meetings/<int:number>/begin-paper/", preparing.begin_paper, name="begin_paper"),
    path(f"{PAPER}figures/<slug:name>", figures.figure, name="figure"),
    path(f"{PAPER}compare/", comparing.versions, name="compare"),
    path(f"{PAPER}saved/", comparing.saved, name="saved"),
    path(f"{PAPER}saved/<int:pk>/bring-back/", comparing.bring_back, name="bring_back"),
    path(WRITE, preparing.tasks, name="write"),
    path(f"{WRITE}details/", details.edit, name="write_details"),
    path(f"{WRITE}text/", text.text, name="write_text"),
    path(f"{WRITE}text/autosave/", text.autosave, name="autosave_text"),
    path(f"{WRITE}text/preview/", text.preview, name="preview_text"),
    path(f"{WRITE}pdf/", files.pdf, name="write_pdf"),
    path(f"{WRITE}figures/", files.listing, name="write_figures"),
    path(f"{WRITE}figures/<int:pk>/remove/", files.remove, name="remove_figure"),
    path(f"{WRITE}give-up/", preparing.give_up, name="give_up"),
    path(f"{WRITE}propose/publish/", preparing.propose, {"act": "publish"}, "propose_publish"),
    path(f"{WRITE}propose/withdraw/", preparing.propose, {"act": "withdraw"}, "propose_withdraw"),
    path(f"{WRITE}correct/", correcting.correct, name="correct_details"),
    path(f"{WRITE}check/", preparing.check, name="write_check"),
    path(f"{WRITE}new-version/", preparing.new_version, name="write_new_version"),
    path(f"{WRITE}authors/", authors.listing, name="write_authors"),
    path(f"{WRITE}authors/<int:pk>/", authors.change, name="change_author"),
    re_path(
        r"^papers/(?P<slug>[-\w]+)/write/authors/add-(?P<kind>person|centre)/$",
        authors.add,
        name="add_author",
    ),
    re_path(
        r"^papers/(?P<slug>[-\w]+)/write/authors/(?P<pk>[0-9]+)/(?P<verb>up|down|remove)/$",
        authors.act,
        name="act_on_author",
    ),
]
