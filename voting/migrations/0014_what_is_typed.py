"""Texts as they would be typed today; each row that changes is named in the output of `migrate`."""

from django.db import migrations

import common.links
from common.cleaning_rows import clean_rows, lines


def clean(apps, schema_editor):
    """Only of motions that were never opened: what a vote froze stays to the letter."""
    motions = apps.get_model("voting", "Motion").objects.filter(status="draft")
    clean_rows(motions, print, title=None, question=lines, text=lines)


class Migration(migrations.Migration):

    dependencies = [
        ('voting', '0013_certification'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ruleset',
            name='source_link',
            field=common.links.LinkField(blank=True, max_length=2000, verbose_name='link to the source'),
        ),
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
