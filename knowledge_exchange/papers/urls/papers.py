from django.urls import path

from knowledge_exchange.papers import citing
from knowledge_exchange.papers.views import papers as views

urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/<slug:slug>/", views.paper, name="paper"),
    path("papers/<slug:slug>.pdf", views.paper_pdf, name="paper_pdf"),
    path("papers/<slug:slug>/paper.pdf", views.paper_pdf, name="paper_pdf_beside"),
    *(
        path(f"papers/<slug:slug>.{form}", views.cite, {"form": form}, name=f"cite.{form}")
        for form in citing.FORMS
    ),
    *(
        path(
            f"papers/<slug:slug>/versions/<int:number>.{form}",
            views.cite_version,
            {"form": form},
            name=f"cite_version.{form}",
        )
        for form in citing.FORMS
    ),
    path("papers/<slug:slug>/versions/<int:number>/", views.version, name="version"),
    path("papers/<slug:slug>/versions/<int:number>.pdf", views.version_pdf, name="version_pdf"),
    path(
        "papers/<slug:slug>/versions/<int:number>/paper.pdf",
        views.version_pdf,
        name="version_pdf_beside",
    ),
]
