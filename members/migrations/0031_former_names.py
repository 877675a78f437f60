import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0030_several_questions"),
    ]

    operations = [
        migrations.AddField(
            model_name="formername",
            name="reason",
            field=models.TextField(
                blank=True, db_default="", max_length=2000, verbose_name="reason"
            ),
        ),
        migrations.AddField(
            model_name="formername",
            name="released_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="released by",
            ),
        ),
        migrations.AddField(
            model_name="formername",
            name="renamed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="renamed by",
            ),
        ),
        migrations.AddConstraint(
            model_name="formername",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("released_by", None), ("renamed_by", None)),
                    models.Q(
                        ("released_by__isnull", False),
                        ("renamed_by__isnull", False),
                        models.Q(("released_by", models.F("renamed_by")), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("until", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="host_is_renamed_by_two_people_with_a_day_and_a_reason",
            ),
        ),
    ]
