"""Texts as they would be typed today; each row that changes is named in the output of `migrate`."""

from django.db import migrations

from common.cleaning_rows import clean_rows, lines
from common.email_addresses import as_kept


def clean(apps, schema_editor):
    def rows(name):
        return apps.get_model("declarations", name).objects.all()

    being_written = rows("Declaration").filter(status="in_preparation")
    clean_rows(being_written, print, title=None, lead_body=None, notes=lines)
    clean_rows(rows("Aim").filter(declaration__in=being_written), print, text=None)
    clean_rows(rows("Commitment").filter(declaration__in=being_written), print, text=None)
    clean_rows(rows("Signature"), print, mailbox=as_kept)


class Migration(migrations.Migration):

    dependencies = [
        ('declarations', '0004_corrected_by_two_people'),
    ]

    operations = [
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
