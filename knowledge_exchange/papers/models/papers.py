from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.folded_search import holds
from common.folding import sought
from common.languages import OFFICIAL_LANGUAGES
from common.model_fields import LineField, LinesField, PartialDateField
from common.search_words import MOST_WORDS
from knowledge_exchange.meetings.models.meetings import Meeting
from knowledge_exchange.papers.enums import IN_PREPARATION, PaperAct, PaperStatus
from knowledge_exchange.papers.licences import LICENCES
from knowledge_exchange.papers.orcid import check_orcid
from knowledge_exchange.permissions import can_read_drafts

DOI = RegexValidator(r"^10\.[0-9]{4,9}/[^\s<>]+$", _("Write the DOI like this: 10.1234/abcd."))


class Theme(models.Model):
    """What a paper is about, as readers choose it who want to hear of new papers."""

    name = LineField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_theme_per_name",
                violation_error_message=_("This theme is already listed."),
            )
        ]

    def __str__(self):
        return self.name


class PaperQuerySet(models.QuerySet):
    def published(self):
        """Newest first; partial dates sort as text."""
        return self.filter(status=PaperStatus.PUBLISHED).order_by("-announced", "-pk")

    def in_preparation(self):
        """Not published yet, or with a correction in preparation."""
        corrected = Q(status=PaperStatus.PUBLISHED, versions__stage__in=IN_PREPARATION)
        return self.filter(Q(status=PaperStatus.DRAFT) | corrected).distinct()

    def ever_public(self):
        """A withdrawn paper keeps its page, which says why."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, user):
        return self if can_read_drafts(user) else self.ever_public()

    def with_use(self):
        """With how often each was ever read and downloaded."""
        return self.annotate(
            views=Coalesce(Sum("use__views"), 0), downloads=Coalesce(Sum("use__downloads"), 0)
        )

    def search(self, words):
        """Every word in the title, the abstract, the keywords or the authors: as it stands there,
        or as the search over everything has it."""
        papers = self
        for word in words.split()[:MOST_WORDS]:
            lead = Q(*(Q(search_entries__lead_words__contains=f" {each}") for each in sought(word)))
            papers = papers.filter(
                holds(word, ["title", "abstract", "keywords", "authors"], self, read=())
                | (lead and Q(pk__in=self.model.objects.filter(lead).values("pk")))
            )
        return papers


class Paper(models.Model):
    """An Expert Opinion Paper.

    A published paper without a published version is a record: the Network announced the paper,
    but its text is not held here (README.md says why this must be possible).
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="papers", verbose_name=_("meeting")
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the paper's address. It stays the same for ever."),
    )
    title = LineField(_("title"), max_length=200)
    abstract = LinesField(_("abstract"), blank=True, max_length=4000)
    authors = models.CharField(
        _("authors"),
        max_length=2000,
        blank=True,
        editable=False,
        help_text=_("The authors in one line, for lists and searches; empty when not known."),
    )
    keywords = LineField(
        _("keywords"), max_length=300, blank=True, help_text=_("Separated by commas.")
    )
    themes = models.ManyToManyField(
        Theme, related_name="papers", blank=True, verbose_name=_("themes")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=OFFICIAL_LANGUAGES, default="en"
    )
    licence = models.CharField(
        _("licence"),
        max_length=200,
        blank=True,
        choices=LICENCES,
        help_text=_("Empty when not known."),
    )
    why_not_stated = LineField(
        _("why authors or licence are not stated"),
        max_length=300,
        blank=True,
        db_default="",
        help_text=_(
            "Only when they are lacking. Readers see it: “the authors have not agreed on one yet”."
        ),
    )
    is_before_licences = models.BooleanField(
        _("published before authors and licence were asked for"),
        default=False,
        db_default=False,
        editable=False,
    )
    doi = LineField(
        _("DOI"),
        max_length=200,
        blank=True,
        validators=[DOI],
        help_text=_("Once one is registered elsewhere: 10.1234/abcd."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=PaperStatus, default=PaperStatus.DRAFT, editable=False
    )
    announced = PartialDateField(
        _("announced"),
        help_text=_("A year, a month or a day. Empty for a draft: publishing sets it."),
    )
    published_at = models.DateTimeField(_("made public"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(
        _("changed for the public"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Catalogues that harvest ask for what has changed since."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reasons = models.TextField(_("reasons"), blank=True, editable=False)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Expert Opinion Paper")
        verbose_name_plural = _("Expert Opinion Papers")
        ordering = ["-announced", "-pk"]
        permissions = [("publish_paper", _("Can publish and withdraw papers"))]
        indexes = [
            models.Index(fields=["status", "-announced", "-id"]),
            models.Index(fields=["changed_at", "id"], name="paper_by_public_change"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("doi"),
                condition=~Q(doi=""),
                name="one_paper_per_doi",
                violation_error_message=_("Another paper has this DOI."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, changed_at__isnull=True)
                | Q(published_at__isnull=False, changed_at__gte=F("published_at")),
                name="public_paper_says_when_it_changed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PaperStatus.values), name="paper_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=PaperStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="published_paper_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=PaperStatus.PUBLISHED)
                | ~Q(authors="") & ~Q(licence="")
                | ~Q(why_not_stated="")
                | Q(is_before_licences=True),
                name="published_paper_states_authors_and_licence_or_why_not",
                violation_error_message=_(
                    "A published paper names its authors and its licence, or says why not."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status=PaperStatus.DRAFT) | Q(published_at__isnull=True),
                name="paper_in_preparation_was_never_public",
            ),
            models.CheckConstraint(
                condition=Q(status=PaperStatus.WITHDRAWN, withdrawn_at__isnull=False)
                & ~Q(withdrawal_reasons="")
                | ~Q(status=PaperStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True),
                name="withdrawn_paper_says_when_and_why",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("knowledge_exchange:paper", args=[self.slug])

    @property
    def is_published(self):
        return self.status == PaperStatus.PUBLISHED

    @property
    def is_withdrawn(self):
        return self.status == PaperStatus.WITHDRAWN

    @property
    def is_in_preparation(self):
        return self.status == PaperStatus.DRAFT

    @property
    def is_stated(self):
        """Who wrote it and under which licence it stands, or why that is not said."""
        return bool((self.authors and self.licence) or self.why_not_stated)

    @property
    def not_stated(self):
        """What readers look for in vain, with the reason; empty where nothing lacks or none is."""
        if not self.why_not_stated or (self.authors and self.licence):
            return ""
        if self.authors:
            words = _("No licence is stated: %s")
        elif self.licence:
            words = _("No authors are named: %s")
        else:
            words = _("No authors are named and no licence is stated: %s")
        return words % self.why_not_stated

    @cached_property
    def newest_public(self):
        """The version that readers get; None for a record without a text and once withdrawn."""
        return None if self.is_withdrawn else self.versions.published().first()

    @property
    def keyword_list(self):
        return [word.strip() for word in self.keywords.split(",") if word.strip()]


class Author(models.Model):
    """A person, as they are to be cited, or a centre that is the author itself."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="author_list")
    position = models.PositiveSmallIntegerField(_("place"))
    family_name = LineField(_("family name"), max_length=100, blank=True)
    given_names = LineField(_("given names"), max_length=100, blank=True)
    affiliation = LineField(_("affiliation"), max_length=200, blank=True)
    orcid = LineField(
        _("ORCID iD"),
        max_length=19,
        blank=True,
        validators=[check_orcid],
        help_text=_("Like 0000-0002-1825-0097."),
    )
    centre = models.ForeignKey(
        "members.Centre",
        on_delete=models.PROTECT,
        related_name="authored_papers",
        null=True,
        blank=True,
        verbose_name=_("centre"),
        help_text=_("Instead of a person."),
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["paper", "position"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="one_author_per_place"),
            models.CheckConstraint(
                condition=Q(centre__isnull=True) & ~Q(family_name="")
                | Q(centre__isnull=False, family_name="", given_names="", orcid="", affiliation=""),
                name="author_is_a_person_or_a_centre",
                violation_error_message=_("An author is a person with a name, or a centre."),
            ),
        ]

    def __str__(self):
        """As in "Jansen, Eva"; a centre by its name."""
        if self.centre:
            return self.centre.name
        return ", ".join(filter(None, [self.family_name, self.given_names]))


class PaperEvent(models.Model):
    """The paper's history; rows are added, never changed."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    act = models.CharField(_("act of two people"), max_length=20, blank=True, choices=PaperAct)
    is_before_releases = models.BooleanField(
        _("entered before two people were asked for"),
        default=False,
        db_default=False,
        editable=False,
    )
    status = models.CharField(_("status"), max_length=20, choices=PaperStatus)
    what = LineField(_("what happened"), max_length=300)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="", released_by=None)
                | Q(act__in=PaperAct.values, by__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("by")),
                name="papers_are_published_and_withdrawn_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(is_before_releases=False) | Q(act=""),
                name="act_on_a_paper_before_releases_is_none_of_two_people",
            ),
        ]

    def __str__(self):
        return self.what
