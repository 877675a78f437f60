from django.db import migrations, models


class Migration(migrations.Migration):
    """Several questions in one letter, one on each criterion; what was asked before fits already."""

    dependencies = [("members", "0029_weekly_letter")]

    operations = [
        migrations.RemoveConstraint(
            model_name="clarification", name="one_unanswered_clarification"
        ),
        migrations.AddConstraint(
            model_name="clarification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True), ("taken_back_at__isnull", True)),
                fields=("application", "criterion"),
                name="one_unanswered_clarification_per_criterion",
            ),
        ),
    ]
