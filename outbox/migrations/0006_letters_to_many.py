import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0005_letters_of_strangers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="mail",
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("settle_mail", "Can send a letter again or settle one that is in doubt")
                ],
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
            },
        ),
        migrations.AddField(
            model_name="mail",
            name="came_back_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="came back"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="status",
            field=models.CharField(
                choices=[
                    ("held", "Held until released"),
                    ("queued", "Waiting to leave"),
                    ("claimed", "About to leave"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("in_doubt", "In doubt"),
                    ("cancelled", "No longer needed"),
                ],
                default="queued",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.CreateModel(
            name="Circular",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="subject")),
                ("text", models.TextField(max_length=10000, verbose_name="text")),
                ("audience", models.CharField(editable=False, max_length=60)),
                ("choices", models.JSONField(default=dict, editable=False)),
                ("whom", models.CharField(editable=False, max_length=400, verbose_name="to whom")),
                (
                    "leaves_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="leaves not before"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("released", "Released"),
                            ("stopped", "Stopped"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("released_at", models.DateTimeField(null=True, verbose_name="released")),
                ("starts_at", models.DateTimeField(null=True, verbose_name="leaves")),
                ("stopped_at", models.DateTimeField(null=True, verbose_name="stopped")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "letter to many",
                "verbose_name_plural": "letters to many",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "released", "stopped"])),
                        name="circular_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            models.Q(("whom", ""), _negated=True),
                        ),
                        name="circular_says_something_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("proposed_by", None),
                                ("released_at", None),
                                ("released_by", None),
                                ("starts_at", None),
                                ("status", "draft"),
                            ),
                            models.Q(
                                models.Q(("status", "draft"), _negated=True),
                                ("proposed_by__isnull", False),
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                ("starts_at__gte", models.F("released_at")),
                            ),
                            _connector="OR",
                        ),
                        name="released_circular_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by", None),
                            models.Q(("released_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="circular_is_released_by_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "stopped"),
                                ("stopped_at__isnull", False),
                                ("stopped_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(("status", "stopped"), _negated=True),
                                ("stopped_at", None),
                                ("stopped_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="stopped_circular_says_by_whom_and_when",
                    ),
                ],
            },
        ),
    ]
