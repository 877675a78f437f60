from django.db import migrations, models

import voting.models.motions


class Migration(migrations.Migration):
    dependencies = [("voting", "0008_seals_of_words_only")]

    operations = [
        migrations.AddField(
            model_name="motion",
            name="record_site",
            field=models.CharField(
                default=voting.models.motions.address_of_the_site, editable=False, max_length=200
            ),
        ),
    ]
