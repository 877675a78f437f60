"""Texts as they would be typed today; each row that changes is named in the output of `migrate`."""

from django.db import migrations

import common.links
from common.cleaning_rows import clean_rows, lines


def clean(apps, schema_editor):
    def rows(name):
        return apps.get_model("exchange", name).objects.all()

    clean_rows(rows("Service"), print, name=None, description=None)
    clean_rows(rows("ServiceOffer").filter(withdrawn_at=None), print, note=None)
    clean_rows(rows("Post").filter(closed_at=None), print, title=None, text=lines)


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='serviceoffer',
            name='link',
            field=common.links.LinkField(blank=True, max_length=2000, verbose_name='page about it'),
        ),
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
