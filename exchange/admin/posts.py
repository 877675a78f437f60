"""Requests and offers as the secretariat sees them: to read, and to close where it must."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Step
from exchange.models import Answer, Post
from exchange.permissions import can_close_posts
from exchange.services import posts


class AnswerInline(ReadOnlyMixin, admin.TabularInline):
    model = Answer
    fields = ["at", "centre", "by", "text", "reply_to"]
    extra = 0


@admin.register(Post)
class PostAdmin(FoldedSearchMixin, ReadOnlyMixin, StepsAdmin):
    list_display = ["title", "kind", "centre", "open_until", "closed_at", "is_demo"]
    list_filter = ["kind", "services", ("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["centre"]
    search_fields = ["title", "text", "centre__name_words"]
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

    def may_step(self, request):
        return can_close_posts(request.user)
