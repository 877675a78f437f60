from django.db import migrations, models
from django.db.models import Q

TABLES = ["members_applicationevent", "members_casenote"]


def close(apps, schema_editor):
    """On PostgreSQL not even a person at the database's console changes the history by mistake."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        """
        CREATE FUNCTION members_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END
        $$
        """,
        params=None,
    )
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION members_only_grows()"
        )


def open_again(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER only_grows ON {table}")
    schema_editor.execute("DROP FUNCTION members_only_grows()")


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0006_finding_cases"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_taken_back_names_who_and_when",
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=~Q(status__in=["discarded", "reverted"])
                | Q(taken_back_at__isnull=False)
                & (
                    Q(taken_back_by__isnull=False) | Q(status="discarded") & ~Q(why_taken_back="")
                ),
                name="decision_taken_back_names_who_and_when",
            ),
        ),
        migrations.RunPython(close, open_again),
    ]
