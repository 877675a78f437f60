from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField, LinesField
from knowledge_exchange.discovery.enums import Audience
from knowledge_exchange.meetings.models.meetings import Meeting
from knowledge_exchange.papers.models.papers import Paper
from knowledge_exchange.permissions import can_read_drafts

PUBLIC = (Audience.EVERYBODY, Audience.PUBLIC)
INSIDE = (Audience.EVERYBODY, Audience.MEMBERS)


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All but those of the others: said so, PostgreSQL uses none of the indexes below."""
        others = Audience.PUBLIC if can_read_drafts(user) else Audience.MEMBERS
        return self.exclude(audience=others)


class SearchEntry(models.Model):
    """What a paper or meeting is found by. Made from them by `services.indexing`, never by hand.

    Of a meeting whose members may read more than the public there are two: one for each.
    `text` holds a passage in each line, `search_text` the same line's words as they are compared.
    """

    paper = models.ForeignKey(
        Paper, on_delete=models.CASCADE, related_name="search_entries", null=True
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="search_entries", null=True
    )
    audience = models.CharField(_("who finds it"), max_length=20, choices=Audience)
    title = LineField(_("title"), max_length=200)
    text = LinesField(_("text"), blank=True)
    title_words = models.TextField(blank=True)
    lead_words = models.TextField(blank=True)
    search_text = models.TextField(blank=True)
    day = models.CharField(_("day"), max_length=10, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paper__isnull=True) ^ Q(meeting__isnull=True),
                name="search_entry_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="search_audience_known"
            ),
            *(
                models.UniqueConstraint(
                    fields=[thing],
                    condition=Q(audience__in=audiences),
                    name=f"one_entry_of_a_{thing}_for_{whom}",
                )
                for thing in ("paper", "meeting")
                for whom, audiences in (("the_public", PUBLIC), ("members", INSIDE))
            ),
        ]

    def __str__(self):
        return self.title
