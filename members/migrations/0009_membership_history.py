from django.db import migrations, models

import common.dates


def fill(apps, schema_editor):
    """Class and maturity were not noted so far: what the membership is now is all that is known."""
    MembershipEvent = apps.get_model("members", "MembershipEvent")
    for event in MembershipEvent.objects.select_related("membership").iterator():
        event.membership_class = event.membership.membership_class
        event.maturity = event.membership.maturity
        event.save(update_fields=["membership_class", "maturity"])


def close(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON members_membershipevent "
            "FOR EACH ROW EXECUTE FUNCTION members_only_grows()"
        )


def open_again(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER only_grows ON members_membershipevent")


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0008_question_texts_and_reconfirmed_mandates"),
    ]

    operations = [
        migrations.AddField(
            model_name="membershipevent",
            name="effective",
            field=common.dates.PartialDateField(
                blank=True,
                default="",
                max_length=10,
                verbose_name="in effect from",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="maturity",
            field=models.CharField(
                blank=True,
                choices=[("experienced", "Experienced"), ("new", "New")],
                default="",
                max_length=20,
                verbose_name="maturity",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="membership_class",
            field=models.CharField(
                choices=[("member", "Member"), ("associate", "Associate")],
                default="member",
                max_length=20,
                verbose_name="class",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(close, open_again),
    ]
