"""Inviting several ministries is an act of two people."""

from django.db import migrations, models
from django.db.models import F, Q

ACTS = [
    ("opened", "Opened for signature"),
    ("invited", "Ministry invited"),
    ("signed", "Signature recorded"),
    ("corrected", "Typing error corrected"),
    ("withdrawn", "Signature withdrawn"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0006_before_releases"),
    ]

    operations = [
        migrations.AlterField(
            model_name="declarationevent",
            name="act",
            field=models.CharField(
                blank=True, choices=ACTS, max_length=20, verbose_name="act of two people"
            ),
        ),
        migrations.RemoveConstraint(
            model_name="declarationevent",
            name="declarations_are_opened_and_signed_by_two_people",
        ),
        migrations.AddConstraint(
            model_name="declarationevent",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("act", ""), ("released_by", None)),
                    Q(
                        ("act__in", [act for act, _label in ACTS]),
                        ("by__isnull", False),
                        ("released_by__isnull", False),
                        Q(("released_by", F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="declarations_are_opened_and_signed_by_two_people",
            ),
        ),
    ]
