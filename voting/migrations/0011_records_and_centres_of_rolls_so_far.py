from django.db import migrations
from django.db.models import OuterRef, Q, Subquery


def fill(apps, schema_editor):
    """Records begun so far keep their format; each voter gets the centre they stand for.

    It is the one of the line for which the register knows them, the newest where it knows two.
    """
    motions, entries, voters = (
        apps.get_model("voting", name).objects for name in ("Motion", "RollEntry", "RollVoter")
    )
    motions.exclude(status="draft").update(record_format=1)
    unit = entries.filter(pk=OuterRef(OuterRef("entry"))).values("unit")[:1]
    own = apps.get_model("members", "Representative").objects.filter(user=OuterRef("user"))
    own = own.filter(Q(centre__slug=Subquery(unit)) | Q(centre__country=Subquery(unit)))
    voters.update(centre=Subquery(own.order_by("-pk").values("centre")[:1]))


class Migration(migrations.Migration):
    dependencies = [("voting", "0010_the_roll_follows_the_register")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
