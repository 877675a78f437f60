from django.db import migrations

# The history of a draft used to begin when somebody typed an address; now it begins when the
# first person opens it, so that a draft that nobody opens can be erased with the address.
NEVER_OPENED = """
    application_id IN (
        SELECT id FROM members_application WHERE status = 'draft' AND previous_id IS NULL
            AND organisation_name = '' AND centre_name = '' AND contact_name = ''
    )
    AND application_id NOT IN (
        SELECT application_id FROM members_collaborator WHERE confirmed_at IS NOT NULL
    )
    AND application_id NOT IN (SELECT application_id FROM members_statement)
    AND application_id NOT IN (SELECT application_id FROM members_savedsection)
    AND application_id NOT IN (
        SELECT application_id FROM members_evidence WHERE application_id IS NOT NULL
    )
    AND application_id NOT IN (
        SELECT application_id FROM members_applicationevent GROUP BY application_id
        HAVING COUNT(*) > 1
    )
"""


def take_back_the_beginning(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    if is_postgres:  # the one time that a history shrinks
        schema_editor.execute("ALTER TABLE members_applicationevent DISABLE TRIGGER only_grows")
    schema_editor.execute(f"DELETE FROM members_applicationevent WHERE {NEVER_OPENED}")  # noqa: S608
    if is_postgres:
        schema_editor.execute("ALTER TABLE members_applicationevent ENABLE TRIGGER only_grows")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0023_how_a_file_was_read"),
    ]

    operations = [
        migrations.RunPython(take_back_the_beginning, migrations.RunPython.noop),
    ]
