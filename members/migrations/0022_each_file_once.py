"""A file is kept once for a criterion of an application. Those that are there twice stay.

The first of them counts as the file, each other one as a further copy, of which no more are made.
"""

from collections import Counter

from django.db import migrations, models


def number_copies(apps, schema_editor):
    seen = Counter()
    rows = apps.get_model("members", "Evidence").objects.exclude(sha256="").order_by("pk")
    for pk, *which in rows.values_list("pk", "application", "criterion", "sha256").iterator():
        copies = seen[tuple(which)]
        if copies:
            rows.filter(pk=pk).update(copy=copies)
            print(f"  evidence {pk}: the same file is there already")
        seen[tuple(which)] += 1


class Migration(migrations.Migration):
    dependencies = [("members", "0021_one_spelling")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="copy",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="filename",
            field=models.CharField(
                blank=True, editable=False, max_length=255, verbose_name="file name"
            ),
        ),
        migrations.RunPython(number_copies, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sha256__gt", "")),
                fields=("application", "criterion", "sha256", "copy"),
                name="each_file_once_for_a_criterion",
            ),
        ),
    ]
