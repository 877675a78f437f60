"""What was made with the secret key is kept: people's names in records, and which key a receipt has."""

import base64

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils.crypto import salted_hmac


def secret_keys():
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def keep_names(apps, schema_editor):
    """Those of each roll; of others who acted, the name that the record has under a key of ours."""
    models_of = {
        name: apps.get_model("voting", name)
        for name in (
            "Motion MotionEvent Amendment Confirmation RollVoter RecordEntry RecordAlias"
        ).split()
    }
    for motion in models_of["Motion"].objects.exclude(record_scope="").iterator():
        names = {}
        voters = models_of["RollVoter"].objects.filter(entry__motion=motion).exclude(alias="")
        for user, alias in voters.order_by("pk").values_list("user", "alias"):
            names[user] = alias
        bodies = models_of["RecordEntry"].objects.filter(motion=motion)
        recorded = " ".join(bodies.values_list("body", flat=True))
        for user in people_of(motion, models_of) - names.keys():
            for key in secret_keys():
                code = salted_hmac(
                    "voting.record.person", f"{motion.record_scope}:{user}", key, algorithm="sha256"
                )
                alias = code.hexdigest()[:16]
                if f'"{alias}"' in recorded:
                    names[user] = alias
        alias_model = models_of["RecordAlias"]
        alias_model.objects.bulk_create(
            [
                alias_model(motion_id=motion.pk, user_id=user, alias=alias)
                for user, alias in names.items()
            ],
            ignore_conflicts=True,
        )


def people_of(motion, models_of):
    """Whoever acted in it, as far as rows name them."""
    found = {motion.certified_by_id, motion.certified_with_id}
    for name, of_motion, fields in (
        ("MotionEvent", "motion", ["by", "proposed_by"]),
        ("Amendment", "motion", ["leaving", "joining", "proposed_by", "settled_by"]),
        ("Confirmation", "entry__motion", ["by"]),
    ):
        rows = models_of[name].objects.filter(**{of_motion: motion}).order_by()
        for row in rows.values_list(*fields):
            found.update(row)
    return found - {None}


def say_which_key(apps, schema_editor):
    """Where one of ours made the receipt; else it stays empty: nobody knows."""
    fingerprints = [
        (key, salted_hmac("common.fingerprint", "", key, algorithm="sha256").hexdigest()[:16])
        for key in secret_keys()
    ]
    ballots = apps.get_model("voting", "Ballot").objects
    for ballot in ballots.exclude(receipt="").order_by().iterator():
        for key, fingerprint in fingerprints:
            if ballot.receipt == code_of(ballot, key):
                ballots.filter(pk=ballot.pk).update(receipt_key=fingerprint)
                break


def code_of(ballot, key):
    facts = [
        ballot.entry_id,
        ballot.sequence,
        ballot.choice,
        ballot.cast_at.timestamp(),
        ballot.form_token,
    ]
    digest = salted_hmac("voting.receipt", ":".join(map(str, facts)), key, algorithm="sha256")
    letters = base64.b32encode(digest.digest()).decode()[:16]
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0014_what_is_typed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="receipt_key",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=16
            ),
        ),
        migrations.CreateModel(
            name="RecordAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("alias", models.CharField(editable=False, max_length=16)),
                (
                    "motion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="voting.motion",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "name in a record",
                "verbose_name_plural": "names in records",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("motion", "user"), name="one_name_per_person_in_a_record"
                    ),
                    models.UniqueConstraint(
                        fields=("motion", "alias"), name="one_person_per_name_in_a_record"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alias", ""), _negated=True),
                        name="name_in_a_record_is_one",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep_names, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(say_which_key, migrations.RunPython.noop, elidable=False),
    ]
