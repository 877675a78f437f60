from django.db import migrations, models

import common.languages


class Migration(migrations.Migration):
    dependencies = [("members", "0007_history_only_grows")]

    operations = [
        migrations.AddField(
            model_name="reconfirmation",
            name="mandate_basis",
            field=models.CharField(blank=True, max_length=300, verbose_name="new legal basis"),
        ),
        migrations.AddField(
            model_name="reconfirmation",
            name="mandate_valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="mandate now valid until"),
        ),
        migrations.AlterField(
            model_name="questiontemplate",
            name="language",
            field=models.CharField(
                choices=common.languages.OFFICIAL_LANGUAGES,
                default="en",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
