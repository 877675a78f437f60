from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0022_each_file_once")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="content",
            field=models.BinaryField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="how_read",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "shown"), ("content__isnull", True), _connector="OR"),
                name="settled_import_keeps_no_file",
            ),
        ),
    ]
