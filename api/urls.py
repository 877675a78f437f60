from django.urls import include, path

from api import views
from api.access import door
from api.endpoints import api

app_name = "api"
INSIDE = "inside-"  # how the names of addresses that need a token begin


def _doors():
    patterns, _app, _namespace = api.urls
    for pattern in patterns:
        if pattern.name != "api-root":  # a page of its own tells what there is
            is_public = not pattern.name.startswith(INSIDE)
            yield path(
                str(pattern.pattern), door(pattern.callback, is_public=is_public), name=pattern.name
            )


urlpatterns = [
    path("", views.about, name="about"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("v1/openapi.json", door(views.openapi, is_public=True), name="openapi"),
    path("v1/", include([*_doors()])),
    path("v1/<path:rest>", door(views.nothing_here, is_public=True)),
    path("v1/", door(views.nothing_here, is_public=True), {"rest": ""}),
]
