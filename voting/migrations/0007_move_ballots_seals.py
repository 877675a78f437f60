from django.db import migrations
from django.db.models import OuterRef, Subquery


def move_to_the_ballots(apps, schema_editor):
    """In one statement each, so that a table of any size is moved."""
    ballots, entries, seals = (
        apps.get_model("voting", name).objects for name in ("Ballot", "RecordEntry", "Seal")
    )
    of_ballots = seals.filter(ballot__isnull=False)
    own = of_ballots.filter(ballot=OuterRef("pk"))
    ballots.filter(pk__in=of_ballots.values("ballot")).update(
        salt=Subquery(own.values("salt")), words_salt=Subquery(own.values("words_salt"))
    )
    own = of_ballots.filter(entry=OuterRef("pk"))
    with _RecordMayChange(schema_editor):
        entries.filter(pk__in=of_ballots.values("entry")).update(
            ballot=Subquery(own.values("ballot"))
        )
    of_ballots.delete()
    # What was told of a ballot a second time. It is told from the ballot itself from now on.
    apps.get_model("voting", "MotionEvent").objects.filter(what__in=("cast", "changed")).delete()


def move_to_seals(apps, schema_editor):
    entries, Seal = apps.get_model("voting", "RecordEntry").objects, apps.get_model("voting", "Seal")
    recorded = entries.filter(ballot__isnull=False).select_related("ballot")
    Seal.objects.bulk_create(
        (
            Seal(
                entry=entry,
                ballot=entry.ballot,
                salt=entry.ballot.salt,
                words_salt=entry.ballot.words_salt,
            )
            for entry in recorded.iterator()
        ),
        batch_size=500,
    )


class _RecordMayChange:
    """For a column that no hash covers; SQLite has no guard to lift."""

    def __init__(self, schema_editor):
        self.editor = schema_editor

    def __enter__(self):
        self._guard("DISABLE")

    def __exit__(self, *_fault):
        self._guard("ENABLE")

    def _guard(self, how):
        if self.editor.connection.vendor == "postgresql":
            self.editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self.editor.execute(f"ALTER TABLE voting_recordentry {how} TRIGGER record_entry_stays")


class Migration(migrations.Migration):
    dependencies = [("voting", "0006_entries_of_ballots")]

    operations = [migrations.RunPython(move_to_the_ballots, move_to_seals)]
