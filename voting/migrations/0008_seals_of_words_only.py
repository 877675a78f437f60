import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0007_move_ballots_seals")]

    operations = [
        migrations.RemoveConstraint(model_name="seal", name="sealed_ballot_has_a_salt"),
        migrations.RemoveField(model_name="seal", name="ballot"),
        migrations.RemoveField(model_name="seal", name="salt"),
        migrations.AddConstraint(
            model_name="motionevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ("cast", "changed")), _negated=True),
                name="ballot_is_no_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ballot__isnull", False), ("what__in", ("cast", "changed"))),
                    models.Q(
                        models.Q(("what__in", ("cast", "changed")), _negated=True),
                        ("ballot__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="entry_of_a_ballot_names_it",
            ),
        ),
        migrations.AlterField(
            model_name="seal",
            name="words_salt",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="recordentry",
            name="motion",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="record",
                to="voting.motion",
            ),
        ),
    ]
