import django.db.models.functions.text
from django.db import migrations, models

# The words of a name as `members.applications.searching.words` takes them apart: small, plain, each once.
WORDS = r"""
CREATE FUNCTION members_words(name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
SELECT array_to_tsvector(array_remove(regexp_split_to_array(
    replace(replace(replace(replace(translate(
        lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')),
    'øłđðıς', 'olddiσ'), 'þ', 'th'), 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'),
'[\s!-/:-@[-`{-~\u00a0-\u00bf\u2000-\u206f]+'), ''))
$$
"""
NAMED = ("centre", "organisation", "formername")


def index_words(apps, schema_editor):
    """Only PostgreSQL looks names up by an index; SQLite reads them, by a function of Python's."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS)
        for name in NAMED:
            schema_editor.execute(
                f"CREATE INDEX {name}_by_words ON members_{name} USING gin (members_words(name))"
            )


def unindex_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in NAMED:
            schema_editor.execute(f"DROP INDEX {name}_by_words")
        schema_editor.execute("DROP FUNCTION members_words(text)")


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0011_co_chairs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='centre',
            index=models.Index(django.db.models.functions.text.StrIndex(models.Value('AL AD AM AT AZ BE BA BG HR CY CZ DK EE FI FR GE DE GR HU IS IE IT XK LV LI LT LU MT MD MC ME NL MK NO PL PT RO SM RS SK SI ES SE CH TR UA GB'), 'country'), models.F('name'), models.F('id'), name='centre_by_country_name'),
        ),
        migrations.AddIndex(
            model_name='centre',
            index=models.Index(fields=['name', 'id'], name='centre_by_name'),
        ),
        migrations.AddIndex(
            model_name='centre',
            index=models.Index(fields=['country', 'name'], name='centre_by_country'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('status', 'ended')), fields=['id'], name='membership_ended'),
        ),
        migrations.RunPython(index_words, unindex_words),
    ]
