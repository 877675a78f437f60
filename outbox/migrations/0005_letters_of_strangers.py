from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_no_index_of_who_settled"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="of_a_stranger",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=Q(of_a_stranger=True), fields=["due_at"], name="mail_of_a_stranger"
            ),
        ),
    ]
