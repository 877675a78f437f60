"""Everything from before gets a series, a stage and a day of its last public change."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

STAGES = ("comments", "clearance")


def give(apps, schema_editor):
    model = {name: apps.get_model("knowledge_exchange", name) for name in (
        "Series", "Meeting", "Paper", "PaperVersion", "Author",
    )}
    if model["Meeting"].objects.exists():
        series, _new = model["Series"].objects.get_or_create(
            slug="knowledge-exchange-meetings", defaults={"name": "Knowledge Exchange meetings"}
        )
        model["Meeting"].objects.filter(series=None).update(series=series)
    give_stages(model["Paper"], model["PaperVersion"])
    give_changes(model["Paper"], model["PaperVersion"])
    give_authors(model["Paper"], model["Author"])


def give_stages(Paper, PaperVersion):
    """Who commented on a paper had no deadline: such a version is a draft again."""
    PaperVersion.objects.exclude(published_at=None).update(stage="published")
    Paper.objects.filter(status__in=STAGES).update(status="draft")


def give_changes(Paper, PaperVersion):
    latest = (
        PaperVersion.objects.filter(paper=OuterRef("pk"), published_at__gte=OuterRef("published_at"))
        .order_by("-published_at")
        .values("published_at")[:1]
    )
    public = Paper.objects.exclude(published_at=None)
    public.update(changed_at=Coalesce(Subquery(latest), F("published_at")))
    for paper in public.exclude(withdrawn_at=None).filter(withdrawn_at__gt=F("changed_at")):
        Paper.objects.filter(pk=paper.pk).update(changed_at=paper.withdrawn_at)


def give_authors(Paper, Author):
    """The line as it was cited becomes one author, to be taken apart by a person."""
    for paper in Paper.objects.exclude(authors=""):
        Author.objects.create(paper=paper, position=1, family_name=paper.authors[:100])


class Migration(migrations.Migration):

    dependencies = [("knowledge_exchange", "0002_the_whole_way")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
