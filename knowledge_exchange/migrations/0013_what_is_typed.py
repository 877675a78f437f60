"""Texts as they would be typed today; each row that changes is named in the output of `migrate`."""

from django.db import migrations

import common.links
from common.cleaning_rows import clean_rows, lines
from common.email_addresses import as_kept


def clean(apps, schema_editor):
    def rows(name):
        return apps.get_model("knowledge_exchange", name).objects.all()

    clean_rows(rows("Subscription"), print, email=as_kept)
    clean_rows(rows("Partner"), print, name=None)
    clean_rows(rows("Series"), print, name=None, description=lines)
    clean_rows(rows("Theme"), print, name=None)
    clean_rows(rows("Meeting"), print, title=None, summary=lines, place=None, chair=None)
    clean_rows(rows("AgendaItem"), print, title=None, speaker=None, summary=lines)
    drafts = rows("Paper").filter(status="draft")
    clean_rows(drafts, print, title=None, abstract=lines, keywords=None)
    authors = rows("Author").filter(paper__status="draft")
    clean_rows(authors, print, family_name=None, given_names=None, affiliation=None)


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge_exchange', '0012_details_by_two_people'),
    ]

    operations = [
        migrations.AlterField(
            model_name='meeting',
            name='link',
            field=common.links.LinkField(blank=True, help_text='Shown to members and invited people only.', max_length=2000, verbose_name='link to join'),
        ),
        migrations.AlterField(
            model_name='partner',
            name='website',
            field=common.links.LinkField(blank=True, max_length=2000, verbose_name='website'),
        ),
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
