from django.urls import path

from exchange.views import buddies, catalogue, posts

app_name = "exchange"
urlpatterns = [
    path("", posts.posts, name="posts"),
    path("posts/new/", posts.new, name="new_post"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/edit/", posts.edit, name="edit_post"),
    path("posts/<int:pk>/close/", posts.close, name="close_post"),
    path("posts/<int:pk>/answer/", posts.answer, name="answer"),
    path("services/", catalogue.services, name="services"),
    path("services/services.csv", catalogue.services_csv, name="services_csv"),
    path("services/propose/", catalogue.propose, name="propose_service"),
    path("own-services/", catalogue.own_services, name="own_services"),
    path("own-services/<int:pk>/", catalogue.offer, name="offer"),
    path("own-services/<int:pk>/withdraw/", catalogue.withdraw, name="withdraw_offer"),
    path("buddies/", buddies.buddies, name="buddies"),
    path("buddies/propose/", buddies.propose, name="propose_buddy"),
    path("buddies/<int:pk>/", buddies.pair, name="pair"),
    path("buddies/<int:pk>/agree/", buddies.agree, name="agree_buddies"),
    path("buddies/<int:pk>/end/", buddies.end, name="end_buddies"),
]
