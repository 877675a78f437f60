from django.db import migrations, models


def no_letters_instead_of_reminders(apps, schema_editor):
    """Whoever switched reminders off does not begin to get a letter a week."""
    people = apps.get_model("members", "User").objects.using(schema_editor.connection.alias)
    people.filter(wants_reminders=False).update(wants_weekly_letter=False)


class Migration(migrations.Migration):
    dependencies = [("members", "0028_privacy")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="wants_weekly_letter",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="On Mondays, what waits for you and by when; no letter if nothing does.",
                verbose_name="wants the weekly letter",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="weekly_letter_for",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunPython(
            no_letters_instead_of_reminders, migrations.RunPython.noop, elidable=True
        ),
    ]
