import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import common.dates
import common.links

# No extension is needed: a person, or a centre, is written as a range that holds one number.
GUARDS = {
    "person_acts_for_one_centre_at_a_time": "EXCLUDE USING gist ("
    "int8range(user_id, user_id, '[]') WITH &&, daterange(valid_from, valid_until) WITH &&)",
    "centre_has_one_delegate_at_a_time": "EXCLUDE USING gist ("
    "int8range(centre_id, centre_id, '[]') WITH &&, daterange(valid_from, valid_until) WITH &&) "
    "WHERE (role = 'delegate')",
}


def close(apps, schema_editor):
    """On PostgreSQL the database also watches over periods that have an end."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, guard in GUARDS.items():
        schema_editor.execute(
            f"ALTER TABLE members_representative ADD CONSTRAINT {name} {guard}", params=None
        )
    schema_editor.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON members_profileversion "
        "FOR EACH ROW EXECUTE FUNCTION members_only_grows()"
    )


def open_again(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in GUARDS:
        schema_editor.execute(f"ALTER TABLE members_representative DROP CONSTRAINT {name}")
    schema_editor.execute("DROP TRIGGER only_grows ON members_profileversion")


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0009_membership_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='CentreLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='label')),
                ('address', common.links.LinkField(max_length=300, verbose_name='address')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='members.centre')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('centre', 'label'), name='one_link_per_label', violation_error_message='Give each link a label of its own.')],
            },
        ),
        migrations.CreateModel(
            name='ProfileChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'With the secretariat'), ('returned', 'Returned with a note'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='draft', max_length=20, verbose_name='status')),
                ('base', models.JSONField(default=dict, editable=False, verbose_name='published when it was begun')),
                ('proposed', models.JSONField(default=dict, editable=False, verbose_name='proposed')),
                ('message', models.TextField(blank=True, verbose_name='message to the secretariat')),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('note', models.TextField(blank=True, verbose_name='note of the secretariat')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='profile_changes', to='members.centre')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'profile change',
                'verbose_name_plural': 'profile changes',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'returned', 'accepted', 'withdrawn'])), name='profile_change_status_known'), models.UniqueConstraint(condition=models.Q(('status__in', ('draft', 'returned', 'submitted'))), fields=('centre',), name='one_open_profile_change_per_centre'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['submitted', 'returned', 'accepted']), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='profile_change_was_submitted'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'returned'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='returned_profile_change_has_a_note'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'accepted'), _negated=True), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='accepted_profile_change_names_who_and_when')],
            },
        ),
        migrations.CreateModel(
            name='ProfileVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('side', models.CharField(choices=[('centre', 'The centre, accepted by the secretariat'), ('secretariat', 'The secretariat')], max_length=20, verbose_name='by')),
                ('fields', models.JSONField(default=list, verbose_name='changed')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='profile_versions', to='members.centre')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions of the profile',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('centre', 'number'), name='one_profile_version_per_number'), models.CheckConstraint(condition=models.Q(('side__in', ['centre', 'secretariat'])), name='profile_version_side_known')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='representative',
            name='representative_ends_after_start',
        ),
        migrations.AddField(
            model_name='centre',
            name='is_being_set_up',
            field=models.BooleanField(default=False, help_text="An associate that is still setting up its centre; the name is the body's.", verbose_name='no centre yet'),
        ),
        migrations.AddField(
            model_name='centre',
            name='languages',
            field=models.JSONField(blank=True, default=list, help_text='The languages in which the centre works.', verbose_name='languages'),
        ),
        migrations.AddField(
            model_name='centre',
            name='mandate_region',
            field=models.CharField(blank=True, help_text='Where the mandate covers a region only. Empty: the whole country.', max_length=120, verbose_name='region'),
        ),
        migrations.AddField(
            model_name='membership',
            name='suspended',
            field=common.dates.PartialDateField(blank=True, max_length=10, verbose_name='suspended since'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='announced',
            field=common.dates.PartialDateField(blank=True, max_length=10, verbose_name='announced'),
        ),
        migrations.AddField(
            model_name='representative',
            name='ended_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by'),
        ),
        migrations.AddField(
            model_name='representative',
            name='invited_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by'),
        ),
        migrations.AddConstraint(
            model_name='centre',
            constraint=models.CheckConstraint(condition=models.Q(('is_being_set_up', False), ('established', ''), _connector='OR'), name='centre_being_set_up_is_not_established', violation_error_message='A centre that is still being set up cannot be established already.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('membership_class__in', ['member', 'associate'])), name='membership_class_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('maturity__in', ['', 'experienced', 'new'])), name='membership_maturity_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'suspended'), ('suspended', ''), _connector='OR'), name='only_suspended_memberships_say_since_when'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ended', ''), ('ended__gte', django.db.models.functions.text.Left('effective', django.db.models.functions.text.Length('ended'))), _connector='OR'), name='membership_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='representative_does_not_end_before_the_start', violation_error_message='The end must not come before the first day.'),
        ),
        migrations.RunPython(close, open_again),
    ]
