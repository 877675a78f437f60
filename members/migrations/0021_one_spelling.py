"""Texts as they would be typed today, and what the names of the register are found by.

Each row that changes is named in the output of `migrate`. Names that stand there twice stop
nothing: the desk lists them for the secretariat.
"""

from django.db import migrations, models

import common.links
from common.cleaning_rows import clean_rows, in_json, lines
from common.email_addresses import as_kept
from common.folding import name_key
from common.search_words import spaced
from members.applications.searching import search_words

OPEN = ("submitted", "under_review", "clarification", "eligible", "in_vote")
NAMED = ("centre", "organisation", "formername", "user")
INDEX = "array_to_tsvector(array_remove(string_to_array(name_words, ' '), ''))"


def clean(apps, schema_editor):
    def rows(name):
        return apps.get_model("members", name).objects.all()

    report = print
    clean_rows(rows("Organisation"), report, name=None)
    clean_rows(rows("FormerName"), report, name=None)
    clean_rows(rows("Centre"), report, name=None, mailbox=as_kept, about=lines, notes=lines, mandate_region=None)
    clean_rows(rows("CentreLink"), report, label=None)
    clean_rows(rows("User"), report, name=None, email=as_kept)
    clean_rows(
        rows("ProfileChange").filter(status__in=["draft", "returned", "submitted"]),
        report,
        message=lines,
        proposed=in_json,
        base=in_json,
    )
    drafts = rows("Application").filter(status="draft")
    clean_rows(
        drafts,
        report,
        organisation_name=None,
        centre_name=None,
        about=lines,
        contact_email=as_kept,
        contact_name=None,
        contact_position=None,
        delegate_name=None,
        delegate_email=as_kept,
        alternate_name=None,
        alternate_email=as_kept,
        mandate_basis=None,
        mandate_authority=None,
    )
    clean_rows(rows("Statement").filter(application__status="draft"), report, text=lines)
    clean_rows(rows("Collaborator").filter(application__status="draft"), report, email=as_kept)


def fill_in(apps, schema_editor):
    """An application that was open under the same name as an older one keeps an empty key."""
    for name in NAMED:
        model = apps.get_model("members", name)
        for row in model.objects.only("pk", "name").iterator(chunk_size=500):
            model.objects.filter(pk=row.pk).update(name_words=spaced(row.name))
    applications, keys = apps.get_model("members", "Application").objects, set()
    for row in applications.order_by("submitted_at", "pk").iterator(chunk_size=500):
        found = {"search_text": search_words(row)}
        key = (name_key(row.organisation_name)[:500], str(row.country))
        if row.status in OPEN and key[0]:
            if key in keys:
                print(f"  members.Application {row.pk}: open under the same name as another one")
            else:
                found["organisation_key"] = key[0]
            keys.add(key)
        applications.filter(pk=row.pk).update(**found)


def index_words(apps, schema_editor):
    """Only PostgreSQL looks names up by an index; SQLite reads them."""
    if schema_editor.connection.vendor == "postgresql":
        for name in NAMED:
            schema_editor.execute(
                f"CREATE INDEX {name}_by_name_words ON members_{name} USING gin ({INDEX})"
            )


def unindex_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in NAMED:
            schema_editor.execute(f"DROP INDEX {name}_by_name_words")


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0020_founding_and_mailboxes'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='organisation_key',
            field=models.CharField(editable=False, max_length=500, null=True),
        ),
        migrations.AddField(
            model_name='centre',
            name='name_words',
            field=models.TextField(blank=True, db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='formername',
            name='name_words',
            field=models.TextField(blank=True, db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='organisation',
            name='name_words',
            field=models.TextField(blank=True, db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='name_words',
            field=models.TextField(blank=True, db_default='', editable=False),
        ),
        migrations.AlterField(
            model_name='application',
            name='website',
            field=common.links.LinkField(blank=True, max_length=2000, verbose_name='website'),
        ),
        migrations.AlterField(
            model_name='centre',
            name='website',
            field=common.links.LinkField(blank=True, max_length=2000, verbose_name='website'),
        ),
        migrations.AlterField(
            model_name='centrelink',
            name='address',
            field=common.links.LinkField(max_length=2000, verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='link',
            field=common.links.LinkField(blank=True, max_length=2000, verbose_name='link'),
        ),
        migrations.RunPython(clean, migrations.RunPython.noop),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.RunPython(index_words, unindex_words),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('submitted', 'under_review', 'clarification', 'eligible', 'in_vote'))), fields=('organisation_key', 'country'), name='one_open_application_per_spelling'),
        ),
    ]
