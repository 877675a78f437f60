"""Requests and offers as the secretariat sees them: to read, and to close where it must."""

from django.contrib import admin
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import (
    Column,
    Filter,
    Listing,
    Queue,
    by_words_of,
    day_cell,
    since_cell,
)
from common.admin.mixins import ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step
from exchange.enums import PostKind
from exchange.models import Answer, Post
from exchange.permissions import can_close_posts
from exchange.services import posts


class AnswerInline(ReadOnlyMixin, admin.TabularInline):
    model = Answer
    fields = ["at", "centre", "by", "text", "reply_to"]
    extra = 0


LISTING = Listing(
    title=_("Requests and offers"),
    everything=_("All requests and offers"),
    search_label=_("Title, text or centre"),
    columns=(
        Column(
            name="title", label=_("Title"), cell=lambda post: post.title, order=(Lower("title"),)
        ),
        Column(
            name="kind",
            label=_("What"),
            cell=lambda post: post.get_kind_display(),
            order=("kind", "posted_at"),
        ),
        Column(
            name="centre",
            label=_("Centre"),
            cell=lambda post: str(post.centre),
            order=("centre__country", "centre__name"),
        ),
        Column(
            name="until",
            label=_("Open until"),
            cell=lambda post: day_cell(post.open_until),
            order=("open_until",),
        ),
        Column(
            name="posted",
            label=_("Posted"),
            cell=lambda post: since_cell(post.posted_at),
            order=("posted_at",),
        ),
        Column(name="closed", label=_("Closed"), cell=lambda post: since_cell(post.closed_at)),
    ),
    find=by_words_of("title", "text", "centre__name_words"),
    order="-posted",
    queue_order="until",
    queues=(
        Queue(name="open", label=_("Open"), rows=lambda posts, viewer: posts.open(viewer.day)),
        Queue(name="over", label=_("Over"), rows=lambda posts, viewer: posts.over(viewer.day)),
    ),
    filters=(
        Filter(
            name="kind",
            label=_("What"),
            choices=lambda viewer: PostKind.choices,
            narrow=lambda posts, kind, viewer: posts.filter(kind=kind),
        ),
    ),
    empty_title=_("No request and no offer yet"),
    empty_text=_("What centres ask and offer each other in the Knowledge Exchange is listed here."),
)


@admin.register(Post)
class PostAdmin(ReadOnlyMixin, ListAdmin, StepsAdmin):
    listing = LISTING
    fields = [
        "kind",
        "centre",
        "by",
        "title",
        "text",
        "services",
        "open_until",
        "posted_at",
        "changed_at",
        "closed_at",
    ]
    inlines = [AnswerInline]
    step_route = "<int:pk>/act/<slug:name>/"
    step_url_name = "act"
    steps = (
        Step(
            name="close",
            label=_("Close it"),
            applies=lambda post: not post.closed_at,
            act=posts.close,
            consequence=_("It takes no more answers."),
            seen_by=_("Members still find it among the closed ones."),
            done=_("It is closed and takes no more answers."),
        ),
    )

    def page_rows(self, posts):
        return posts.select_related("centre")

    def may_step(self, request):
        return can_close_posts(request.user)
