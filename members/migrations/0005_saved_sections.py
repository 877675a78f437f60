
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0004_links_of_collaborators'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=20, verbose_name='section')),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('window', models.CharField(blank=True, max_length=32)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_sections', to='members.application')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.collaborator')),
            ],
            options={
                'verbose_name': 'saved section',
                'verbose_name_plural': 'saved sections',
                'constraints': [models.UniqueConstraint(fields=('application', 'section'), name='one_last_save_per_section')],
            },
        ),
    ]
