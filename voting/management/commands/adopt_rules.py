from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from voting import rules, services


class Command(BaseCommand):
    help = "Put a rule set in force. The same document again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a JSON document, see voting/rulesets/")
        parser.add_argument("--name", default="Admission", help="whose next version it becomes")

    def handle(self, *, file, name, **options):
        try:
            document = rules.load(file.read_bytes())
            rule_set = services.adopt(name, document, now=timezone.now())
        except (OSError, rules.RulesError) as fault:
            raise CommandError(f"{file}: {fault}", returncode=2) from None
        self.stdout.write(f"In force: {rule_set} (fingerprint {rule_set.sha256[:12]})")
