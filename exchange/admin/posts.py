"""Requests and offers as the secretariat sees them: to read, and to close where it must."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import ReadOnlyMixin
from exchange.admin.acts import Act, ActsAdmin
from exchange.models import Answer, Post
from exchange.permissions import can_close_posts
from exchange.services import posts


class AnswerInline(ReadOnlyMixin, admin.TabularInline):
    model = Answer
    fields = ["at", "centre", "by", "text", "reply_to"]
    extra = 0


@admin.register(Post)
class PostAdmin(ActsAdmin, ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["title", "kind", "centre", "open_until", "closed_at", "is_demo"]
    list_filter = ["kind", "services", ("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["centre"]
    search_fields = ["title", "text", "centre__name"]
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
    ACTS = {
        "close": Act(
            _("Close it"),
            _("It takes no more answers. Members still find it among the closed ones."),
            posts.close,
        )
    }

    def may_act(self, request):
        return can_close_posts(request.user)

    def possible(self, post):
        return [] if post.closed_at else ["close"]
