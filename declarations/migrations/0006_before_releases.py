"""What was opened or signed before it took two people is marked; the one name stands beside it."""

from django.db import migrations, models
from django.db.models import Q


def mark(apps, schema_editor):
    """By the words of the steps that take two people today, which were the same then."""
    events = apps.get_model("declarations", "DeclarationEvent").objects.filter(act="")
    events.filter(
        Q(what="Opened for signature.")
        | Q(what__endswith=": Signed.")
        | Q(what__endswith=": Withdrawn.")
    ).update(is_before_releases=True)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0005_what_is_typed"),
    ]

    operations = [
        migrations.AddField(
            model_name="declarationevent",
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
            model_name="declarationevent",
            constraint=models.CheckConstraint(
                condition=Q(("is_before_releases", False), ("act", ""), _connector="OR"),
                name="act_on_a_declaration_before_releases_is_none_of_two",
            ),
        ),
    ]
