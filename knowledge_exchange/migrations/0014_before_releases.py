"""What was published before it took two people is marked; the one who did it stands beside it."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def mark(apps, schema_editor):
    """A version becomes public in the same instant as its paper's history says so."""
    events = apps.get_model("knowledge_exchange", "PaperEvent").objects
    versions = apps.get_model("knowledge_exchange", "PaperVersion").objects
    then = versions.filter(paper=OuterRef("paper"), published_at=OuterRef("at"))
    alone = events.filter(act="", status="published").filter(Exists(then))
    events.filter(pk__in=list(alone.values_list("pk", flat=True))).update(is_before_releases=True)


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge_exchange", "0013_what_is_typed"),
    ]

    operations = [
        migrations.AddField(
            model_name="paperevent",
            name="is_before_releases",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="entered before two people were asked for",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="paperevent",
            constraint=models.CheckConstraint(
                condition=Q(("is_before_releases", False), ("act", ""), _connector="OR"),
                name="act_on_a_paper_before_releases_is_none_of_two_people",
            ),
        ),
    ]
