"""Requests and offers to collaborate, and the answers to them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.folded_search import finding
from common.model_fields import DayField, LineField, LinesField
from exchange.enums import PostKind, ReplyTo
from exchange.models.catalogue import Service
from members.models import Centre


class PostQuerySet(models.QuerySet):
    def open(self, day):
        return self.filter(closed_at__isnull=True, open_until__gte=day)

    def over(self, day):
        return self.filter(Q(closed_at__isnull=False) | Q(open_until__lt=day))

    def search(self, words):
        """Every word in the title, the text or the centre's name."""
        return finding(self, words, ["title", "text", "centre__name_words"])

    def for_a_list(self):
        return self.select_related("centre").prefetch_related("services")


class Post(models.Model):
    """Seen by members only. It takes answers until its last day or until it is closed."""

    kind = models.CharField(_("kind"), max_length=20, choices=PostKind)
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="posts", verbose_name=_("centre")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("posted by"),
    )
    title = LineField(_("title"), max_length=120)
    text = LinesField(_("text"), max_length=4000)
    services = models.ManyToManyField(
        Service, blank=True, related_name="posts", verbose_name=_("services")
    )
    open_until = DayField(_("open until"))
    posted_at = models.DateTimeField(_("posted"))
    changed_at = models.DateTimeField(_("last changed"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    form_token = models.UUIDField(default=uuid4, editable=False)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("request or offer")
        verbose_name_plural = _("requests and offers")
        ordering = ["-posted_at", "-pk"]
        permissions = [("close_post", _("Can close requests and offers"))]
        constraints = [
            models.UniqueConstraint(fields=["centre", "form_token"], name="one_post_per_form"),
            models.CheckConstraint(condition=Q(kind__in=PostKind.values), name="post_kind_known"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="post_has_title_and_text"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("posted_at")),
                name="post_closed_after_it_was_posted",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("exchange:post", args=[self.pk])

    def is_open(self, day):
        return self.closed_at is None and day <= self.open_until


class AnswerQuerySet(models.QuerySet):
    def visible_to_centre(self, centre):
        """What came in for the centre's own posts, and what the centre itself answered."""
        return self.filter(Q(post__centre=centre) | Q(centre=centre))


class Answer(models.Model):
    """Kept beside the mail that carries it: a mail that fails loses nothing."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="answers")
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("answered by"),
    )
    at = models.DateTimeField(_("at"))
    text = LinesField(_("answer"), max_length=4000)
    reply_to = models.CharField(_("the reply goes to"), max_length=20, choices=ReplyTo)
    form_token = models.UUIDField(default=uuid4, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by", "form_token"], name="one_answer_per_form"
            ),
            models.CheckConstraint(
                condition=Q(reply_to__in=ReplyTo.values), name="answer_reply_to_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="answer_has_a_text"),
        ]

    def __str__(self):
        return _("Answer of %(centre)s to “%(post)s”") % {
            "centre": self.centre.name,
            "post": self.post.title,
        }

    @property
    def reply_address(self):
        """Where a reply goes now: a role mailbox taken away since leaves none."""
        return self.centre.mailbox if self.reply_to == ReplyTo.MAILBOX else self.by.email
