from django.core.management.base import BaseCommand
from django.utils import timezone

from common import personal_data
from common.dates import network_day


class Command(BaseCommand):
    help = (
        "Do to personal data whose time is over what the schedule says, as every night. "
        "Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="list the rows and change nothing"
        )

    def handle(self, *, dry_run, **options):
        now = timezone.now()
        if not dry_run:
            for line, done in personal_data.purge(now):
                self.stdout.write(f"{line.name:<40}{done:>8}  {line.then.label}")
                self.stdout.flush()
            return
        count = 0
        for line, number, since in personal_data.due(now):
            count += 1
            age = f"{(network_day(now) - since).days} days"
            shown = "-" if number is None else number
            self.stdout.write(f"{line.name:<40}{shown:>8}{age:>12}  {line.then.label}")
        self.stdout.write(f"{count} in all; nothing was changed.")
