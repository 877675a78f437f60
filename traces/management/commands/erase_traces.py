from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from traces import services


class Command(BaseCommand):
    help = (
        "Erase the network addresses of traces older than so many days, or what traces tell of one "
        "person. The traces stay and say that something was erased."
    )

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--days", type=int, help="older than this; addresses only")
        what.add_argument("--person", type=int, help="the number of a person")

    def handle(self, *, days, person, **options):
        now = timezone.now()
        if days is not None:
            count = services.erase_details(before=now - timedelta(days=days), now=now)
        else:
            found = get_user_model().objects.filter(pk=person).first()
            if found is None:
                raise CommandError(f"There is no person with the number {person}.")
            count = services.erase_words_of(found, now=now)
        self.stdout.write(f"{count} parts of traces were erased.")
