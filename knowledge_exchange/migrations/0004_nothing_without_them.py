import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("knowledge_exchange", "0003_what_was_there_before")]

    operations = [
        migrations.AlterField(
            model_name='meeting',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='knowledge_exchange.series', verbose_name='series'),
        ),
        migrations.AddConstraint(
            model_name='paperversion',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'comments', 'clearance', 'cleared', 'published'])), name='version_stage_known'),
        ),
        migrations.AddConstraint(
            model_name='paperversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('stage', 'published')), models.Q(models.Q(('stage', 'published'), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='published_version_is_at_that_stage'),
        ),
        migrations.AddConstraint(
            model_name='paperversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'comments'), _negated=True), ('comments_until__isnull', False), _connector='OR'), name='comments_have_a_deadline'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('published_at__isnull', True)), models.Q(('changed_at__gte', models.F('published_at')), ('published_at__isnull', False)), _connector='OR'), name='public_paper_says_when_it_changed'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'withdrawn'])), name='paper_status_known'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'draft'), _negated=True), ('published_at__isnull', True), _connector='OR'), name='paper_in_preparation_was_never_public'),
        ),
    ]
