"""What was published without authors or a licence before they were asked for is marked."""

from django.db import migrations, models
from django.db.models import Q

import common.model_fields


def mark(apps, schema_editor):
    papers = apps.get_model("knowledge_exchange", "Paper").objects.filter(status="published")
    papers.filter(Q(authors="") | Q(licence="")).update(is_before_licences=True)


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge_exchange", "0015_people_at_meetings"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="why_not_stated",
            field=common.model_fields.LineField(
                blank=True,
                db_default="",
                help_text="Only when they are lacking. Readers see it: “the authors have not agreed on one yet”.",
                max_length=300,
                verbose_name="why authors or licence are not stated",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="is_before_licences",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="published before authors and licence were asked for",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("status", "published"), _negated=True),
                    Q(Q(("authors", ""), _negated=True), Q(("licence", ""), _negated=True)),
                    Q(("why_not_stated", ""), _negated=True),
                    ("is_before_licences", True),
                    _connector="OR",
                ),
                name="published_paper_states_authors_and_licence_or_why_not",
                violation_error_message="A published paper names its authors and its licence, or says why not.",
            ),
        ),
    ]
