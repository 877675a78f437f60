from django.db import migrations, models


class Migration(migrations.Migration):
    """Each person has a link of their own; the one link of the application is gone."""

    dependencies = [
        ('members', '0003_questions_of_voters'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='application',
            name='link_version',
        ),
        migrations.AddIndex(
            model_name='collaborator',
            index=models.Index(fields=['email'], name='collaborator_by_address'),
        ),
    ]
