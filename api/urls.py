from django.urls import include, path

from api import views
from api.access import read_only
from api.endpoints import api

app_name = "api"
INSIDE = "inside-"  # how the names of addresses that need a token begin


def endpoints():
    """Of every address but the root, where a page of its own tells what there is."""
    patterns, _app, _namespace = api.urls
    return [
        path(
            str(pattern.pattern),
            read_only(pattern.callback, is_public=not pattern.name.startswith(INSIDE)),
            name=pattern.name,
        )
        for pattern in patterns
        if pattern.name != "api-root"
    ]


urlpatterns = [
    path("", views.about, name="about"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("v1/openapi.json", read_only(views.openapi, is_public=True), name="openapi"),
    path("v1/", include(endpoints())),
    path("v1/<path:rest>", read_only(views.nothing_here, is_public=True)),
    path("v1/", read_only(views.nothing_here, is_public=True), {"rest": ""}),
]
