"""Guests, people who were not invited, substitutes, and practical questions at registration."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge_exchange', '0014_before_releases'),
        ('members', '0029_weekly_letter'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PracticalAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='answer')),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'practical answer',
                'verbose_name_plural': 'practical answers',
                'ordering': ['question', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PracticalQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='place')),
                ('text', models.CharField(max_length=150, verbose_name='question')),
                ('kind', models.CharField(choices=[('words', 'In a line'), ('yes_no', 'Yes or no')], default='words', max_length=20, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'practical question',
                'verbose_name_plural': 'practical questions',
                'ordering': ['meeting', 'position'],
            },
        ),
        migrations.AddField(
            model_name='attendance',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attendance',
            name='substitute',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in_for', to='knowledge_exchange.attendance'),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='invited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='invited'),
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('comes_as', models.CharField(choices=[('guest', 'Guest'), ('observer', 'Observer'), ('speaker', 'Speaker')], default='guest', max_length=20, verbose_name='comes as')),
                ('practical', models.CharField(blank=True, help_text='Such as a diet or access needs. Erased two weeks after the meeting.', max_length=300, verbose_name='what to prepare')),
                ('presence', models.CharField(choices=[('unknown', 'Not noted'), ('present', 'Present'), ('absent', 'Absent')], default='unknown', max_length=20, verbose_name='presence')),
                ('noted_at', models.DateTimeField(blank=True, null=True, verbose_name='noted')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added')),
                ('forgotten_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='erased')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='knowledge_exchange.meeting')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'guest',
                'verbose_name_plural': 'guests',
                'ordering': ['meeting', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='attendance',
            name='guest_substitute',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stands_in_for', to='knowledge_exchange.guest'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('invited_at__isnull', False), ('added_by__isnull', False), _connector='OR'), name='attendance_is_invited_or_added'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guest_substitute__isnull', True), ('substitute__isnull', True)), ('reply', 'declined'), _connector='OR'), name='who_sends_somebody_does_not_come'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('substitute__isnull', True), ('guest_substitute__isnull', True), _connector='OR'), name='one_substitute_for_a_person'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('substitute__isnull', True), models.Q(('substitute', models.F('pk')), _negated=True), _connector='OR'), name='nobody_is_their_own_substitute'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('substitute',), name='one_person_for_a_substitute'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('guest_substitute',), name='one_person_for_a_guest_substitute'),
        ),
        migrations.AddField(
            model_name='practicalanswer',
            name='attendance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practical_answers', to='knowledge_exchange.attendance'),
        ),
        migrations.AddField(
            model_name='practicalquestion',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practical_questions', to='knowledge_exchange.meeting'),
        ),
        migrations.AddField(
            model_name='practicalanswer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='knowledge_exchange.practicalquestion'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(('comes_as__in', ['guest', 'observer', 'speaker'])), name='guest_comes_as_known'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(('presence__in', ['unknown', 'present', 'absent'])), name='guest_presence_known'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('noted_at__isnull', True), ('presence', 'unknown')), models.Q(models.Q(('presence', 'unknown'), _negated=True), ('noted_at__isnull', False)), _connector='OR'), name='guest_presence_was_noted_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('forgotten_at__isnull', True), models.Q(('name', ''), _negated=True)), models.Q(('forgotten_at__isnull', False), ('name', ''), ('organisation', ''), ('practical', '')), _connector='OR'), name='guest_has_a_name_until_erased'),
        ),
        migrations.AddConstraint(
            model_name='practicalquestion',
            constraint=models.UniqueConstraint(fields=('meeting', 'position'), name='one_practical_question_per_place'),
        ),
        migrations.AddConstraint(
            model_name='practicalquestion',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='practical_question_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='practicalquestion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['words', 'yes_no'])), name='practical_question_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='practicalanswer',
            constraint=models.UniqueConstraint(fields=('question', 'attendance'), name='one_practical_answer_per_person'),
        ),
        migrations.AddConstraint(
            model_name='practicalanswer',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='practical_answer_says_something'),
        ),
    ]
