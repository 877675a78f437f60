from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("voting", "0015_names_and_receipts_outlive_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="amendment",
            name="looks_like_one_person",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="both accounts look like one person's",
            ),
        ),
    ]
