import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """An entry of the record names its ballot, and the ballot holds the salts of its seal."""

    dependencies = [("voting", "0005_motions_of_every_kind")]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="salt",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ballot",
            name="words_salt",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="recordentry",
            name="ballot",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recorded",
                to="voting.ballot",
            ),
        ),
    ]
